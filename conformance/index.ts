/** The public interface of the conformance tests: the implementation held against the specification. */
export { FULL_ARENAS, QUICK_ARENAS, type Arena } from './arenas.js';
export { IMPL_MUTANTS, type ImplMutant } from './mutants/index.js';
export type { Difference } from './difference.js';
export { COMPILED_FOLDER, loadFaulty, type Implementation } from './faulty-copy.js';
export { GuardCoverage, UNREACHABLE } from './guard-coverage.js';
export { conformanceModel, FOLLOWS_SPEC, noCounts, type ConformanceOptions } from './model.js';
export type { Divergence, PairCounts, PairState } from './paired-component.js';
export { METHODS, reaches, type Attempt, type Method } from './catching.js';
export { isLockStepRun, type Command, type LockStepRun } from './commands.js';
export {
  mutateImplementation,
  isCaught,
  type ImplMutationOptions,
  type MutantOutcome,
} from './impl-mutation.js';
export { LockStep, Parted, type LockStepCounts, type Parting } from './lock-step.js';
export {
  lockStep,
  type LockStepOptions,
  type LockStepResult,
  type LockStepTotals,
} from './lock-step-check.js';
export { isFollowed, playMutant, playPublished, type Played, type PlayedParting } from './played.js';
export { refine, type RefineOptions, type RefineResult } from './refine.js';
