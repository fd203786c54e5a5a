/** Whether the implementation's core takes the steps of the specification, in every state within bounds. */
import {
  checkAsync,
  type CheckHooks,
  type CheckResult,
  type Model,
  type SearchOptions,
} from '../../checker/index.js';
import type { ExoOptions } from '../../spec/index.js';
import type { Implementation } from '../compare/faulty-copy.js';
import type { GuardCoverage } from './guard-coverage.js';
import { conformanceModel, FOLLOWS_SPEC, noCounts } from './model.js';
import type { PairCounts } from './paired-component.js';

export interface RefineResult {
  readonly result: CheckResult;
  readonly model: Model;
  readonly counts: PairCounts;
}

export interface RefineOptions extends SearchOptions, CheckHooks {
  /** The implementation that runs, when left out. */
  readonly impl?: Implementation;
  /** Where guards are counted; several searches may share it. */
  readonly coverage?: GuardCoverage;
}

/**
 * Searches the completed model with the core beside every host. `exhausted`: in every reachable state, on every event, the
 * core does what the specified host does. `violated`: it does not, and the counterexample is a shortest run to where.
 *
 * @example
 * const bounds = { hosts: 2, slots: 1, epochs: 2, timeouts: 'inf', losses: 'inf', partitions: 0, crashes: 0 } as const;
 * const options = { ...bounds, medium: 'receive-any', payloads: 'inf', reductions: ALL_REDUCTIONS } as const;
 * const { result } = await refine(options);
 * console.log(result.verdict); // exhausted
 */
export async function refine(options: ExoOptions, how: RefineOptions = {}): Promise<RefineResult> {
  const { impl, coverage, ...search } = how;
  const counts = noCounts();
  const model = conformanceModel(options, {
    ...(impl && { impl }),
    ...(coverage && { coverage }),
    counts,
  });
  const result = await checkAsync(model, { ...search, properties: [FOLLOWS_SPEC] });
  return { result, model, counts };
}
