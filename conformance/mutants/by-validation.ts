import type { SimulationOptions } from '../../impl/parts.js';
import { RunReader, TraceError } from '../../traces/index.js';
import type { Implementation } from '../compare/faulty-copy.js';
import type { Rejection } from '../validate/validation.js';
import { RunValidator } from '../validate/validator.js';
import { drawnRuns } from './drawn-runs.js';
import type { Found } from './found.js';
import type { ImplMutant } from './mutant.js';

/** Of runs in which the simulator finds nothing, the beginnings of the first ones are looked at. */
const AGREED_SEEDS = 10;
const AGREED_MS = 100;
/** Without disks: some crash, come back, and are crashed again. */
const AGREED_WITHOUT_DISKS_MS = 200;

/**
 * The first run of a faulty version whose trace is rejected: of those that the simulator finds fault with, and of the beginnings of some in
 * which it finds none. The validator knows the specification only, and nothing of the implementation.
 */
export function byValidation(impl: Implementation, mutant: ImplMutant): Found | null {
  for (const options of drawnRuns(impl, mutant)) {
    const { seed } = options;
    const isAgreed = impl.simulate(options).verdict === 'agreed';
    if (isAgreed && seed > AGREED_SEEDS) continue;
    const agreedMs = options.storage === 'diskless' ? AGREED_WITHOUT_DISKS_MS : AGREED_MS;
    const durationMs = isAgreed ? Math.min(agreedMs, options.durationMs) : options.durationMs;
    const found = rejectionOf(impl, { ...options, durationMs });
    if (found !== null) return { how: found.how, where: `seed ${seed}: ${found.where}` };
  }
  return null;
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
