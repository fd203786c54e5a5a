/** The public interface of the checker. It knows no protocol. */
export * from './model.js';
export { ExoError, unreachable } from './errors.js';
export { check, checkAsync } from './check.js';
export type { CheckHooks } from './slices.js';
export type { SearchOptions } from './session.js';
export type { Limits, LimitName } from './limits.js';
export type { CheckResult, Progress, Run, Verdict, WitnessResult } from './result.js';
export { plainComponent } from './plain-component.js';
export { xstateComponent } from './xstate-component.js';
export { validateMachine } from './validate-machine.js';
export { validateModel } from './validate-model.js';
export { initialStates, successors, type LegRecord, type Transition } from './reference.js';
export { sameStates } from './run.js';
export { deepFreeze, decodeValue, encodeValue } from './encoding.js';
export { findStuck, findStuckAsync, isStuck, type StuckResult } from './stuck.js';
