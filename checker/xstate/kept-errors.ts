/**
 * Errors that machines keep in their contexts, as plain data: class, name, message, and all else that they have but the stack, which tells where
 * in the checker they were made.
 */
import { deepFreeze } from '../model/deep-freeze.js';

/** The property by which XState marks what stands for something else in a persisted snapshot. */
export const MARK = 'xstate$$type';

/** What stands for an error in plain data. */
export interface PlainError {
  readonly [MARK]: 'error';
  /** The class, by the number that this process gave it. */
  readonly class?: number;
  /** For people; it follows from the class and the parts. */
  readonly name: string;
  readonly message: string;
  /** The other own properties, as name, value, and whether they are enumerable. */
  readonly parts?: readonly (readonly [name: string, value: unknown, isEnumerable: boolean])[];
}

/** The prototypes of errors that were met; what has no number is an Error. */
const classes: object[] = [Error.prototype];

export function isErrorMark(marker: object): marker is PlainError {
  return (marker as Partial<PlainError>)[MARK] === 'error';
}

/** Plain data of an error; `map` makes plain data of its parts. */
export function plainError(error: Error, map: (value: unknown) => unknown): PlainError {
  const number = classOf(error);
  const parts = partsOf(error).map(
    ([name, value, isEnumerable]) => [name, map(value), isEnumerable] as const,
  );
  return {
    [MARK]: 'error',
    ...(number > 0 && { class: number }),
    name: error.name,
    message: error.message,
    ...(parts.length > 0 && { parts }),
  };
}

/** The inverse of `plainError`, without a stack and frozen. */
export function revivedError(
  { class: number = 0, message, parts = [] }: PlainError,
  map: (value: unknown) => unknown,
): Error {
  const error = new Error(message);
  Object.setPrototypeOf(error, classes[number] ?? Error.prototype);
  delete error.stack;
  for (const [name, value, enumerable] of parts) {
    Object.defineProperty(error, name, { value: deepFreeze(map(value)), enumerable });
  }
  revived.add(error);
  return Object.freeze(error);
}

const revived = new WeakSet<Error>();

/** The error as it comes back from plain data; `map` is applied to its parts, and it is itself if nothing changes. */
export function copyOfError(error: Error, map: (value: unknown) => unknown): Error {
  const isSame = revived.has(error) && partsOf(error).every(([, value]) => map(value) === value);
  return isSame ? error : revivedError(plainError(error, map), (value) => value);
}

function classOf(error: Error): number {
  const prototype = Object.getPrototypeOf(error) as object;
  const known = classes.indexOf(prototype);
  return known >= 0 ? known : classes.push(prototype) - 1;
}

const NOT_PARTS = ['stack', 'message'];

function partsOf(error: Error): readonly (readonly [string, unknown, boolean])[] {
  return Object.entries(Object.getOwnPropertyDescriptors(error))
    .filter(([name]) => !NOT_PARTS.includes(name))
    .map(([name, { enumerable = false }]): [string, unknown, boolean] => [
      name,
      Reflect.get(error, name) as unknown,
      enumerable,
    ]);
}
