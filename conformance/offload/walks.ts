/** Long runs of split hosts drawn at random, the code beside every engine and driver: logs, epochs and faults that no search exhausts. */
import type { CheckHooks } from '../../checker/index.js';
import { ALL_REDUCTIONS, isOfStorage } from '../../spec/exo/options.js';
import type { OffloadOptions } from '../../spec/offload/options.js';
import type { Implementation } from '../compare/faulty-copy.js';
import type { RefineResult } from '../refine/refine.js';
import { refineOffload } from './refine-offload.js';

export interface OffloadWalks extends Pick<CheckHooks, 'signal' | 'onProgress'> {
  /** The implementation that runs, when left out. */
  readonly impl?: Implementation;
  /** All of them are split; from 2 on. */
  readonly hosts: number;
  readonly runs: number;
  /** Steps of a run, at most: it may come to its end before. */
  readonly stepsMax: number;
  readonly seed: number;
  /** Whether engines have disks; they have when left out. */
  readonly storage?: 'durable' | 'diskless';
}

/** As much as a run of some hundreds of steps comes to. */
function boundsOf(hosts: number, storage: 'durable' | 'diskless'): OffloadOptions {
  const durable: OffloadOptions = {
    ...{ hosts, split: hosts, slots: 24, epochs: 12, medium: 'async', payloads: 'inf' },
    ...{ timeouts: 6, losses: 4, partitions: 0, crashes: 4, resets: 4 },
    ...{ fifo: 2, queue: 2, window: 'inf', c2: 'late', reductions: ALL_REDUCTIONS },
  };
  if (storage === 'durable') return durable;
  const reductions = ALL_REDUCTIONS.filter((name) => isOfStorage(name, 'repaired'));
  // A life of an engine has numbers for as many payloads. While all recover, a run is at its end.
  return { ...durable, slots: 16, resets: 2, recovery: 'repaired', reductions };
}

/**
 * Runs drawn from a seed, the same each time. `bounded` by `walksMax`: code and specification are the same in all of them;
 * `violated`: they part.
 */
export function walkOffload({
  hosts,
  runs,
  stepsMax,
  storage = 'durable',
  ...how
}: OffloadWalks): Promise<RefineResult> {
  return refineOffload(boundsOf(hosts, storage), {
    ...{ ...how, asksMore: false, search: 'random', walksMax: runs, depthMax: stepsMax },
  });
}
