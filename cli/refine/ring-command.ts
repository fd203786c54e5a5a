import { ExoError } from '../../checker/index.js';
import { IS_FIFO } from '../../conformance/ring/fifo.js';
import { RING_PROPERTIES } from '../../conformance/ring/model.js';
import { checkModel } from '../check/command.js';
import { RING } from '../models/built-in.js';
import type { RefineFlags } from './flags.js';

/** Records that go through the ring with `--quick`. */
const FEW = 3;
/** Bounds of hosts, which a ring between two threads has not. */
const MEANINGLESS = ['hosts', 'slots', 'epochs', 'timeouts', 'losses', 'partitions', 'crashes', 'medium'];

/**
 * `exo refine --ring`: every interleaving of what two threads at a ring do in shared memory, against a bounded FIFO. Returns the exit
 * code.
 */
export async function refineRingOfThreads(flags: RefineFlags): Promise<number> {
  const given = flags.boundsGiven.find((name) => MEANINGLESS.includes(name));
  if (given !== undefined) {
    throw new ExoError('EXO313', `--ring takes no --${given} (it has no hosts): leave it out`);
  }
  if (flags.noReduce !== undefined) throw new ExoError('EXO313', '--ring takes no --no-reduce: leave it out');
  const records = flags.quick ? { payloads: FEW } : {};
  return checkModel(RING, { ...flags, ...records, property: [IS_FIFO, ...RING_PROPERTIES] });
}
