/**
 * Dead messages: those that can never again have an effect on the host that they are in flight to, whatever
 * that host does, crashes and restarts included. docs/decisions/0009 proves it from the rules, and a test asks
 * it of every local state and message of small models.
 *
 * A host that breaks the rules may take what should be dead to it, and that is just how some mutants do their
 * harm. So a machine that is not ours is asked, and nothing is called dead that it would take once it is up and has
 * written what it has to.
 */
import { unreachable } from '../../checker/index.js';
import { allHosts } from '../ring.js';
import type { HostEvent } from './host.js';
import { historyOf, starterOf } from './log.js';
import type { HostSnapshot } from './names.js';
import type { Packet } from './packets.js';

/** As much of a host as decides which messages can still matter to it. What is not on its disk may be lost. */
export interface Horizon {
  readonly promised: number;
  readonly isInstalled: boolean;
  /** The length of its log. */
  readonly length: number;
  /** Whose promises it has, while it gathers them for `promised`; null while it does not. */
  readonly gathered: readonly number[] | null;
  /** The kinds of message that should be dead to it and that it takes all the same: none, if it keeps the rules. */
  readonly takes: readonly string[];
}

/** How to ask a host: the bounds within which there are messages, and its state when it is at rest again. */
export interface Asking {
  readonly bounds: { readonly hosts: number; readonly slots: number; readonly epochs: number };
  readonly atRest: (snapshot: HostSnapshot) => HostSnapshot;
}

/** What decides about every packet. */
export function wholeHorizon(snapshot: HostSnapshot, asked: Asking | null): Horizon {
  const { disk, gathered } = snapshot.context;
  const horizon: Horizon = {
    promised: disk.promised,
    isInstalled: disk.installed !== null,
    length: disk.log.length,
    gathered: snapshot.matches({ up: { preparing: 'gathering' } }) ? (gathered?.from ?? []) : null,
    takes: [],
  };
  return { ...horizon, takes: taken(snapshot, horizon, asked) };
}

/** What of a horizon matters to the broadcast medium, which carries entries only. */
export function towardsAir({ takes, ...whole }: Horizon): Horizon {
  return { ...whole, gathered: null, takes: takes.filter((kind) => kind.startsWith('entry')) };
}

/** What of a horizon matters to an out-of-band network that carries no entries. */
export function towardsTakeovers({ takes, ...whole }: Horizon): Horizon {
  return { ...whole, length: 0, takes: takes.filter((kind) => !kind.startsWith('entry')) };
}

/** Whether the packet is dead to a host with this horizon. */
export function isDead(horizon: Horizon, packet: Packet): boolean {
  return shouldBeDead(horizon, packet) && !horizon.takes.includes(kindOf(packet));
}

function shouldBeDead({ promised, isInstalled, length, gathered }: Horizon, packet: Packet): boolean {
  switch (packet.kind) {
    case 'entry':
      return packet.epoch < promised || (packet.epoch === promised && isInstalled && packet.slot < length);
    case 'prepare':
      return packet.epoch <= promised;
    case 'promise':
      return (
        packet.epoch < promised ||
        (packet.epoch === promised && (gathered === null || gathered.includes(packet.from)))
      );
    case 'start':
      return packet.epoch.number < promised || (packet.epoch.number === promised && isInstalled);
    case 'install':
      return (
        packet.epoch.number < promised ||
        (packet.epoch.number === promised && isInstalled && packet.log.length <= length)
      );
    case 'fetch':
      return packet.epoch < promised;
    case 'join':
      return false;
    default:
      return unreachable(packet);
  }
}

/** What a host may take or refuse together: `start 2`, `entry 1 at 3`. */
function kindOf(packet: Packet): string {
  switch (packet.kind) {
    case 'entry':
      return `entry ${packet.epoch} at ${packet.slot}`;
    case 'promise':
      return `promise ${packet.epoch} of ${packet.from}`;
    case 'start':
    case 'install':
      return `${packet.kind} ${packet.epoch.number}`;
    case 'prepare':
    case 'fetch':
      return `${packet.kind} ${packet.epoch}`;
    case 'join':
      return 'join';
    default:
      return unreachable(packet);
  }
}

/** Asks the host about one packet of each kind that should be dead to it. */
function taken(snapshot: HostSnapshot, horizon: Horizon, asked: Asking | null): readonly string[] {
  if (asked === null) return [];
  const resting = asked.atRest(snapshot);
  const takes = probes(resting, asked)
    .filter(({ packet, event }) => shouldBeDead(horizon, packet) && resting.can(event))
    .map(({ packet }) => kindOf(packet));
  return [...new Set(takes)];
}

interface Probe {
  readonly packet: Packet;
  readonly event: HostEvent;
}

function probes({ context }: HostSnapshot, { bounds }: Asking): readonly Probe[] {
  const { hosts, slots, epochs } = bounds;
  const { config, log } = context;
  const empty = { log: [], delivered: 0 };
  const all = allHosts(hosts);
  return allHosts(epochs).flatMap((epoch): readonly Probe[] => {
    const record = { number: epoch, members: all, base: 0, snapshot: 0 };
    const entries = allHosts(slots).flatMap((slot) =>
      all.map((source): Probe => {
        const history = historyOf(log.slice(0, slot), hosts);
        const message = { kind: 'entry', slot, history, epoch, source, payload: null } as const;
        return { packet: message, event: { type: 'RECEIVE', message } };
      }),
    );
    const promises =
      starterOf(epoch, hosts) === config.self ? all.filter((from) => from !== config.self) : [];
    const prepare = { kind: 'prepare', epoch } as const;
    const start = { kind: 'start', epoch: record, ...empty } as const;
    const install = { kind: 'install', epoch: record, ...empty } as const;
    return [
      ...entries,
      ...promises.map((from): Probe => {
        const packet = { kind: 'promise', epoch, from, ...empty } as const;
        return { packet, event: { type: 'PROMISE', packet } };
      }),
      { packet: prepare, event: { type: 'PREPARE', packet: prepare } },
      { packet: start, event: { type: 'START', packet: start } },
      { packet: install, event: { type: 'INSTALL', packet: install } },
    ];
  });
}
