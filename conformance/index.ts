/** The public interface of the conformance tests: the implementation held against the specification. */
export { FULL_SCOPES, QUICK_SCOPES, type Scope } from './refine/scopes.js';
export { IMPL_MUTANTS, type ImplMutant } from './mutants/index.js';
export type { Difference } from './compare/difference.js';
export { COMPILED_FOLDER, loadFaulty, type Implementation } from './compare/faulty-copy.js';
export { GuardCoverage, UNREACHABLE } from './refine/guard-coverage.js';
export { conformanceModel, FOLLOWS_SPEC, noCounts, type ConformanceOptions } from './refine/model.js';
export type { Divergence, PairCounts, PairState } from './refine/paired-component.js';
export { METHODS, reaches, type Attempt, type Method } from './mutants/catching.js';
export { isLockStepRun, type Command, type LockStepRun } from './lock-step/commands.js';
export {
  mutateImplementation,
  isCaught,
  type ImplMutationOptions,
  type MutantOutcome,
} from './mutants/impl-mutation.js';
export { LockStep, Diverged, type LockStepCounts, type LockStepDivergence } from './lock-step/lock-step.js';
export {
  lockStep,
  type LockStepOptions,
  type LockStepResult,
  type LockStepTotals,
} from './lock-step/check.js';
export {
  isFollowed,
  playMutant,
  playPublished,
  type Played,
  type PlayedDivergence,
} from './refine/played.js';
export { refine, type RefineOptions, type RefineResult } from './refine/refine.js';
