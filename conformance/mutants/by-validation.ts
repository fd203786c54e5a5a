import type { SimulationOptions } from '../../impl/parts.js';
import { RunReader, TraceError } from '../../traces/index.js';
import type { Implementation } from '../compare/faulty-copy.js';
import type { Rejection } from '../validate/validation.js';
import { RunValidator } from '../validate/validator.js';
import { drawnRuns, runsBesides, type DrawnRun } from './drawn-runs.js';
import type { Found } from './found.js';
import type { ImplMutant } from './mutant.js';

/** The beginnings of the first runs are looked at first, whatever becomes of them: a version is known by them as a rule. */
const BEGINNINGS = 10;
const BEGINNING_MS = 100;
/** Without disks: some crash, come back, and are crashed again. */
const BEGINNING_WITHOUT_DISKS_MS = 200;
/** Of runs with which the simulator finds fault this many are looked at. */
const STOPPED_MAX = 20;

/**
 * The first run of a faulty version whose trace is rejected: of the beginnings of some, and of those that the simulator finds fault with. The validator
 * knows the specification only, and nothing of the implementation. Where it accepts all of these, what the simulator has found.
 */
export function byValidation(impl: Implementation, mutant: ImplMutant): Found | null {
  return inBeginnings(impl, mutant) ?? inStopped(impl, mutant);
}

/** The first part of it alone, which takes seconds: the rest takes minutes where the simulator finds no fault. */
export function inBeginnings(impl: Implementation, mutant: ImplMutant): Found | null {
  for (const options of runsOf(impl, mutant)) {
    const { seed, storage } = options;
    if (seed > BEGINNINGS) continue;
    const most = storage === 'diskless' ? BEGINNING_WITHOUT_DISKS_MS : BEGINNING_MS;
    const found = rejectionOf(impl, { ...options, durationMs: Math.min(most, options.durationMs) });
    if (found !== null) return { how: found.how, where: `seed ${seed}: ${found.where}` };
  }
  return null;
}

function inStopped(impl: Implementation, mutant: ImplMutant): Found | null {
  let first: Found | null = null;
  let stopped = 0;
  for (const options of runsOf(impl, mutant)) {
    const { verdict, property } = impl.simulate(options);
    if (verdict === 'agreed') continue;
    const found = rejectionOf(impl, options);
    if (found !== null) return { how: found.how, where: `seed ${options.seed}: ${found.where}` };
    first ??= { how: property ?? verdict, where: `seed ${options.seed}`, isAccepted: true };
    stopped += 1;
    if (stopped === STOPPED_MAX) break;
  }
  return first;
}

function* runsOf(impl: Implementation, mutant: ImplMutant): Generator<DrawnRun> {
  yield* drawnRuns(impl, mutant);
  yield* runsBesides(impl, mutant);
}

/** Why the trace of a run is not accepted; null if it is. */
function rejectionOf(impl: Implementation, options: SimulationOptions): Found | null {
  const reader = new RunReader('run');
  let validator: RunValidator | null = null;
  let malformed: TraceError | null = null;
  const take = (text: string): void => {
    const line = reader.read(text);
    if (line?.kind === 'header') validator = new RunValidator(line.header);
    if (line?.kind === 'event') validator?.push(line.event, { file: 'run', line: reader.lines });
  };
  const runOut = (text: string): void => {
    if (malformed !== null) return;
    try {
      take(text);
    } catch (error) {
      // Thrown on, it would count as an exception of the host whose step this is.
      if (!(error instanceof TraceError)) throw error;
      malformed = error;
    }
  };
  impl.simulate(options, { runOut });
  return foundIn(validator, malformed);
}

function foundIn(validator: RunValidator | null, malformed: TraceError | null): Found | null {
  if (malformed !== null) return { how: 'malformed', where: malformed.message };
  const rejection = validator?.finish().rejection ?? null;
  return rejection === null ? null : { how: howOf(rejection), where: whereOf(rejection) };
}

function howOf({ problem }: Rejection): string {
  if (problem.kind === 'violated') return problem.violation.property;
  return problem.kind === 'differs' ? (problem.differences[0]?.field ?? 'differs') : problem.kind;
}

function whereOf({ event }: Rejection): string {
  return `event ${event.n} of ${event.actor}, ${event.action}`;
}
