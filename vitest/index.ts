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

declare module 'vitest' {
  // The names of the parameters are vitest's own; declarations only merge where they are the same.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/no-unused-vars
  interface Matchers<T = any> {
    /** Expects that a model holds: see `HoldOptions` for the bounds of the search. */
    toHold(options?: HoldOptions): void;
  }
}
