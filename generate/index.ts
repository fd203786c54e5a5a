/** Tests of an implementation, made of the model that was checked. Commands for fast-check: `exo-broadcast/generate/fast-check`. */
export { testsOf, type GeneratedTest, type TestOutcome, type TestsOptions } from './tests-of.js';
export { TestFailure, type Adapter } from './adapter.js';
export type { TestStep } from './steps.js';
