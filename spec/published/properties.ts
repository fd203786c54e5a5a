/**
 * What is asked of the published protocol (docs/protocol.md, section 5), termination apart. Where an entry once
 * agreed or once held must count for ever, the ghosts of the hosts are counted in.
 */
import {
  each,
  pairs,
  sometimes,
  sometimesStep,
  type Finding,
  type EffectLike,
  type Property,
  type Slot,
} from '../../checker/index.js';
import { isGranted } from '../../checker/environment/budget.js';
import type { PublishedOptions } from './options.js';
import type { HostSnapshot } from './names.js';
import { agreedLog, inHistory, sameEntry, withSlots, type Entry, type Filled } from './log.js';
import { hostName, majority } from '../ring.js';
import { amount, explainedInvariant, explainedStep, firstBroken, placesWhere } from '../findings.js';
import { showEntry } from './display.js';
import { reportOf } from './recovery.js';

type HostSlots = readonly Slot<HostSnapshot, never, EffectLike>[];

/** Everything that this host has ever agreed, with its slots. */
function everAgreed({ context }: HostSnapshot): readonly Filled[] {
  return [...withSlots(agreedLog(context)), ...context.ghost.lostAgreed];
}

/** Everything that has ever been in this host's log, with its slots. */
function everHeld({ context }: HostSnapshot): readonly Filled[] {
  return [...withSlots(context.log), ...reportOf(context, 0).disputed, ...context.ghost.lost];
}

/** A slot at which two hosts have different entries, as a finding; true if there is none. */
function agreeing(left: readonly Filled[], right: readonly Filled[]): true | Finding {
  for (const one of left) {
    const other = right.find((entry) => entry.slot === one.slot && !sameEntry(entry, one));
    if (other === undefined) continue;
    return contradiction(one.slot, [showEntry(one), showEntry(other)], left === right ? [0, 0] : [0, 1]);
  }
  return true;
}

function contradiction(slot: number, values: readonly string[], places: readonly number[]): Finding {
  return { slot, values, at: places.map((place) => [place]), how: 'agreed as' };
}

function holds(held: readonly Filled[], one: Filled): boolean {
  return held.some((other) => other.slot === one.slot && sameEntry(other, one));
}

/** Of any two hosts' agreed logs one is a prefix of the other; so it is with what a host agreed before. */
export function agreement(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'Agreement',
    over: [...pairs(hosts), ...each(hosts)],
    view: everAgreed,
    holds: ([one, other = one]) => agreeing(one, other),
  });
}

/** The literal form keeps no ghosts: the agreed logs as they are, of any two hosts. */
export function literalAgreement(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'Agreement',
    over: pairs(hosts),
    view: ({ context }) => agreedLog(context),
    holds: ([left, right]) => agreeing(withSlots(left), withSlots(right)),
  });
}

/** An agreed entry never changes or disappears at a host, save where a restart forgets everything (A2). */
export function stability(hosts: HostSlots): Property {
  return explainedStep({
    name: 'Stability',
    over: each(hosts),
    view: ({ context }) => ({ log: agreedLog(context), restart: context.config.knobs.restart }),
    holds: ([before], [after], action) => {
      if (action === 'Restart' && after.restart === 'amnesia') return true;
      return firstBroken(before.log, (entry, slot) => {
        const now = after.log[slot];
        if (sameEntry(entry, now)) return null;
        const because = `it is no longer: ${now === undefined ? 'nothing' : showEntry(now)} is there now`;
        return { slot, values: [showEntry(entry)], at: [[0]], how: 'agreed as', because };
      });
    },
  });
}

/** An agreed payload was submitted at its source, which is one of the hosts. */
export function validity(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'Validity',
    over: hosts.flatMap((host) => hosts.map((source) => ({ host, source }))),
    view: (host) => ({
      agreed: everAgreed(host),
      self: host.context.config.self,
      submitted: host.context.submitted,
    }),
    holds: ({ host, source }) =>
      firstBroken(host.agreed, (entry) => {
        const { slot, source: from, payload } = entry;
        const isReal = from in hosts;
        if (isReal && (from !== source.self || payload < source.submitted)) return null;
        const because = isReal
          ? `${hostName(from)} has submitted ${amount(source.submitted, 'payload')}, and none of this number`
          : 'its source is none of the hosts';
        return { slot, values: [showEntry(entry)], at: [[0]], how: 'agreed as', because };
      }),
  });
}

/** A payload is agreed at most once. */
export function integrity(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'Integrity',
    over: each(hosts),
    view: ({ context }) => agreedLog(context),
    holds: ([log]) =>
      firstBroken(log, (entry, slot) => {
        const first = log.findIndex((other) => sameEntry(other, entry));
        if (first === slot) return null;
        const because = `it is in slot ${first} already`;
        const also = [[first, showEntry(entry)]] as const;
        return { slot, values: [showEntry(entry)], at: [[0]], also, how: 'agreed as', because };
      }),
  });
}

/** Every agreed (slot, value) has been in the logs of a majority of the hosts (P5, s47). */
export function minorityHalt(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'MinorityHalt',
    over: [hosts],
    view: (host) => ({ agreed: everAgreed(host), held: everHeld(host) }),
    holds: (views) =>
      firstBroken(
        views.flatMap(({ agreed }) => agreed),
        (entry) => {
          const holders = placesWhere(views, ({ held }) => holds(held, entry));
          if (holders.length >= majority(views.length)) return null;
          const at = placesWhere(views, ({ agreed }) => holds(agreed, entry));
          const names = holders.map((place) => hosts[place]?.name).join(', ');
          const because = `${names === '' ? 'nobody has' : `only ${names} ${holders.length > 1 ? 'have' : 'has'}`} ever held it, and ${majority(views.length)} must`;
          return { slot: entry.slot, values: [showEntry(entry)], at: [at], how: 'agreed as', because };
        },
      ),
  });
}

/** Something is agreed. */
export function somethingAgreed(hosts: HostSlots): Property {
  return sometimes({
    name: 'SomethingAgreed',
    over: each(hosts),
    view: ({ context }) => context.agreed,
    holds: ([agreed]) => agreed > 0,
  });
}

/**
 * A minority halts (P7, s68): these hosts, as many as can be cut off from a majority, share a log whose last
 * entry none of the others has, and none of them may extend it.
 */
export function minorityHalts(hosts: HostSlots): Property {
  const size = hosts.length - majority(hosts.length);
  return sometimes({
    name: 'MinorityRunsOut',
    over: combinations(hosts, size).map((few) => ({
      few,
      others: hosts.filter((host) => !few.includes(host)),
    })),
    view: ({ context, value }) => ({
      log: context.log,
      isHalted:
        value !== 'down' &&
        context.disputed.length === 0 &&
        context.log.length < context.config.slots &&
        inHistory(context.log, context.config, context.config.self),
    }),
    holds: ({ few, others }) => {
      const [first] = few;
      const last = first === undefined ? -1 : first.log.length - 1;
      if (first === undefined || last < 0) return false;
      const isShared = few.every(({ log, isHalted }) => isHalted && sameLog(log, first.log));
      return isShared && others.every(({ log }) => !sameEntry(log[last], first.log[last]));
    },
  });
}

/** A host in error recovers (P10, s80). */
export function hostRecovers(hosts: HostSlots): Property {
  return sometimesStep({
    name: 'HostRecovers',
    over: each(hosts),
    view: ({ context }) => context.disputed.length,
    holds: ([before], [after]) => before > 0 && after === 0,
  });
}

/** Two hosts fill one slot differently. */
export function slotFilledTwice(hosts: HostSlots): Property {
  return sometimes({
    name: 'SlotFilledTwice',
    over: pairs(hosts),
    view: ({ context }) => withSlots(context.log),
    holds: ([left, right]) => agreeing(left, right) !== true,
  });
}

function sameLog(left: readonly Entry[], right: readonly Entry[]): boolean {
  return left.length === right.length && left.every((entry, slot) => sameEntry(entry, right[slot]));
}

function combinations<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) =>
    combinations(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]),
  );
}

/** The properties that apply under these options; a witness is asked for only where the bounds allow it. */
export function publishedProperties(options: PublishedOptions, hosts: HostSlots): readonly Property[] {
  const { timeouts, losses, partitions, medium } = options;
  const isMissed = medium === 'async' || isGranted(losses) || isGranted(partitions);
  const isSplit = isMissed && isGranted(timeouts);
  const hasMinority = hosts.length > majority(hosts.length);
  return [
    agreement(hosts),
    stability(hosts),
    validity(hosts),
    integrity(hosts),
    minorityHalt(hosts),
    somethingAgreed(hosts),
    ...(isSplit && hasMinority ? [minorityHalts(hosts)] : []),
    ...(isSplit ? [slotFilledTwice(hosts)] : []),
    ...((isSplit || isGranted(losses)) && hasMinority ? [hostRecovers(hosts)] : []),
  ];
}
