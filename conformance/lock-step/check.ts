/** Draws runs in lock step, and makes the first one smaller in which core and specification part. */
import fc from 'fast-check';
import { lockStepRuns, type LockStepRun } from './commands.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { Diverged, type LockStepCounts, type LockStepDivergence } from './divergence.js';
import { LockStep } from './lock-step.js';

export interface LockStepOptions {
  /** The implementation that runs, when left out. */
  readonly impl?: Implementation;
  /** The number of runs that are drawn: 0 or more; 100 when left out. */
  readonly runs?: number;
  /** The most commands that a run has: 1 or more; 300 when left out. */
  readonly commandsMax?: number;
  /** 2 to 9; any of these when left out. */
  readonly hosts?: number;
  /** Whether hosts have disks (R4), or recover from each other (D1-D10); they have when left out. */
  readonly storage?: 'durable' | 'diskless';
  /** What the runs are drawn from: a whole number; 1 when left out. */
  readonly seed?: number;
  /** The run, and its smaller forms, to go to at once, as an earlier result says. */
  readonly path?: string;
  /** Runs that are tried first: those that have failed before. */
  readonly saved?: readonly LockStepRun[];
  /** Whether a run that fails is made smaller; it is when left out. */
  readonly shrinks?: boolean;
  readonly onRun?: (totals: LockStepTotals) => void;
  readonly signal?: AbortSignal;
}

export interface LockStepTotals extends LockStepCounts {
  runs: number;
}

export interface LockStepResult {
  /** `interrupted`: by the signal, before all runs were done. */
  readonly verdict: 'same' | 'diverged' | 'interrupted';
  /** Of all runs, those of smaller forms too. */
  readonly totals: LockStepTotals;
  readonly seed: number;
  /** With the seed, where the failure is found again; null where there is none. */
  readonly path: string | null;
  /** The smallest run that was found to fail, and where it does. */
  readonly run: LockStepRun | null;
  readonly divergence: LockStepDivergence | null;
}

const RUNS = 100;
const COMMANDS_MAX = 300;

/**
 * Runs cores in lock step with the specification, along runs that are drawn from a seed. A run in which the two differ is made
 * smaller before it is given back.
 *
 * @example
 * const { verdict, divergence } = await lockStep({ runs: 2, seed: 1, commandsMax: 20 });
 * console.log(verdict, divergence); // same null
 */
export async function lockStep(options: LockStepOptions = {}): Promise<LockStepResult> {
  const { runs = RUNS, commandsMax = COMMANDS_MAX, seed = 1, saved = [], shrinks = true } = options;
  const totals: LockStepTotals = { runs: 0, events: 0, refused: 0, full: 0, slots: 0, epochs: 0 };
  const pause = pausing(options.signal);
  const property = fc.asyncProperty(lockStepRuns(commandsMax, options.hosts), async (run) => {
    await oneRun(run, options, totals, pause);
    options.onRun?.(totals);
  });
  const details = await fc.check(property, {
    numRuns: saved.length + runs,
    seed,
    examples: saved.map((run) => [run] as [LockStepRun]),
    endOnFailure: !shrinks,
    ...(options.path !== undefined && { path: options.path }),
  });
  const { errorInstance, counterexample, counterexamplePath } = details;
  if (errorInstance !== null && errorInstance !== undefined && !(errorInstance instanceof Diverged)) {
    throw errorInstance;
  }
  const isInterrupted = options.signal?.aborted === true;
  return {
    verdict: details.failed ? 'diverged' : isInterrupted ? 'interrupted' : 'same',
    totals,
    seed,
    path: counterexamplePath,
    run: counterexample?.[0] ?? null,
    divergence: errorInstance?.divergence ?? null,
  };
}

const SLICE_MS = 50;

/**
 * Gives signals and timers their turn, once in a while. Where a signal has come it ends all of the runs at once, as
 * fast-check does when its time is up: the many that are left would have to be drawn first, which takes minutes.
 */
function pausing(signal: AbortSignal | undefined): () => Promise<void> {
  let pausedAt = 0;
  return async () => {
    if (performance.now() - pausedAt < SLICE_MS) return;
    await new Promise((resume) => setImmediate(resume));
    if (signal?.aborted === true) throw new fc.PreconditionFailure(true);
    pausedAt = performance.now();
  };
}

async function oneRun(
  { hosts, compacts, room, commands }: LockStepRun,
  { impl, storage }: LockStepOptions,
  totals: LockStepTotals,
  pause: () => Promise<void>,
): Promise<void> {
  const cluster = new LockStep(hosts, compacts, impl, room ?? undefined, storage === 'diskless');
  await pause();
  try {
    const steps = cluster.running(commands);
    while (steps.next().done !== true) await pause();
    totals.runs += 1;
  } catch (error) {
    // One that was interrupted is none of the runs.
    if (error instanceof Diverged) totals.runs += 1;
    throw error;
  } finally {
    const { events, refused, full, slots, epochs } = cluster.counts;
    totals.events += events;
    totals.refused += refused;
    totals.full += full;
    totals.slots = Math.max(totals.slots, slots);
    totals.epochs = Math.max(totals.epochs, epochs);
  }
}
