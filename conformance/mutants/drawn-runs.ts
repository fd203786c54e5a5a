import type { SimulationOptions } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';
import type { ImplMutant } from './mutant.js';

const SEEDS = 60;
/** What has to do with the disk is run on disks only, and oftener: a tear has to come in the right place. */
const SEEDS_OF_DISKS = 600;

/** Of what is not about lives alone. */
const SOME_SEEDS_WITHOUT_DISKS = 10;

/**
 * The runs of the simulator in which a faulty version is looked for, by seed: of hosts without disks for what is only of them, of split ones for
 * what is only of those.
 */
export function* drawnRuns(impl: Implementation, mutant: ImplMutant): Generator<DrawnRun> {
  const { file, rule } = mutant;
  const isOfDisk = file.startsWith('storage/');
  const split = isOfSplitHosts(mutant) ? ({ offload: 'on' } as const) : {};
  for (let seed = 1; seed <= (isOfDisk ? SEEDS_OF_DISKS : SEEDS); seed++) {
    const options = { ...impl.drawnOptions(seed), ...split };
    if (isOfLives(rule)) yield impl.withoutDisks(options);
    else if (!isOfDisk || options.storage === 'disk') yield options;
  }
}

export type DrawnRun = SimulationOptions & { readonly seed: number };

/** Runs of hosts without disks besides: those of versions that have to do with lives, some of all but those of disks. */
export function* runsBesides(impl: Implementation, { file, rule }: ImplMutant): Generator<DrawnRun> {
  if (isOfLives(rule)) {
    yield* runsWithoutDisks(impl, SEEDS_WITHOUT_DISKS);
    if (isOfEngines(rule)) yield* runsWithoutDisks(impl, SEEDS_WITHOUT_DISKS, 'on');
  } else if (!file.startsWith('storage/')) yield* runsWithoutDisks(impl, SOME_SEEDS_WITHOUT_DISKS);
}

const SEEDS_WITHOUT_DISKS = 60;

const WITHOUT_DISKS: Partial<SimulationOptions> = {
  ...{ storage: 'diskless', application: 'forgets', hosts: 5, durationMs: 300, rate: 200, settleMs: 10_000 },
  ...{ crashes: 8, downMs: [1, 50], partitions: 2, partitionMs: [5, 50], compactEvery: 20 },
  ...{ losses: 0.02, duplicates: 0.02, outOfBandLosses: 0.2, outOfBandDuplicates: 0.1 },
};

/** Runs of hosts without disks, by seed. */
function* runsWithoutDisks(
  impl: Implementation,
  seeds: number,
  offload: 'off' | 'on' = 'off',
): Generator<DrawnRun> {
  for (let seed = 1; seed <= seeds; seed++) yield impl.simulationOptions({ ...WITHOUT_DISKS, offload, seed });
}

/** Whether a rule is one of hosts without disks. */
export function isOfLives(rule: string): boolean {
  return /\bD\d/.test(rule);
}

/** Whether a rule is one of split hosts. */
export function isOfEngines(rule: string): boolean {
  return /\bO\d/.test(rule);
}

/** Whether only split hosts run what a mutant changes. */
function isOfSplitHosts({ file, rule }: ImplMutant): boolean {
  return file.startsWith('offload/') || file === 'host/engine-side.js' || isOfEngines(rule);
}
