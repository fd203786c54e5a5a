/**
 * What docs/protocol.md says of a single host, as properties. The properties of section 5 are about what is agreed;
 * many a rule can be broken without ever disturbing that, if only because recovery mends it. Mutants of the host's
 * chart are held against these too.
 */
import {
  each,
  sometimes,
  sometimesStep,
  type AnySlot,
  type EffectLike,
  type Model,
  type Property,
  type Slot,
  type StepProperty,
} from '../../checker/index.js';
import { explainedInvariant, explainedStep, misplaced, placesWhere } from '../findings.js';
import { matches, sameEntry } from './log.js';
import type { HostSnapshot } from './names.js';

type HostSlots = readonly Slot<HostSnapshot, never, EffectLike>[];

/** The model with these properties beside its own. Its hosts are its first slots. */
export function withHostProperties(model: Model, hostCount: number): Model {
  const hosts = model.slots.slice(0, hostCount) as HostSlots;
  const timeouts = model.slots.find(({ name }) => name === 'timeouts');
  return {
    ...model,
    properties: [
      ...model.properties,
      errorWhileDisputed(hosts),
      disputesContradict(hosts),
      assumesUntilHeard(hosts),
      ...(timeouts === undefined ? [] : [repeatsOwn(hosts, timeouts)]),
      appendsInError(hosts),
      forgets(hosts),
      missesOwn(hosts),
    ],
  };
}

/** P9: a host is in error while it keeps something in dispute, and only then. */
function errorWhileDisputed(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'ErrorWhileDisputed',
    over: each(hosts),
    view: (host) => ({ up: partsOf(host), isDisputed: host.context.disputed.length > 0 }),
    holds: ([{ up, isDisputed }]) => {
      if (up === null || (up.log !== 'inStep') === isDisputed) return true;
      return isDisputed
        ? misplaced('an entry kept in dispute', [0], 'the host takes itself to be in step')
        : misplaced('an error', [0], 'nothing is kept in dispute there');
    },
  });
}

/** P9: something in dispute contradicts the log; neither a repetition nor a message for a barred slot does. */
function disputesContradict(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'DisputesContradict',
    over: each(hosts),
    view: ({ context }) => ({
      isDisputed: context.disputed.length > 0,
      isContradicted: context.disputed.some(
        (message) =>
          !matches(context.log, context.config, message) && !sameEntry(context.log[message.slot], message),
      ),
    }),
    holds: ([{ isDisputed, isContradicted }]) =>
      isDisputed === isContradicted ||
      misplaced('a dispute', [0], 'nothing of what is kept in it contradicts the log'),
  });
}

/** P8: a host assumes the token until it sends, accepts or disputes a message, or recovers; then no longer. */
function assumesUntilHeard(hosts: HostSlots): Property {
  return explainedStep({
    name: 'AssumesUntilHeard',
    over: each(hosts),
    view: (host) => ({
      isUp: partsOf(host) !== null,
      isAssuming: partsOf(host)?.token === 'assuming',
      known: JSON.stringify([host.context.log, host.context.disputed, host.context.submitted]),
    }),
    holds: ([before], [after]) =>
      !before.isAssuming ||
      !after.isUp ||
      after.isAssuming === (after.known === before.known) ||
      (after.isAssuming
        ? misplaced('an assumed token', [0], 'it has sent, accepted or disputed a message, or recovered')
        : misplaced('a token given up', [0], 'nothing was sent or heard since it was assumed')),
  });
}

/** A6: only who sent the last entry of its log, and is not in error, repeats anything. */
function repeatsOwn(hosts: HostSlots, timeouts: AnySlot): StepProperty {
  return explainedStep({
    name: 'RepeatsOwn',
    over: [{ hosts, timeouts }],
    view: { hosts: mayRepeat, timeouts: (left) => left },
    holds: (before, _after, action) =>
      action !== 'Repeat' ||
      before.hosts.includes(true) ||
      misplaced(
        'a message that is repeated',
        placesWhere(before.hosts, () => true),
        'no host that is in step has sent the last entry of its log',
      ),
  });
}

/** P11: in error, more is appended where nothing stands yet. */
function appendsInError(hosts: HostSlots): Property {
  return sometimes({
    name: 'AppendsInError',
    over: each(hosts),
    view: ({ context }) => context.disputed.length,
    holds: ([disputed]) => disputed > 1,
  });
}

/** A2 `amnesia`: a restart empties a log. */
function forgets(hosts: HostSlots): Property {
  return sometimesStep({
    name: 'Forgets',
    over: each(hosts),
    view: ({ context }) => context.log.length,
    holds: ([before], [after], action) => action === 'Restart' && before > 0 && after === 0,
  });
}

/** A1 `hear`: a host has sent, and nothing of it stands in its own log. */
function missesOwn(hosts: HostSlots): Property {
  return sometimes({
    name: 'MissesOwn',
    over: each(hosts),
    view: ({ context }) => context.submitted > 0 && context.log.length === 0 && context.disputed.length === 0,
    holds: ([isMissing]) => isMissing,
  });
}

/** The states of the two regions, null while the host is down. */
function partsOf({ value }: HostSnapshot): { readonly token: string; readonly log: string } | null {
  return typeof value === 'object' ? value.up : null;
}

function mayRepeat(host: HostSnapshot): boolean {
  const { log, disputed, config } = host.context;
  return partsOf(host) !== null && disputed.length === 0 && log.at(-1)?.source === config.self;
}
