/** What happens to packets in flight: they are received, lost, repeated, or, if they are promises, taken in. */
import { leg, rule, type AnySlot, type Leg, type Params, type Rule } from '../../checker/index.js';
import { draw, isGranted } from '../../checker/environment/budget.js';
import { messagesIn } from '../../checker/environment/inbox.js';
import { hostAt, hostName, setsOfHosts } from '../ring.js';
import type { HostEvent } from './events.js';
import type { ExoOptions } from './options.js';
import type { Packet, PacketKind, Promised } from './packets.js';
import { isEverlasting } from './steps-made-one.js';
import { receptionOf, type InboxSlot, type PacketInbox, type System } from './system.js';

const RECEPTIONS: Readonly<Record<PacketKind, string>> = {
  entry: 'Receive',
  prepare: 'Promise',
  promise: 'Gather',
  start: 'Install',
  install: 'CatchUp',
  fetch: 'AnswerFetch',
  join: 'AnswerJoin',
  announce: 'Answer',
  answer: 'TakeAnswer',
};

/** Receptions; where messages are counted, also their loss and their duplication. */
export function inboxRules(
  system: System,
  inbox: InboxSlot,
  to: number,
  kinds: readonly PacketKind[],
): readonly Rule[] {
  const { options } = system;
  const received = kinds.map((kind) =>
    perPacket(RECEPTIONS[kind], inbox, to, kind, (packet) => receptionLegs(system, inbox, to, packet)),
  );
  if (isEverlasting(options) || !isGranted(options.losses)) return received;
  const lost = kinds.map((kind) =>
    perPacket('Lose', inbox, to, kind, (packet) => [take(inbox, packet), draw(system.losses)]),
  );
  const repeated = kinds.map((kind) =>
    perPacket('Duplicate', inbox, to, kind, (packet) => [
      leg(hostAt(system.hosts, to), receptionOf(packet)),
      draw(system.losses),
    ]),
  );
  return [...received, ...lost, ...repeated];
}

function receptionLegs({ options, hosts }: System, inbox: InboxSlot, to: number, packet: Packet): Leg[] {
  const reception = leg(hostAt(hosts, to), receptionOf(packet));
  if (isEverlasting(options)) return [reception];
  return [take(inbox, packet), { ...reception, ifDisabled: 'skip' }];
}

function take(inbox: InboxSlot, message: Packet): Leg {
  return leg(inbox, { type: 'TAKE', message });
}

function perPacket(
  name: string,
  inbox: InboxSlot,
  to: number,
  kind: PacketKind,
  legs: (packet: Packet) => readonly Leg[],
): Rule {
  const ofKind = (state: PacketInbox): readonly Packet[] =>
    messagesIn(state).filter((packet) => packet.kind === kind);
  return rule({
    name,
    slot: inbox as AnySlot,
    when: (state) => ofKind(state as PacketInbox).length > 0,
    offers: (state) =>
      ofKind(state as PacketInbox).map((packet) => ({
        params: { host: hostName(to), ...paramsOf(packet) },
        legs: legs(packet),
      })),
  });
}

/** What tells the packets of a kind apart in a trace. */
function paramsOf(packet: Packet): Params {
  switch (packet.kind) {
    case 'entry':
      return { source: hostName(packet.source), epoch: packet.epoch, slot: packet.slot };
    case 'prepare':
      return { epoch: packet.epoch };
    case 'start':
    case 'install':
      return { epoch: packet.epoch.number, length: packet.log.length };
    case 'announce':
      return { from: hostName(packet.from), life: packet.life };
    default:
      return { from: hostName(packet.from), epoch: 'epoch' in packet ? packet.epoch : packet.promised };
  }
}

/**
 * R5, R9: after the q-th promise a starter may wait for more; then it takes them all in, and starts. Whether there are
 * enough of them is for the host to say.
 */
export function gatherRule(system: System, inbox: InboxSlot, to: number): Rule {
  const host = hostAt(system.hosts, to);
  const begins = beginsOf(system.options);
  const taken = (packet: Promised): readonly Leg[] => [
    ...(isEverlasting(system.options) ? [] : [take(inbox, packet)]),
    leg(host, { type: 'PROMISE' as const, packet }),
  ];
  return rule({
    name: 'Start',
    slot: inbox as AnySlot,
    offers: (state) =>
      promiseSets(messagesIn(state as PacketInbox))
        .filter((promises) => promises.length > 0)
        .flatMap((promises) =>
          begins.map(({ params, event }) => ({
            params: {
              host: hostName(to),
              epoch: promises[0]?.epoch,
              from: promises.map(({ from }) => hostName(from)),
              ...params,
            },
            legs: [...promises.flatMap(taken), leg(host, event)],
          })),
        ),
  });
}

/** How an epoch may begin (R5). */
interface Begin {
  readonly params: Params;
  readonly event: HostEvent;
}

/** With all who promised; or, where the starter may choose, with any set of hosts: which may be one is for the host to say. */
export function beginsOf({ members = 'promisers', hosts }: ExoOptions): readonly Begin[] {
  if (members === 'promisers') return [{ params: {}, event: { type: 'BEGIN' } }];
  return setsOfHosts(hosts).map((chosen) => ({
    params: { members: chosen.map(hostName) },
    event: { type: 'BEGIN', members: chosen },
  }));
}

/** All sets of promises for one epoch, at most one of a host. */
function promiseSets(packets: readonly Packet[]): readonly (readonly Promised[])[] {
  const promises = packets.filter((packet) => packet.kind === 'promise');
  const epochs = [...new Set(promises.map(({ epoch }) => epoch))];
  return epochs.flatMap((epoch) =>
    promises
      .filter((one) => one.epoch === epoch)
      .reduce<readonly (readonly Promised[])[]>(
        (sets, one) => [
          ...sets,
          ...sets.filter((set) => set.every(({ from }) => from !== one.from)).map((set) => [...set, one]),
        ],
        [[]],
      ),
  );
}
