import { ExoError } from '../errors/index.js';

/**
 * The error of traces: a text that is no trace, a value that has no form in a trace, or a request for
 * something that the trace does not have. The message is one line.
 *
 * - `EXO201` the text is not JSON
 * - `EXO202` the JSON is not a trace in ITF
 * - `EXO203` metadata (`#meta`, of the trace or of a state) are missing or wrong
 * - `EXO204` a value cannot be written
 * - `EXO205` a column or a step was asked for that the trace does not have
 * - `EXO212` a line of a run is none, or does not follow on those before it
 * - `EXO219` the trace has no such form
 */
export class TraceError extends ExoError {
  override readonly name = 'TraceError';

  constructor(
    code: `EXO${number}`,
    readonly problem: TraceProblem,
  ) {
    const { file, path, found, accepted } = problem;
    super(code, `${file === undefined ? '' : `${file}: `}${path}: found ${found}; accepted: ${accepted}`);
  }
}

export interface TraceProblem {
  /** The name that the caller gave to the text. */
  readonly file?: string;
  /** Where the offending thing is: in JSONPath (`$.states[2].A`), or the name of the argument. */
  readonly path: string;
  readonly found: string;
  readonly accepted: string;
}

/** Names the file in the errors of `read`. */
export function inFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof TraceError ? new TraceError(error.code, { file, ...error.problem }) : error;
  }
}

const TEXT_MAX = 60;

/** Says in a few words what a thing is; it does not look inside, so it is safe for any depth. */
export function describe(thing: unknown): string {
  if (thing === undefined) return 'nothing';
  if (Array.isArray(thing)) return `a list of ${thing.length}`;
  switch (typeof thing) {
    case 'string':
      return thing.length <= TEXT_MAX
        ? JSON.stringify(thing)
        : `${JSON.stringify(thing.slice(0, TEXT_MAX))}…`;
    case 'object':
      return thing === null ? 'null' : describeObject(thing);
    case 'function':
    case 'symbol':
      return `a ${typeof thing}`;
    case 'bigint':
      return 'a big integer';
    default:
      return `${typeof thing} ${String(thing)}`;
  }
}

function describeObject(thing: object): string {
  const keys = Object.keys(thing);
  const shown = keys.slice(0, 3).map((key) => describe(key));
  return keys.length === 0
    ? 'an empty object'
    : `an object with ${shown.join(', ')}${keys.length > 3 ? ', …' : ''}`;
}

/** The path of something inside `path`, in JSONPath. */
export function below(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
