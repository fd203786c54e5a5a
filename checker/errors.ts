/**
 * The one class of error for bad input. Expected outcomes of a search are data, never errors.
 *
 * `code` is stable (`EXO1xx` for models, `EXO2xx` for traces, `EXO3xx` for options); the message names the
 * offending thing and what would do.
 */
export class ExoError extends Error {
  override readonly name = 'ExoError';

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
