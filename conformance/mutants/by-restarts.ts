/**
 * Whether users get atomic broadcast of split hosts both ends of which begin anew, again and again, at drawn turns. The searches of edge and
 * driver have channels of their own; here those that run are between them, with the register, the snapshots, the medium, and the numbers of
 * sessions.
 */
import type { Implementation } from '../compare/faulty-copy.js';
import type { Found } from './found.js';
import { RestartingRing, type Kept, type RestartingUser } from './restarting-ring.js';

const SEEDS = 20;
/** Turns with faults; those after them, in which all has to be delivered, and how often it is looked whether it is. */
const TURNS = 1_000;
const SETTLING = 3_000;
const LOOK = 50;
/** How likely it is in a turn that a driver or an engine begins anew, that an engine does nothing, and that an application submits. */
const LIKELY = { crash: 0.006, reset: 0.004, asleep: 0.2, submit: 0.3 } as const;
/** How likely a snapshot is, by seed: with few of them logs and queues are full at times. */
const COMPACTS = [0.1, 0.02] as const;
/** Entries that an application takes in a turn at most: less than comes, or all. */
const TAKES = [0, 1, 2, 64] as const;
/** Turns for which an engine is down. */
const DOWN = 60;

/** Engines with disks, and without, from each seed. */
export function byRestarts(impl: Implementation): Found | null {
  for (let seed = 1; seed <= SEEDS; seed++) {
    for (const kept of ['durable', 'diskless'] as const) {
      const how = restarted(impl, seed, kept);
      if (how !== null) return { how, where: `seed ${seed}${kept === 'durable' ? '' : ' without disks'}` };
    }
  }
  return null;
}

/** Which property of atomic broadcast a run from a seed violates; null for none. */
export function restarted(impl: Implementation, seed: number, kept: Kept): string | null {
  const ring = ringAfter(impl, seed, kept);
  const { users } = ring;
  for (let turn = 1; turn <= SETTLING; turn++) {
    for (const user of users) user.compact();
    ring.turn(
      () => false,
      () => TAKES[3],
    );
    if (turn % LOOK === 0 && users.every((user) => isServed(user, users))) break;
  }
  return violatedBy(users);
}

/** The ring after all faults. */
export function ringAfter(impl: Implementation, seed: number, kept: Kept): RestartingRing {
  const random = new impl.Random(seed);
  const happens = (likely: number): boolean => random.next() < likely;
  const compacts = COMPACTS[seed % COMPACTS.length] ?? 0;
  const ring = new RestartingRing(impl, kept);
  for (let turn = 0; turn < TURNS; turn++) {
    for (const user of ring.users) {
      if (happens(LIKELY.submit)) user.submit(turn);
      if (happens(compacts)) user.compact();
      if (happens(LIKELY.crash)) user.crash();
      if (happens(LIKELY.reset)) ring.reset(user.self, Math.floor(random.next() * DOWN));
    }
    ring.turn(
      () => happens(LIKELY.asleep),
      () => random.pick(TAKES),
    );
  }
  // What a driver takes is owed as long as it lives: each that is there at the end owes something.
  for (const user of ring.users) user.submit(TURNS);
  return ring;
}

/** Whether all that a driver that lives has taken is delivered everywhere, and it keeps nothing of that (O7). */
function isServed({ taken, life, waiting }: RestartingUser, users: readonly RestartingUser[]): boolean {
  const owed = taken.filter((one) => one.life === life);
  return waiting === 0 && users.every(({ given }) => owed.every(({ text }) => given.includes(text)));
}

function violatedBy(users: readonly RestartingUser[]): string | null {
  for (const user of users) {
    if (new Set(user.given).size !== user.given.length) return 'Integrity';
    if (users.some(({ given }) => !isPrefix(user.given, given))) return 'Agreement';
    const own = user.given.filter((text) => text.startsWith(`${user.self}:`));
    const submitted = user.taken.map(({ text }) => text);
    const order = own.map((text) => submitted.indexOf(text));
    if (order.includes(-1)) return 'Validity';
    if (order.some((place, i) => i > 0 && place < (order[i - 1] ?? 0))) return 'Fifo';
    if (!isServed(user, users)) return 'Termination';
  }
  return null;
}

/** Whether one of two logs is a prefix of the other. */
function isPrefix(one: readonly string[], other: readonly string[]): boolean {
  return one.every((text, i) => i >= other.length || text === other[i]);
}
