/** The public interface of the checker. It knows no protocol. */
export * from './model.js';
export { ExoError, unreachable } from './errors.js';
export { check, checkAsync } from './check.js';
export type { CheckHooks } from './slices.js';
export type { SearchOptions } from './session.js';
export type { Limits, LimitName } from './limits.js';
export type { CheckResult, Progress, Run, Verdict, WitnessResult } from './result.js';
export { plainComponent } from './plain-component.js';
export { announcing, eagerly, losing, type Announcement, type Loss } from './decorators.js';
export { xstateComponent } from './xstate-component.js';
export { validateMachine } from './validate-machine.js';
export { validateModel } from './validate-model.js';
export { initialStates, successors, type LegRecord, type Transition } from './reference.js';
export { sameStates } from './run.js';
export { deepFreeze, decodeValue, encodeValue } from './encoding.js';
export { findStuck, findStuckAsync, isStuck, type StuckResult } from './stuck.js';
export { mutantsOf, silencing, unusedIn, type Mutant, type Mutated, type Unused } from './mutants.js';
export {
  listMutants,
  type Arena,
  type ListedMutant,
  type MutationSubject,
  type WrittenMutant,
} from './mutation-subject.js';
export { mutateAsync, type MutationOptions } from './mutation.js';
export type {
  ArenaResult,
  Killer,
  MutantResult,
  MutantVerdict,
  MutationProgress,
  MutationResult,
} from './mutation-result.js';
export { refines, refinesAsync, type RefinementResult } from './refinement.js';
export { refinementMapping, type RefinementMapping } from './refinement-mapping.js';
export type { HighWay, NamedAction, RefinementSides, RefinementStep } from './refinement-trace.js';
export { renderRefinement } from './refinement-text.js';
