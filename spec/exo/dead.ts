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
import { isAlive, type Lives } from './lives.js';
import { historyOf, starterOf } from './log.js';
import type { HostSnapshot } from './names.js';
import type { Packet } from './packets.js';

/** As much of a host as decides which messages can still matter to it. What is not on its disk may be lost. */
export interface Horizon {
  readonly promised: number;
  readonly isInstalled: boolean;
  /** The length of its log. */
  readonly length: number;
  /** The hosts whose promises it has, while it gathers them for `promised`; null while it does not. */
  readonly gathered: readonly number[] | null;
  /** D3: without a disk, what of its lives decides; null with one. */
  readonly lives: HorizonOfLives | null;
  /** The kinds of message that should be dead to it and that it takes all the same: none, if it keeps the rules. */
  readonly takes: readonly string[];
}

/** What a life adds to a horizon. */
export interface HorizonOfLives {
  readonly self: number;
  readonly life: number;
  /** Whether it waits for answers (D5). */
  readonly isRecovering: boolean;
  /** Whether it is down: its life is over. */
  readonly isOver: boolean;
  /** D1: the newest life of each host that it knows of. */
  readonly known: readonly number[];
  /** D8: whether it takes no part in its installed epoch. */
  readonly isEpochDead: boolean;
}

/** How to ask a host: the bounds within which there are messages, and its state when it is at rest again. */
export interface Asking {
  readonly bounds: { readonly hosts: number; readonly slots: number; readonly epochs: number };
  readonly atRest: (snapshot: HostSnapshot) => HostSnapshot;
}

/** What decides about every packet. */
export function wholeHorizon(snapshot: HostSnapshot, asked: Asking | null): Horizon {
  const { disk, gathered, lives } = snapshot.context;
  const horizon: Horizon = {
    promised: disk.promised,
    isInstalled: disk.installed !== null,
    length: disk.log.length,
    gathered: snapshot.matches({ up: { preparing: 'gathering' } }) ? (gathered?.from ?? []) : null,
    lives: lives && horizonOfLives(snapshot, lives),
    takes: [],
  };
  return { ...horizon, takes: taken(snapshot, horizon, asked) };
}

function horizonOfLives(snapshot: HostSnapshot, lives: Lives): HorizonOfLives {
  const { config, installed } = snapshot.context;
  return {
    self: config.self,
    // A naive host may ask again in the same life.
    life: config.recovery === 'naive' ? -1 : lives.life,
    isRecovering: snapshot.matches('recovering'),
    isOver: snapshot.matches('down'),
    known: lives.known,
    isEpochDead: installed !== null && !isAlive(installed, { lives }),
  };
}

/** What of a horizon matters to the broadcast medium, which carries entries only. */
export function towardsAir({ takes, ...whole }: Horizon): Horizon {
  return { ...whole, gathered: null, takes: takes.filter((kind) => kind.startsWith('entry')) };
}

/** What of a horizon matters to an out-of-band network that carries no entries. */
export function towardsTakeovers({ takes, ...whole }: Horizon): Horizon {
  return { ...whole, length: 0, takes: takes.filter((kind) => !kind.startsWith('entry')) };
}

/** Whether the packet is dead to a host with this horizon; without a disk, whether it is if hosts may crash, or may not any more. */
export function isDead(horizon: Horizon, packet: Packet, mayNotCrash = true): boolean {
  return shouldBeDead(horizon, packet, mayNotCrash) && !horizon.takes.includes(kindOf(packet));
}

/** D3-D5, D9: what is for a life that is over, or that has had its answers. What else is dead, may be alive after a crash. */
function isForFormerLife({ life, isRecovering, isOver }: HorizonOfLives, packet: Packet): boolean {
  const isEarlier = (meant: number): boolean => meant < life || (meant === life && isOver);
  switch (packet.kind) {
    case 'answer':
      return isEarlier(packet.nonce) || (packet.nonce === life && !isRecovering);
    case 'promise':
      return isEarlier(packet.starterLife ?? 0);
    default:
      return false;
  }
}

/** What is dead to a life, and to those that may follow on it as well (D7, D8). */
function isDeadToNextLife({ self, life }: HorizonOfLives, packet: Packet): boolean {
  if (life < 0) return false;
  switch (packet.kind) {
    case 'promise':
      return true;
    case 'start':
    case 'install':
      return packet.epoch.members.includes(self) && (packet.epoch.lives?.[self] ?? 0) <= life;
    case 'entry':
      return packet.epoch === 0;
    default:
      return false;
  }
}

function shouldBeDead({ lives, ...horizon }: Horizon, packet: Packet, mayNotCrash: boolean): boolean {
  if (lives === null) return isTooLate(horizon, packet);
  if (isForFormerLife(lives, packet)) return true;
  if (mayNotCrash) return isTooLate(horizon, packet) || isFromFormerLife(lives, horizon, packet);
  return isTooLate(horizon, packet) && isDeadToNextLife(lives, packet);
}

/** D1, D8: what comes from a life, or is of an epoch, that is known to be over. */
function isFromFormerLife(
  { known, isEpochDead }: HorizonOfLives,
  { promised }: Omit<Horizon, 'lives'>,
  packet: Packet,
): boolean {
  switch (packet.kind) {
    case 'prepare':
      return (packet.life ?? 0) < (known[starterOf(packet.epoch, known.length)] ?? 0);
    case 'promise':
      return (packet.life ?? 0) < (known[packet.from] ?? 0);
    case 'start':
    case 'install': {
      const { members, lives = [] } = packet.epoch;
      return members.some((host) => (lives[host] ?? 0) < (known[host] ?? 0));
    }
    case 'entry':
      return packet.epoch === promised && isEpochDead;
    default:
      return false;
  }
}

function isTooLate(
  { promised, isInstalled, length, gathered }: Omit<Horizon, 'lives'>,
  packet: Packet,
): boolean {
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
    case 'announce':
    case 'answer':
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
    case 'announce':
    case 'answer':
      return packet.kind;
    default:
      return unreachable(packet);
  }
}

/** Asks the host about one packet of each kind that should be dead to it. */
function taken(snapshot: HostSnapshot, horizon: Horizon, asked: Asking | null): readonly string[] {
  if (asked === null) return [];
  const resting = asked.atRest(snapshot);
  const takes = probes(resting, asked)
    .filter(({ packet, event }) => shouldBeDead(horizon, packet, true) && resting.can(event))
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
