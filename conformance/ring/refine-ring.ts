/** Whether the ring of the implementation is a bounded FIFO, whatever its two threads do, and never sleeps with something due. */
import {
  refinesAsync,
  type CheckHooks,
  type RefinementResult,
  type SearchOptions,
} from '../../checker/index.js';
import { ringModel } from './model.js';
import type { RingBounds, RingImplementation } from './programs.js';

/**
 * `exhausted`: in every interleaving of the accesses of both threads the ring does what a FIFO does, and both come to their end.
 * `deadlocked`: a thread sleeps, and nobody wakes it.
 */
export async function refineRing(
  bounds: RingBounds,
  how: SearchOptions & CheckHooks & { readonly impl?: RingImplementation } = {},
): Promise<RefinementResult> {
  const { impl, ...search } = how;
  const model = ringModel(bounds, impl);
  const [fifo] = model.refinements ?? [];
  if (fifo === undefined) throw new RangeError('a ring refines a FIFO');
  return refinesAsync(model, fifo.high(), fifo.mapping, search);
}
