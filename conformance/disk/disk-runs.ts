/** Storage on disk, in random runs of writes, flushes, crashes and faults of the disk, held against what has to be on it. */
import { Random, type DiskFault } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { Broken, DiskMachine } from './machine.js';

const STEPS = 150;
const KINDS = [
  ...Array.from({ length: 8 }, () => 'write' as const),
  ...Array.from({ length: 8 }, () => 'run' as const),
  ...Array.from({ length: 4 }, () => 'flush' as const),
  ...(['crash', 'endProcess', 'fault'] as const),
];

/** The first of this many runs in which storage does what it must not; null if none does. */
export function diskRuns(
  impl: Implementation,
  runs: number,
): { readonly how: string; readonly where: string } | null {
  for (let seed = 1; seed <= runs; seed++) {
    try {
      diskRun(impl, seed);
    } catch (error) {
      const how = error instanceof Broken ? error.message : String(error);
      return { how, where: `run ${seed}` };
    }
  }
  return null;
}

function diskRun(impl: Implementation, seed: number): void {
  const random = new Random(seed, 'disk runs');
  // In every other run nothing is done to the disk: all flushes succeed there.
  const isFaulty = seed % 2 === 0;
  const machine = new DiskMachine(impl, random, seed);
  for (let k = 0; k < STEPS; k++) {
    const kind = random.pick(KINDS);
    if (kind === 'crash' || kind === 'endProcess') machine.restart(kind);
    else if (kind !== 'fault') machine[kind]();
    else if (isFaulty) machine.setFault(drawnFault(random));
  }
  machine.settle();
  // The process first: what was written and not synced is all there then.
  machine.restart('endProcess');
  machine.setFault(null);
  machine.restart('crash');
}

function drawnFault(random: Random): DiskFault | null {
  if (random.happens(0.2)) return null;
  if (random.happens(0.4)) return { kind: 'full', bytes: 500 + random.below(8_000) };
  return { kind: random.pick(['write', 'sync'] as const), count: random.below(6) };
}
