/**
 * One running host, driver and core, beside specified hosts: every interleaving of its timers, its disk, its networks and its application.
 */
import {
  announcing,
  invariant,
  slot,
  type Announcement,
  type AnySlot,
  type Model,
  type Premise,
  type Rule,
  type Slot,
} from '../../checker/index.js';
import { deadForGood, type HeedfulLink } from '../../checker/environment/dead-for-good.js';
import { heedfulInbox } from '../../checker/environment/inbox.js';
import * as implementation from '../../impl/parts.js';
import { inboxRules } from '../../spec/exo/inbox-rules.js';
import { agreedLog } from '../../spec/exo/log.js';
import type { HostEffect, HostSnapshot } from '../../spec/exo/names.js';
import { ALL_REDUCTIONS, type ExoOptions } from '../../spec/exo/options.js';
import type { Packet } from '../../spec/exo/packets.js';
import { deadPremise } from '../../spec/exo/premises/dead.js';
import { rulesOf } from '../../spec/exo/rules.js';
import {
  receptionOf,
  routesOf,
  slotsOf,
  systemOf,
  type HostSlot,
  type InboxSlot,
  type System,
} from '../../spec/exo/system.js';
import { hostAt, hostName } from '../../spec/ring.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { driverComponent } from './driver-component.js';
import {
  driverRules,
  entryText,
  hostOptions,
  soundness,
  witnessesOf,
  type DriverBounds,
} from './driver-slot.js';
import { entriesIn, type DriverEvent, type DriverState } from './driver-state.js';

type OwnSlot = Slot<DriverState, DriverEvent, HostEffect | Announcement<'air' | 'oob', Horizon>>;

/** The running host, as far as it says which messages it can still use. */
interface Horizon {
  readonly promised: number;
  /** -1 for none. */
  readonly installed: number;
  readonly length: number;
  readonly isFailed: boolean;
}

export function driverModel(bounds: DriverBounds, impl: Implementation = implementation): Model {
  const { self } = bounds;
  const base = systemOf(specOptions(bounds));
  const component = driverComponent({ impl, options: hostOptions(bounds), bounds });
  const driver: OwnSlot = slot(
    hostName(self),
    announcing(announcing(component, 'oob', horizonOf), 'air', horizonOf),
  );
  const [first] = component.initial();
  if (first === undefined) throw new RangeError('a driver has a first state');
  const inbox = (network: string): Slot<unknown, never, never> =>
    slot(
      `${network}${hostName(self)}`,
      heedfulInbox<Packet, Horizon>(`${network} inbox`, horizonOf(first), isDead),
    );
  // To the rest of the model it is a host: it takes receptions, and its effects are those of hosts.
  const asHost: AnySlot = driver;
  const system: System = {
    ...base,
    hosts: base.hosts.with(self, asHost as HostSlot),
    air: base.air.with(self, inbox('air') as InboxSlot),
    oob: base.oob.with(self, inbox('oob') as InboxSlot),
  };
  const others = system.hosts.filter((_, i) => i !== self);
  return {
    name: 'driver',
    slots: slotsOf(system),
    rules: [...specRules(system, self), ...driverRules(driver, bounds), ...receptions(system, self)],
    routes: routesOf(system),
    properties: [...soundness(driver), ...agreementOf(driver, others), ...witnessesOf(driver, bounds)],
    mayEnd: () => true,
    premises: [
      deadPremise({ ...base, layers: base.layers.filter((one) => one.self !== self) }),
      ownDeadPremise(driver, self),
    ],
  };
}

function specOptions({ hosts, slots, epochs }: DriverBounds): ExoOptions {
  return {
    ...{ hosts, slots, epochs, medium: 'receive-any', payloads: 'inf' },
    ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 0 },
    // The running host asks, and specified hosts have to answer; they need not ask themselves, as everything stays in flight.
    reductions: ALL_REDUCTIONS.filter((name) => name !== 'requests'),
  };
}

function horizonOf({ host }: DriverState): Horizon {
  const { promised, installed, log, status } = host.core;
  const isFailed = host.writing.mode === 'failed';
  // Until it follows an epoch that it has installed, a host keeps whatever comes of it.
  const follows = status === implementation.STATUS.following ? installed : null;
  return { promised, installed: follows?.number ?? -1, length: log.length, isFailed };
}

/** Whether the running host can never use a packet any more; verified on every host that is searched. */
function isDead({ promised, installed, length, isFailed }: Horizon, packet: Packet): boolean {
  if (isFailed) return true;
  switch (packet.kind) {
    case 'entry':
      return packet.epoch < promised || (packet.epoch === installed && packet.slot < length);
    case 'prepare':
      return packet.epoch < promised;
    case 'promise':
      return packet.epoch < promised;
    case 'start':
      return packet.epoch.number < promised || packet.epoch.number <= installed;
    default:
      return false;
  }
}

function ownDeadPremise({ component, name }: OwnSlot, self: number): Premise {
  const links = ['air', 'oob'].map((network): HeedfulLink<DriverState, Packet, Horizon> => ({
    inbox: `${network}${hostName(self)}`,
    receiver: name,
    machine: component.name,
    horizonOf,
    takes: (state, packet) => component.step(state, receptionOf(packet) as never).length > 0,
    show: (packet, state) => `${JSON.stringify(packet)} in ${JSON.stringify(component.show?.(state))}`,
  }));
  return deadForGood('dead-messages', 'mend isDead of the model', links);
}

/** The rules of the specified hosts and their inboxes. */
function specRules(system: System, self: number): readonly Rule[] {
  const own: readonly AnySlot[] = [system.hosts, system.air, system.oob].map((slots) =>
    hostAt<AnySlot>(slots as readonly AnySlot[], self),
  );
  return rulesOf(system)
    .filter(({ slot: of, name }) => !own.includes(of) && name !== 'Fetch' && name !== 'Join')
    .map((one) => (one.name === 'CatchUp' ? { ...one, isOptional: true } : one));
}

function receptions(system: System, self: number): readonly Rule[] {
  return [
    ...inboxRules(system, hostAt(system.air, self), self, ['entry']),
    ...inboxRules(system, hostAt(system.oob, self), self, ['prepare', 'promise', 'start', 'entry']),
  ];
}

/** Agreed logs are prefixes of each other. */
function agreementOf(driver: OwnSlot, others: readonly HostSlot[]): Model['properties'] {
  return [
    invariant({
      name: 'Agreement',
      over: others.map((other) => [driver, other]),
      view: (state: unknown) => agreedIn(state as DriverState | HostSnapshot),
      holds: ([one, other]) => {
        const [mine, theirs] = [one as readonly string[], other as readonly string[]];
        const slot = mine.findIndex((entry, i) => i < theirs.length && theirs[i] !== entry);
        if (slot < 0) return true;
        return { slot, values: [mine[slot] ?? '', theirs[slot] ?? ''], at: [[0], [1]], how: 'agreed as' };
      },
    }),
  ];
}

function agreedIn(state: DriverState | HostSnapshot): readonly string[] {
  if ('context' in state) return agreedLog(state.context).map(entryText);
  return entriesIn(state).slice(0, state.host.core.agreed).map(entryText);
}
