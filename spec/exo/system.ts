/** The parts of a completed model: hosts, media, budgets, and how effects travel between them. */
import {
  leg,
  route,
  slot,
  type AnySlot,
  type Component,
  type Leg,
  type Loss,
  type Route,
  type Slot,
} from '../../checker/index.js';
import { budgetSlot, draw, type Budget, type BudgetSlot } from '../../checker/environment/budget.js';
import { bus, type BusEvent, type BusState, type Reception } from '../../checker/environment/bus.js';
import {
  heedfulInbox,
  inbox,
  type HeedfulEvent,
  type InboxState,
  type InboxEvent,
} from '../../checker/environment/inbox.js';
import { partition, type PartitionEvent, type PartitionState } from '../../checker/environment/partition.js';
import { allHosts, hostAt, othersThan } from '../ring.js';
import { isDead, type Horizon } from './dead.js';
import type { HostEvent, Sent } from './host.js';
import { hostLayers, type Heard, type HostLayers } from './host-component.js';
import type { Message } from './log.js';
import type { HostEffect, HostSnapshot } from './names.js';
import type { ExoOptions } from './options.js';
import type { Packet } from './packets.js';
import {
  isAnsweredAtOnce,
  isEverlasting,
  isFetchedAtOnce,
  isSplit,
  mayForget,
  reduces,
} from './steps-made-one.js';

export type HostSlot = Slot<HostSnapshot, HostEvent, HostEffect | Heard | Loss>;

/** An inbox, with dead messages dropped or not. */
export type PacketInbox = InboxState<Packet, Horizon>;
export type InboxSlot = Slot<PacketInbox, HeedfulEvent<Packet, Horizon>, never>;
export type BusSlot = Slot<BusState, BusEvent<Message>, Reception<Message>>;
export type PartitionSlot = Slot<PartitionState, PartitionEvent, never>;

/** The slots of a model. What it does not have is null. */
export interface System {
  readonly options: ExoOptions;
  /** The hosts, in the layers of which they are made. */
  readonly layers: readonly HostLayers[];
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

export function systemOf(options: ExoOptions): System {
  const { hosts, medium } = options;
  const layers = allHosts(hosts).map((self) => hostLayers(options, self));
  const inboxes = (network: 'air' | 'oob'): readonly InboxSlot[] =>
    layers.map((host) => slot(`${network}${host.name}`, inboxOf(options, network, host)));
  return {
    options,
    layers,
    hosts: layers.map(({ name, inSlot }) => slot(name, inSlot)),
    air: medium === 'bus' ? [] : inboxes('air'),
    oob: inboxes('oob'),
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

/** An inbox, which drops dead messages if its host announces its horizon. */
function inboxOf(
  options: ExoOptions,
  network: 'air' | 'oob',
  { name, machine, horizons }: HostLayers,
): InboxComponent {
  const title = `${network} inbox ${name}`;
  if (horizons === null) return inbox<Packet>(title);
  const first = horizons[network](hostAt(machine.initial(), 0));
  // Without disks, a host that has crashed may take what was dead to it.
  return heedfulInbox<Packet, Horizon>(title, first, isDead, !mayForget(options));
}

type InboxComponent = Component<PacketInbox, HeedfulEvent<Packet, Horizon>, never>;

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
    case 'sendAnnounce':
      // Where it stays in flight for ever, that it was sent is known by the life of its sender.
      return isAnsweredAtOnce(options) ? [] : outOfBand(oob, effect.params);
    case 'sendAnswer': {
      if (!isAnsweredAtOnce(options)) return outOfBand(oob, effect.params);
      const { to, packets } = effect.params;
      return to.flatMap((one) =>
        packets.map((packet) => leg(hostAt(hosts, one), receptionOf(packet), 'skip')),
      );
    }
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
    case 'announce':
      return { type: 'ANNOUNCE', packet };
    case 'answer':
      return { type: 'ANSWER', packet };
  }
}
