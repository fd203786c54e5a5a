/**
 * A matcher for vitest: importing this module adds `toHold` to `expect`.
 *
 * @example
 * import 'exo-broadcast/vitest';
 * test('the system holds', () => expect(model).toHold({ statesMax: 100_000 }));
 */
import { expect } from 'vitest';
import { toHold, type HoldOptions } from './to-hold.js';

export { toHold, type HoldOptions };

expect.extend({ toHold });

interface HoldMatchers {
  /** Expects that a model holds: see `HoldOptions` for the bounds of the search. */
  toHold(options?: HoldOptions): void;
}

declare module 'vitest' {
  // Vitest has `Matchers` from 3.2 on, and `Assertion` in all versions. The names of the parameters are vitest's own;
  // declarations only merge where they are the same.
  /* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unused-vars, @typescript-eslint/no-empty-object-type */
  interface Matchers<T = any> extends HoldMatchers {}
  interface Assertion<T = any> extends HoldMatchers {}
  /* eslint-enable */
}
