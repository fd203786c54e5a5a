import type { SimulationOptions } from '../../impl/parts.js';
import type { Implementation } from '../compare/faulty-copy.js';
import type { ImplMutant } from './mutant.js';

const SEEDS = 60;
/** What has to do with the disk is run on disks only, and oftener: a tear has to come in the right place. */
const SEEDS_OF_DISKS = 600;

/** The runs of the simulator in which a faulty version is looked for, by seed. */
export function* drawnRuns(
  impl: Implementation,
  { file }: ImplMutant,
): Generator<SimulationOptions & { readonly seed: number }> {
  const isOfDisk = file.startsWith('storage/');
  for (let seed = 1; seed <= (isOfDisk ? SEEDS_OF_DISKS : SEEDS); seed++) {
    const options = impl.drawnOptions(seed);
    if (!isOfDisk || options.storage === 'disk') yield options;
  }
}
