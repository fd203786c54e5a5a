/** The parts of a completed model: hosts, media, budgets, and how effects travel between them. */
import {
  announcing,
  eagerly,
  leg,
  losing,
  route,
  slot,
  xstateComponent,
  type Announcement,
  type AnySlot,
  type Component,
  type Leg,
  type Loss,
  type Route,
  type Slot,
} from '../../checker/index.js';
import {
  budgetSlot,
  draw,
  isGranted,
  type Budget,
  type BudgetSlot,
} from '../../checker/environment/budget.js';
import { bus, type BusEvent, type BusState, type Reception } from '../../checker/environment/bus.js';
import {
  heedfulInbox,
  inbox,
  type HeedfulEvent,
  type InboxState,
  type InboxEvent,
} from '../../checker/environment/inbox.js';
import { partition, type PartitionEvent, type PartitionState } from '../../checker/environment/partition.js';
import { allHosts, hostAt, hostName, othersThan } from '../ring.js';
import { FIRST_HORIZON, isDead, towardsAir, towardsTakeovers, wholeHorizon, type Horizon } from './dead.js';
import { exoHost, type HostEvent, type Sent } from './host.js';
import type { HostConfig, Message } from './log.js';
import type { HostComponent, HostEffect, HostSnapshot } from './names.js';
import type { ExoOptions, Reduction } from './options.js';
import type { Packet } from './packets.js';
import { showHost } from './display.js';

type Heard = Announcement<'air' | 'oob', Horizon>;
export type HostSlot = Slot<HostSnapshot, HostEvent, HostEffect | Heard | Loss>;

/** An inbox, with dead messages dropped or not. */
export type PacketInbox = InboxState<Packet, Horizon>;
export type InboxSlot = Slot<PacketInbox, HeedfulEvent<Packet, Horizon>, never>;
export type BusSlot = Slot<BusState, BusEvent<Message>, Reception<Message>>;
export type PartitionSlot = Slot<PartitionState, PartitionEvent, never>;

/** The slots of a model. What it does not have is null. */
export interface System {
  readonly options: ExoOptions;
  readonly hosts: readonly HostSlot[];
  /** Broadcasts in flight, one inbox a receiver; empty on the bus. */
  readonly air: readonly InboxSlot[];
  /** Out-of-band packets in flight, one inbox a receiver. */
  readonly oob: readonly InboxSlot[];
  readonly bus: BusSlot | null;
  readonly partition: PartitionSlot | null;
  readonly timeouts: BudgetSlot;
  readonly losses: BudgetSlot;
  readonly crashes: BudgetSlot;
}

export function reduces({ reductions }: ExoOptions, reduction: Reduction): boolean {
  return reductions.includes(reduction);
}

/** Whether packets in flight stay there for ever: nothing is counted, and all may come again and again. */
export function isEverlasting({ medium, losses }: ExoOptions): boolean {
  return medium === 'receive-any' || losses === 'inf';
}

/**
 * Whether hosts ask for entries and epochs at all. On the receive-any medium every answer is in flight anyhow,
 * or dead; with the reduction, nobody asks there.
 */
export function isAsking(options: ExoOptions): boolean {
  return options.medium !== 'receive-any' || !reduces(options, 'requests');
}

/**
 * Whether a host that asks takes in the next entry, or the snapshot in its place, in the step in which it asks.
 * On the bus with unlimited losses that is as good as later (docs/decisions/0010).
 */
export function isFetchedAtOnce(options: ExoOptions): boolean {
  return options.medium === 'bus' && isEverlasting(options) && reduces(options, 'requests');
}

/**
 * Whether a crash and the restart are one step. A host that is down hears nothing; that costs nothing then only
 * where losses cost nothing, or where messages wait for it.
 */
export function isRestartedAtOnce(options: ExoOptions): boolean {
  return (options.medium !== 'bus' || isEverlasting(options)) && reduces(options, 'restart');
}

/** Whether there is a partition to model. */
function isSplit(options: ExoOptions): boolean {
  if (options.medium !== 'bus' || !isGranted(options.partitions)) return false;
  return !(options.losses === 'inf' && reduces(options, 'partitions'));
}

export function systemOf(options: ExoOptions): System {
  const { hosts, medium } = options;
  const all = allHosts(hosts);
  return {
    options,
    hosts: all.map((self) => slot(hostName(self), decorated(options, hostComponent(options, self)))),
    air: medium === 'bus' ? [] : all.map((to) => slot(`air${hostName(to)}`, inboxOf(options, 'air', to))),
    oob: all.map((to) => slot(`oob${hostName(to)}`, inboxOf(options, 'oob', to))),
    bus: medium === 'bus' ? slot('bus', bus<Message>()) : null,
    partition: isSplit(options) ? slot('partition', partition(options.partitions)) : null,
    timeouts: budgetSlot('timeouts', medium === 'receive-any' ? 'inf' : options.timeouts),
    losses: budgetSlot('losses', medium === 'receive-any' ? 'inf' : options.losses),
    crashes: budgetSlot('crashes', options.crashes),
  };
}

/** All slots of a model, in the order of the global state. Budgets without limit need no slot. */
export function slotsOf(system: System): readonly AnySlot[] {
  const { options, hosts, air, oob, bus: medium, partition: parts, timeouts, losses, crashes } = system;
  const counted: readonly (readonly [BudgetSlot, Budget])[] = [
    [timeouts, options.medium === 'receive-any' ? 'inf' : options.timeouts],
    [losses, isEverlasting(options) ? 'inf' : options.losses],
    [crashes, options.crashes],
  ];
  return [
    ...hosts,
    ...air,
    ...oob,
    ...(medium === null ? [] : [medium]),
    ...(parts === null ? [] : [parts]),
    ...counted.flatMap(([budget, amount]) => (typeof amount === 'number' && amount > 0 ? [budget] : [])),
  ];
}

/** What a fault costs: nothing where it is not counted. */
export function price(budget: BudgetSlot, amount: Budget): readonly Leg[] {
  return amount === 'inf' ? [] : [draw(budget)];
}

/** The input of a host's machine. */
export function hostInput({ hosts, payloads }: ExoOptions, self: number): HostConfig {
  return { self, hosts, isBusy: payloads === 'inf' };
}

function hostComponent(options: ExoOptions, self: number): HostComponent {
  if (options.component !== undefined) return options.component(exoHost, self);
  return xstateComponent(exoHost, {
    name: `host ${hostName(self)}`,
    input: hostInput(options, self),
    show: showHost,
  }) as HostComponent;
}

type Decorated = Component<HostSnapshot, HostEvent, HostEffect | Heard | Loss>;

/** What the model adds to the machine: internal steps taken at once, horizons announced, losses on the bus. */
function decorated(options: ExoOptions, machine: HostComponent): Decorated {
  const atOnce: readonly HostEvent[] = [
    ...(reduces(options, 'persist') ? [{ type: 'PERSISTED' } as const] : []),
    ...(reduces(options, 'deliver') ? [{ type: 'DELIVER' } as const] : []),
  ];
  const host: Decorated = atOnce.length > 0 ? eagerly(machine, atOnce) : machine;
  const heard = reduces(options, 'dead-messages') ? withHorizons(options, host) : host;
  return options.medium === 'bus' && isGranted(options.losses)
    ? (losing(heard, 'RECEIVE') as Decorated)
    : heard;
}

function withHorizons(options: ExoOptions, host: Decorated): Decorated {
  const asked = options.component === undefined ? null : { bounds: options, atRest: atRest(host) };
  const whole = rememberedBy(host, (snapshot) => wholeHorizon(snapshot, asked));
  const outOfBand = isAsking(options) ? (horizon: Horizon): Horizon => horizon : towardsTakeovers;
  const oob = announcing(host, 'oob', (snapshot) => outOfBand(whole(snapshot))) as Decorated;
  if (options.medium === 'bus') return oob;
  return announcing(oob, 'air', (snapshot) => towardsAir(whole(snapshot))) as Decorated;
}

/** The state of a host once it is up and has written what it has to. */
function atRest(host: Decorated): (snapshot: HostSnapshot) => HostSnapshot {
  const after = (snapshot: HostSnapshot, type: 'RESTART' | 'PERSISTED'): HostSnapshot =>
    host.step(snapshot, { type })[0]?.next ?? snapshot;
  return (snapshot) => after(after(snapshot, 'RESTART'), 'PERSISTED');
}

/** Works each local state out once: many steps lead to the same one. */
function rememberedBy<T>(
  host: Decorated,
  work: (snapshot: HostSnapshot) => T,
): (snapshot: HostSnapshot) => T {
  const known = new Map<string, T>();
  return (snapshot) => {
    const key = String.fromCharCode(...host.encode(snapshot));
    const found = known.get(key) ?? work(snapshot);
    known.set(key, found);
    return found;
  };
}

function inboxOf(
  options: ExoOptions,
  network: 'air' | 'oob',
  to: number,
): Component<PacketInbox, HeedfulEvent<Packet, Horizon>, never> {
  const name = `${network} inbox ${hostName(to)}`;
  type Inbox = Component<PacketInbox, HeedfulEvent<Packet, Horizon>, never>;
  return reduces(options, 'dead-messages')
    ? (heedfulInbox<Packet, Horizon>(name, FIRST_HORIZON, isDead) as unknown as Inbox)
    : (inbox<Packet>(name) as unknown as Inbox);
}

/** Where the effects of hosts and of the bus go. */
export function routesOf(system: System): readonly Route[] {
  const { hosts, bus: medium } = system;
  const fromHosts = hosts.map((host, self) => route(host, (effect) => effectLegs(system, self, effect)));
  if (medium === null) return fromHosts;
  return [
    ...fromHosts,
    route(medium, ({ params: { to, message } }) => [
      leg(hostAt(hosts, to), { type: 'RECEIVE', message }, 'skip'),
    ]),
  ];
}

function effectLegs(system: System, self: number, effect: HostEffect | Heard | Loss): readonly Leg[] {
  const { options, hosts, air, oob } = system;
  switch (effect.type) {
    case 'loss':
      return price(system.losses, options.losses);
    case 'air':
      return [leg(hostAt(air, self), { type: 'HEED', horizon: effect.params })];
    case 'oob':
      return [leg(hostAt(oob, self), { type: 'HEED', horizon: effect.params })];
    case 'broadcast': {
      const { message } = effect.params;
      if (system.bus !== null) return [leg(system.bus, { type: 'CARRY', message })];
      return othersThan(self, options.hosts).map((to) => leg(hostAt(air, to), put(message)));
    }
    case 'sendFetch':
    case 'sendJoin':
      if (reduces(options, 'requests')) {
        const { to, packets } = effect.params;
        return to.flatMap((one) => packets.map((packet) => asked(hostAt(hosts, one), packet)));
      }
      return outOfBand(oob, effect.params);
    case 'sendEntries':
    case 'sendSnapshot':
      return isFetchedAtOnce(options)
        ? effect.params.to.map((one) => leg(hostAt(hosts, one), nextOf(effect.params)))
        : outOfBand(oob, effect.params);
    default:
      return outOfBand(oob, effect.params);
  }
}

function outOfBand(oob: readonly InboxSlot[], { to, packets }: Sent): readonly Leg[] {
  return to.flatMap((one) => packets.map((packet) => leg(hostAt(oob, one), put(packet))));
}

function put(message: Packet): InboxEvent<Packet> {
  return { type: 'PUT', message };
}

/** A question that is asked and answered in one step; a host that does not answer makes it no step at all. */
function asked(host: HostSlot, packet: Packet): Leg {
  return leg(host, receptionOf(packet));
}

/** The next entry of those that were asked for, or the snapshot that stands for it. */
function nextOf({ packets }: Sent): HostEvent {
  return receptionOf(hostAt(packets, 0));
}

/** The event that a packet is to its receiver. */
export function receptionOf(packet: Packet): HostEvent {
  switch (packet.kind) {
    case 'entry':
      return { type: 'RECEIVE', message: packet };
    case 'prepare':
      return { type: 'PREPARE', packet };
    case 'promise':
      return { type: 'PROMISE', packet };
    case 'start':
      return { type: 'START', packet };
    case 'install':
      return { type: 'INSTALL', packet };
    case 'fetch':
      return { type: 'FETCH', packet };
    case 'join':
      return { type: 'JOIN', packet };
  }
}
