/** Throws on an internal error, whatever the mode of the process: an assertion that is always on. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}

/**
 * Proves to the compiler, and checks at run time, that a union has been exhausted.
 *
 * @example
 * const nameOf = (light: 'red' | 'green'): string => {
 *   switch (light) {
 *     case 'red':
 *       return 'stop';
 *     case 'green':
 *       return 'go';
 *     default:
 *       return unreachable(light);
 *   }
 * };
 * console.log(nameOf('red')); // stop
 */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${String(value)}`);
}
