/** The public interface of the conformance tests: the implementation held against the specification. */
export { FULL_SCOPES, QUICK_SCOPES, type Scope } from './refine/scopes.js';
export { IMPL_MUTANTS, type ImplMutant } from './mutants/index.js';
export { patchOf, ruleMutants, sampleOf, type RuleMutant } from './rules/rule-mutants.js';
export { conformanceModel, type ConformanceOptions } from './refine/model.js';
export { type LockStepRun } from './lock-step/commands.js';
export {
  mutateImplementation,
  isCaught,
  type ImplMutationOptions,
  type MutantOutcome,
} from './mutants/impl-mutation.js';
export {
  lockStep,
  type LockStepOptions,
  type LockStepResult,
  type LockStepTotals,
} from './lock-step/check.js';
export { refine, type RefineOptions, type RefineResult } from './refine/refine.js';
export {
  checkLinearizable,
  type LinearizabilityVerdict,
  type Operation,
  type SequentialObject,
} from './linearizability/linearizable.js';
export { checkKeyValues, type KeyInput, type KeyOutput } from './linearizability/key-values.js';
export { HostAnswers } from './validate/host-answers.js';
export { expectRing } from './validate/header-of-ring.js';
export { driversIn, RunValidator } from './validate/validator.js';
export type { Explained, Rejection, Validation, ValidatorOptions } from './validate/validation.js';
export { shortenedRejection } from './validate/shortened.js';
export type { Problem } from './validate/problem.js';
export {
  explainRun,
  type ExplainedStep,
  type ExplainOptions,
  type RunJudgement,
  type RunRejection,
} from './runs/explain-run.js';
export type { PlacedEvent, RecordedRun } from './runs/events.js';
export type { RunBounds } from './runs/search.js';
export type { Difference } from './runs/match.js';
export { conform } from './foreign/run.js';
export { killAll } from './foreign/host-process.js';
export { DEFAULT_CONFORM, type ConformOptions } from './foreign/options.js';
export type { ConformResult, ConformVerdict, Occurrence } from './foreign/result.js';
