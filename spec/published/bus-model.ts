/**
 * The published protocol on the bus: a broadcast is one transition, heard by any subset of the hosts of the
 * sender's side. Each host that misses it draws on the budget of losses; a partition costs its own budget.
 */
import {
  leg,
  namedModel,
  route,
  rule,
  slot,
  type Leg,
  type Model,
  type Offer,
  type Rule,
  type Slot,
} from '../../checker/index.js';
import {
  budgetSlot,
  draw,
  isGranted,
  type Budget,
  type BudgetSlot,
} from '../../checker/environment/budget.js';
import {
  bus,
  lossPatterns,
  type BusEvent,
  type BusState,
  type Reception,
} from '../../checker/environment/bus.js';
import {
  partition,
  sideOf,
  splits,
  type PartitionEvent,
  type PartitionState,
} from '../../checker/environment/partition.js';
import { publishedDisplay } from './display.js';
import type { Message } from './log.js';
import { hostSlots } from './host-slots.js';
import type { PublishedOptions } from './options.js';
import type { HostSlot } from './names.js';
import { hostAt, hostName } from '../ring.js';
import { publishedProperties } from './properties.js';
import { possibilities } from './stuck.js';
import { outOfBandRoute, outOfBandSlot, overOutOfBand } from './out-of-band.js';
import { crashRules, recoverRules, timeoutRules } from './rules.js';

interface BusSystem {
  readonly options: PublishedOptions;
  readonly hosts: readonly HostSlot[];
  readonly bus: Slot<BusState, BusEvent<Message>, Reception<Message>>;
  readonly partition: Slot<PartitionState, PartitionEvent, never>;
  readonly losses: BudgetSlot;
}

export function busModel(options: PublishedOptions): Model {
  const hosts = hostSlots(options);
  const timeouts = budgetSlot('timeouts', options.timeouts);
  const crashes = budgetSlot('crashes', options.crashes);
  const oob = outOfBandSlot();
  const system: BusSystem = {
    options,
    hosts,
    bus: slot('bus', bus<Message>()),
    partition: slot('partition', partition(options.partitions)),
    losses: budgetSlot('losses', options.losses),
  };
  const { bus: medium, partition: parts, losses } = system;
  const slots = { hosts, bus: medium, oob, partition: parts, timeouts, losses, crashes };
  return namedModel({
    name: 'published',
    slots,
    rules: [
      ...hosts.map((_, self) => broadcastRule(system, self)),
      ...(options.knobs.retransmit === 'last' && isGranted(options.timeouts)
        ? hosts.map((_, self) => repeatRule(system, self, timeouts))
        : []),
      ...timeoutRules(hosts, timeouts, options.timeouts),
      ...(isFaultless(options) ? [] : recoverRules(hosts, oob)),
      ...crashRules(hosts, crashes, options.crashes),
      ...(isGranted(options.partitions) ? partitionRules(system) : []),
    ],
    routes: [
      ...hosts.map((host) =>
        route(host, (effect) =>
          effect.type === 'broadcast'
            ? [leg(system.bus, { type: 'CARRY', message: effect.params.message })]
            : overOutOfBand(effect, oob),
        ),
      ),
      outOfBandRoute(oob, hosts),
      route(system.bus, ({ params: { to, message } }) => [
        leg(hostAt(hosts, to), { type: 'RECEIVE', message }, 'skip'),
      ]),
    ],
    properties: publishedProperties(options, hosts),
    mayEnd: () => true,
    possibilities: possibilities(options, slots, busModel),
    display: publishedDisplay(hosts, options.knobs),
  });
}

/** Whether nothing can go wrong: then no host is ever in error. */
function isFaultless({ timeouts, losses, partitions, crashes }: PublishedOptions): boolean {
  return ![timeouts, losses, partitions, crashes].some(isGranted);
}

/** P2, P4 (s32, s36): a holder of the token broadcasts. */
function broadcastRule(system: BusSystem, self: number): Rule {
  return onAir(system, self, 'Broadcast', 'SEND', []);
}

/** A6: the last sender repeats its message; that it waited too long draws on the time-outs. */
function repeatRule(system: BusSystem, self: number, timeouts: BudgetSlot): Rule {
  return onAir(system, self, 'Repeat', 'REPEAT', [draw(timeouts)]);
}

/** A host puts a message on the bus, at some price. */
function onAir(
  system: BusSystem,
  self: number,
  name: string,
  type: 'SEND' | 'REPEAT',
  price: readonly Leg[],
): Rule {
  const host = hostAt(system.hosts, self);
  return rule({
    name,
    slot: host,
    reads: [system.partition, system.losses],
    when: (own) => own.can({ type }),
    offers: (_own, parts, left) =>
      carried(system, self, parts, left, (heardBy) => [
        ...price,
        leg(system.bus, { type: 'AIM', heardBy }),
        leg(host, { type }),
      ]),
  });
}

/** One offer for each set of hosts that may miss the broadcast. The sender hears itself only if A1 says so. */
function carried(
  { options, losses }: BusSystem,
  self: number,
  parts: PartitionState,
  left: Budget,
  legs: (heardBy: readonly number[]) => Offer['legs'],
): readonly Offer[] {
  const reachable = sideOf(parts, self, options.hosts).filter(
    (host) => host !== self || options.knobs.ownCopy === 'hear',
  );
  return lossPatterns(reachable, left === 'inf' ? Infinity : left).map(({ heardBy, lost }) => ({
    params: { host: hostName(self), lost: lost.map(hostName) },
    legs: [...(lost.length > 0 ? [draw(losses, lost.length)] : []), ...legs(heardBy)],
  }));
}

function partitionRules(system: BusSystem): readonly Rule[] {
  const { options, partition: parts } = system;
  return [
    rule({
      name: 'Partition',
      slot: parts,
      offers: () =>
        splits(options.hosts).map((side) => ({
          params: { side: side.map(hostName) },
          legs: [leg(parts, { type: 'SPLIT', side })],
        })),
    }),
    rule({ name: 'Heal', slot: parts, offers: () => [{ legs: [leg(parts, { type: 'HEAL' })] }] }),
  ];
}
