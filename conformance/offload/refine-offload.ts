/** Whether the core with its edge and the driver take the steps of the specified engine and driver, in every state within bounds. */
import { checkAsync, type CheckHooks, type SearchOptions } from '../../checker/index.js';
import type { OffloadOptions } from '../../spec/offload/options.js';
import { FOLLOWS_SPEC, noCounts } from '../refine/model.js';
import type { RefineResult } from '../refine/refine.js';
import { offloadConformanceModel, type OffloadConformance } from './model.js';

/**
 * Searches the model of split hosts with the code beside every engine and driver. `exhausted`: in every reachable state, on every event, the
 * code does what is specified. `violated`: it does not, and the counterexample is a shortest run to where.
 */
export async function refineOffload(
  options: OffloadOptions,
  how: OffloadConformance & SearchOptions & CheckHooks = {},
): Promise<RefineResult> {
  const { impl, coverage, asksMore = true, ...search } = how;
  const counts = noCounts();
  const model = offloadConformanceModel(options, {
    ...{ counts, asksMore },
    ...(impl && { impl }),
    ...(coverage && { coverage }),
  });
  const result = await checkAsync(model, { ...search, properties: [FOLLOWS_SPEC] });
  return { result, model, counts };
}
