/** The runs of a faulty version that are held against the specification, line by line, for whoever judges them in another process. */
import type { Implementation } from '../compare/faulty-copy.js';
import { expectSoundWith, thrownFault } from './found.js';
import { drawnRuns, runsBesides, type DrawnRun } from './drawn-runs.js';
import type { ImplMutant } from './mutant.js';

/** The beginnings of the first runs are looked at first, whatever becomes of them: a version is known by them as a rule. */
const BEGINNINGS = 10;
const BEGINNING_MS = 100;
/** Without disks: some crash, come back, and are crashed again. */
const BEGINNING_WITHOUT_DISKS_MS = 200;
/** A run that stalls repeats itself until it has to be settled: a second of that is enough of a beginning. */
const BEGINNING_SETTLE_MS = 1000;
/** Of runs with which the simulator finds fault this many are looked at, or the first that have this many lines together: one that stalls has up to a million. */
const STOPPED_MAX = 20;
const STOPPED_LINES_MAX = 2_000_000;

/** What stands before the lines of a run, and behind those of the last. */
export type RunMark =
  /** A run begins; `fault` is what the simulator finds in it, where it has been asked. */
  | { readonly kind: 'run'; readonly seed: number; readonly fault: string | null }
  /** The version has thrown something that the implementation does not throw there. */
  | { readonly kind: 'threw'; readonly how: string; readonly where: string }
  /** There are no more. */
  | { readonly kind: 'end' };

/** What begins the line of a mark: no line of a run does. */
export const MARK = '#';

/**
 * Writes the beginnings of some runs, and then, unless only those are asked for, runs with which the simulator finds fault: each behind a mark. It takes
 * seconds for the first, and minutes for the second where the simulator finds none.
 */
export function writeRuns(
  impl: Implementation,
  mutant: ImplMutant,
  part: 'beginnings' | 'all',
  write: (line: string) => void,
): void {
  const tell = (mark: RunMark): void => write(`${MARK}${JSON.stringify(mark)}`);
  try {
    for (const options of beginnings(impl, mutant)) {
      tell({ kind: 'run', seed: options.seed, fault: null });
      impl.simulate(options, { runOut: write });
    }
    if (part === 'all') writeStopped();
    tell({ kind: 'end' });
  } catch (error) {
    tell({ kind: 'threw', ...thrownFault(error) });
  }

  function writeStopped(): void {
    let [stopped, lines] = [0, 0];
    const writeCounted = (line: string): void => {
      lines += 1;
      write(line);
    };
    for (const options of runsOf(impl, mutant)) {
      const { verdict, property } = impl.simulate(options);
      if (verdict === 'agreed') continue;
      expectSoundWith(options);
      tell({ kind: 'run', seed: options.seed, fault: property ?? verdict });
      impl.simulate(options, { runOut: writeCounted });
      stopped += 1;
      if (stopped === STOPPED_MAX || lines >= STOPPED_LINES_MAX) return;
    }
  }
}

function* beginnings(impl: Implementation, mutant: ImplMutant): Generator<DrawnRun> {
  for (const options of runsOf(impl, mutant)) {
    const { seed, storage, durationMs, settleMs } = options;
    if (seed > BEGINNINGS) continue;
    const most = storage === 'diskless' ? BEGINNING_WITHOUT_DISKS_MS : BEGINNING_MS;
    const times = {
      durationMs: Math.min(most, durationMs),
      settleMs: Math.min(BEGINNING_SETTLE_MS, settleMs),
    };
    yield { ...options, ...times };
  }
}

function* runsOf(impl: Implementation, mutant: ImplMutant): Generator<DrawnRun> {
  yield* drawnRuns(impl, mutant);
  yield* runsBesides(impl, mutant);
}
