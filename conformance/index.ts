/** The public interface of the conformance tests: the implementation held against the specification. */
export { FULL_ARENAS, QUICK_ARENAS, type Arena } from './arenas.js';
export { CORE_MUTANTS, type CoreMutant } from './core-mutants.js';
export type { Difference } from './difference.js';
export { COMPILED_FOLDER, loadFaulty, type Implementation } from './faulty-copy.js';
export { GuardCoverage, UNREACHABLE } from './guard-coverage.js';
export { conformanceModel, FOLLOWS_SPEC, noCounts, type ConformanceOptions } from './model.js';
export type { Divergence, PairCounts, PairState } from './paired-component.js';
export {
  mutateImplementation,
  type Caught,
  type ImplMutationOptions,
  type MutantOutcome,
} from './impl-mutation.js';
export { refine, type RefineOptions, type RefineResult } from './refine.js';
