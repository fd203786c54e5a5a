import type { SimulationOptions } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';
import type { ImplMutant } from './mutant.js';

const SEEDS = 60;
/** What has to do with the disk is run on disks only, and oftener: a tear has to come in the right place. */
const SEEDS_OF_DISKS = 600;

/** The runs of the simulator in which a faulty version is looked for, by seed: of hosts without disks for what is only of them. */
export function* drawnRuns(
  impl: Implementation,
  { file, rule }: ImplMutant,
): Generator<SimulationOptions & { readonly seed: number }> {
  const isOfDisk = file.startsWith('storage/');
  for (let seed = 1; seed <= (isOfDisk ? SEEDS_OF_DISKS : SEEDS); seed++) {
    const options = impl.drawnOptions(seed);
    if (isOfLives(rule)) yield impl.withoutDisks(options);
    else if (!isOfDisk || options.storage === 'disk') yield options;
  }
}

export const SEEDS_WITHOUT_DISKS = 60;

const WITHOUT_DISKS: Partial<SimulationOptions> = {
  ...{ storage: 'diskless', application: 'forgets', hosts: 5, durationMs: 300, rate: 200, settleMs: 10_000 },
  ...{ crashes: 8, downMs: [1, 50], partitions: 2, partitionMs: [5, 50], compactEvery: 20 },
  ...{ losses: 0.02, duplicates: 0.02, outOfBandLosses: 0.2, outOfBandDuplicates: 0.1 },
};

/** Runs of hosts without disks, by seed. */
export function* runsWithoutDisks(
  impl: Implementation,
  seeds: number,
  offload: 'off' | 'on' = 'off',
): Generator<SimulationOptions & { readonly seed: number }> {
  for (let seed = 1; seed <= seeds; seed++) yield impl.simulationOptions({ ...WITHOUT_DISKS, offload, seed });
}

/** Whether a rule is one of hosts without disks. */
export function isOfLives(rule: string): boolean {
  return /\bD\d/.test(rule);
}
