/**
 * The one class of error for bad input, of whatever part of the package. Expected outcomes are data, never errors: a
 * search that finds a violation returns it.
 *
 * `code` is stable: `EXO1xx` is for models, `EXO2xx` for traces, `EXO3xx` for options, `EXO4xx` for hosts, their bytes and
 * their disks. The message is one line, and names the offending thing and what would do.
 */
export class ExoError extends Error {
  override readonly name: string = 'ExoError';

  constructor(
    readonly code: `EXO${number}`,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
