/** What catches a faulty version of the implementation: ten methods, each with what it takes at most. */
import type { Implementation } from '../compare/faulty-copy.js';
import { diskRuns } from '../disk/disk-runs.js';
import { hostile } from '../hostile/hostile.js';
import { isPaired } from '../offload/pair.js';
import { refineOffload } from '../offload/refine-offload.js';
import { OFFLOAD_LIVES_SCOPES, QUICK_OFFLOAD_SCOPES } from '../offload/scopes.js';
import { QUICK_DISKLESS_SCOPES, QUICK_SCOPES } from '../refine/scopes.js';
import { lockStep } from '../lock-step/check.js';
import type { ImplMutant } from './index.js';
import type { Divergence } from '../refine/paired-component.js';
import { refine } from '../refine/refine.js';
import { ringBounds } from '../ring/model.js';
import { refineRing } from '../ring/refine-ring.js';
import { byDriver } from './by-driver.js';
import { byRestarts } from './by-restarts.js';
import { drawnRuns, isOfEngines, isOfLives, runsBesides, type DrawnRun } from './drawn-runs.js';
import { expectSoundWith, thrownFault, type Found } from './found.js';
import { slowness } from './progress.js';

/** How a faulty version may be noticed. */
export const METHODS = [
  'ring',
  'offload',
  'restarts',
  'disk',
  'refinement',
  'lock step',
  'simulation',
  'validation',
  'driver',
  'hostile',
] as const;
/** Those, and the first part of validation alone. */
export type Method = (typeof METHODS)[number] | 'beginnings';
/** Methods that judge what a version writes, in another process than its own. */
type JudgedMethod = 'validation' | 'beginnings';

export function isJudged(method: Method): method is JudgedMethod {
  return method === 'validation' || method === 'beginnings';
}

/** What a method has found, or that it has found nothing. */
export interface Attempt {
  readonly by: Method;
  readonly isCaught: boolean;
  /**
   * The first field that differs, or the property that is violated; null if nothing is, `not finished` if it took too long. Of validation that has caught
   * nothing, what the simulator finds in runs whose traces are accepted.
   */
  readonly how: string | null;
  /** The scope, the run, or the seed in which it is. */
  readonly where: string | null;
  readonly seconds: number;
}

/** Records that go through the ring: enough for it to be full, and to come to its end. */
const RECORDS = 4;
const RUNS = [
  ['durable', 60],
  ['diskless', 20],
] as const;
const COMMANDS_MAX = 200;
/** Five seconds of a processor. */
const DISK_RUNS = 1_600;

const OF_SPLIT_HOSTS: readonly Method[] = ['offload', 'simulation', 'validation'];
/** What of split hosts is searched beside what is specified of it; channels and threads are run only. */
const SEARCHED: readonly string[] = ['offload/engine-edge.js', 'offload/driver.js', 'host/engine-side.js'];

/** What of storage is run over a disk in memory. */
const ON_DISK = /^storage\/(beginning|disk-storage|files|record|recovery|segment|stored)/;

/** Whether a method runs the file that a mutant changes: driver and disk are run by the simulator only, the ring by itself. */
export function reaches(method: Method, mutant: ImplMutant): boolean {
  const { file, rule } = mutant;
  if (method === 'beginnings') return reaches('validation', mutant);
  const isOfRing = file === 'offload/ring.js' || file === 'offload/bell.js';
  if (isOfRing || method === 'ring') return isOfRing && method === 'ring';
  const isOfOffload = file.startsWith('offload/') || file === 'host/engine-side.js';
  if (method === 'restarts') return isOfOffload && !isOfLives(rule);
  if (method === 'disk') return ON_DISK.test(file);
  // The simulator has channels of its own, and runs what is at their ends.
  if (isOfOffload) return OF_SPLIT_HOSTS.includes(method) && SEARCHED.includes(file);
  if (method === 'driver') return file.startsWith('host/') || file.startsWith('core/');
  if (method === 'hostile') return /^(core|host|wire)\//.test(file);
  // D1-D9: the core is run without a disk, and the driver is only simulated so.
  if (isOfLives(rule) && method === 'validation') return true;
  if (isOfLives(rule) && method === 'simulation') return file.startsWith('host/') || isOfEngines(rule);
  if (isOfLives(rule)) return method === 'refinement' && !file.startsWith('host/');
  // Of the core, only what is there for split hosts is tried there: it takes longer than all of refinement.
  if (method === 'offload') return isOfEngines(rule);
  const isAround =
    file.startsWith('host/') ||
    file === 'wire/authentication.js' ||
    (file.startsWith('storage/') && file !== 'storage/stored-state.js');
  return method === 'simulation' || method === 'validation' || !isAround;
}

/** Tries a method, but those that judge what a version writes. */
export async function attempt(
  method: Exclude<Method, JudgedMethod>,
  impl: Implementation,
  mutant: ImplMutant,
): Promise<Attempt> {
  const startedAt = performance.now();
  return attemptOf(method, await foundBy(method, impl, mutant), startedAt);
}

/** What a method has found that began at a time of `performance.now`. */
export function attemptOf(method: Method, found: Found | null, startedAt: number): Attempt {
  return {
    by: method,
    isCaught: found !== null && found.isAccepted !== true,
    how: found?.how ?? null,
    where: found?.where ?? null,
    seconds: (performance.now() - startedAt) / 1000,
  };
}

async function foundBy(
  method: Exclude<Method, JudgedMethod>,
  impl: Implementation,
  mutant: ImplMutant,
): Promise<Found | null> {
  try {
    return await METHOD[method](impl, mutant);
  } catch (error) {
    return thrownFault(error);
  }
}

type Search = (impl: Implementation, mutant: ImplMutant) => Found | null | Promise<Found | null>;

const METHOD: Readonly<Record<Exclude<Method, JudgedMethod>, Search>> = {
  ring: byRing,
  offload: byOffload,
  restarts: (impl) => byRestarts(impl),
  disk: (impl) => diskRuns(impl, DISK_RUNS),
  refinement: byRefinement,
  'lock step': byLockStep,
  simulation: bySimulation,
  driver: byDriver,
  hostile: (impl) => hostile(impl),
};

/** Every interleaving of the accesses of both threads at the ring. */
async function byRing(impl: Implementation): Promise<Found | null> {
  const { verdict, property, counterexample } = await refineRing(ringBounds(RECORDS), { impl });
  const how = verdict === 'deadlocked' ? 'a thread sleeps for ever' : property;
  return how === null ? null : { how, where: `step ${counterexample?.steps.length ?? 0}` };
}

async function byOffload(impl: Implementation, { rule }: ImplMutant): Promise<Found | null> {
  const scopes = isOfLives(rule) ? OFFLOAD_LIVES_SCOPES : QUICK_OFFLOAD_SCOPES;
  for (const { name, options } of scopes) {
    const { result } = await refineOffload(options, { impl });
    if (result.verdict !== 'violated') continue;
    const steps = result.counterexample?.steps ?? [];
    const states = steps.at(-1)?.states ?? result.counterexample?.initial ?? [];
    const divergences = states.flatMap((state) => (isPaired(state) ? [state.divergence] : []));
    const how = divergences.find((one) => one !== null)?.field ?? 'a difference before the first step';
    return { how, where: `${name}, step ${steps.length}` };
  }
  return null;
}

async function byRefinement(impl: Implementation, mutant: ImplMutant): Promise<Found | null> {
  for (const { name, options } of scopesFor(mutant)) {
    const { result } = await refine(options, { impl });
    if (result.verdict !== 'violated') continue;
    const steps = result.counterexample?.steps ?? [];
    const divergence = steps
      .at(-1)
      ?.states.map((state) => (state as { readonly divergence?: Divergence | null }).divergence)
      .find((one) => one !== null && one !== undefined);
    const how = divergence?.field ?? 'a difference before the first step';
    return { how, where: `${name}, step ${Math.max(0, steps.length - 1)}` };
  }
  return null;
}

/** D1-D9: of the core, what has to do with lives; and of the codec also what only hosts without disks send. */
function scopesFor({ file, rule }: ImplMutant): typeof QUICK_SCOPES {
  if (isOfLives(rule)) return QUICK_DISKLESS_SCOPES;
  return file.startsWith('wire/packet') ? [...QUICK_DISKLESS_SCOPES, ...QUICK_SCOPES] : QUICK_SCOPES;
}

/** With disks, then without: what hosts say and keep of lives is in the same files. */
async function byLockStep(impl: Implementation): Promise<Found | null> {
  for (const [storage, runs] of RUNS) {
    const options = { impl, storage, runs, commandsMax: COMMANDS_MAX, shrinks: false };
    const { divergence, totals } = await lockStep(options);
    if (divergence === null) continue;
    const where = storage === 'durable' ? '' : ' without disks';
    return { how: divergence.field, where: `run ${totals.runs}${where}` };
  }
  return null;
}

/** A version that makes a run end otherwise than in agreement is caught, whichever way it does; or one that is slow. */
function bySimulation(impl: Implementation, mutant: ImplMutant): Found | null {
  if (isOfLives(mutant.rule)) return wrongIn(impl, runsBesides(impl, mutant));
  const found = wrongIn(impl, drawnRuns(impl, mutant)) ?? wrongIn(impl, runsBesides(impl, mutant));
  return found ?? slowness(impl);
}

function wrongIn(impl: Implementation, runs: Iterable<DrawnRun>): Found | null {
  for (const options of runs) {
    const { verdict, property } = impl.simulate(options);
    if (verdict === 'agreed') continue;
    expectSoundWith(options);
    return { how: property ?? verdict, where: `seed ${options.seed}` };
  }
  return null;
}
