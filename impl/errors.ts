/**
 * The one error of this folder: a configuration, bytes or a disk that cannot be used. The message is one line, and says
 * what was found and what would do.
 *
 * - `EXO401` an option is wrong: its name has the unit
 * - `EXO402` a call that the state of a host does not allow
 * - `EXO411` bytes that are given to the codec to encode do not fit its limits
 * - `EXO421` stored data are damaged beyond what a torn tail explains
 * - `EXO422` stored data are of another format version, or of another ring
 * - `EXO423` the disk failed, or is full
 * - `EXO431` a simulation cannot be set up as asked
 */
export class HostError extends Error {
  override readonly name = 'HostError';

  constructor(
    readonly code: `EXO${number}`,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Fails on a bug of ours: an assertion that is always on. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}

/** Proves to the compiler, and checks at run time, that a union has been exhausted. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${String(value)}`);
}
