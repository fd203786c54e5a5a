import { ExoError } from '../../errors/index.js';
import { givenText } from '../model/given-text.js';
import type { Budget } from './budget.js';

/**
 * Rejects an object with a key that nothing reads: a fault or an option whose name is mistyped would be left out, and
 * the search would say that what was never tried holds. `elsewhere` says of some keys where they belong.
 *
 * @throws ExoError EXO176, naming the key and those that are accepted, or what was given where that is no object.
 */
export function rejectUnknownKeys(
  what: string,
  given: unknown,
  accepted: readonly string[],
  elsewhere: Readonly<Record<string, string>> = {},
): void {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  accepts(`an object of ${accepted.join(', ')}`, () => isObject)(`what ${what} is given`, given);
  const key = Object.keys(given as object).find((one) => !accepted.includes(one));
  if (key === undefined) return;
  const place = Object.hasOwn(elsewhere, key) ? elsewhere[key] : undefined;
  if (place !== undefined) throw new ExoError('EXO176', `${what} has no '${key}' by itself; write ${place}`);
  const list = accepted.length === 0 ? 'no options' : accepted.join(', ');
  throw new ExoError('EXO176', `${what} has no '${key}'; it takes ${list}`);
}

/** Looks at a value that was given for something, and throws EXO176 for one that it does not take. */
export type CheckGiven = (what: string, value: unknown) => void;

/** A check for values of some kind, in words: `a whole number from 0`. */
export function accepts(kind: string, isTaken: (value: unknown) => boolean): CheckGiven {
  return (what, value) => {
    if (!isTaken(value)) throw new ExoError('EXO176', `${what} is ${givenText(value)}: it takes ${kind}`);
  };
}

/** A check for one of a few values. */
export function oneOf(...values: readonly (string | boolean)[]): CheckGiven {
  return accepts(values.map(givenText).join(' or '), (value) => values.some((one) => one === value));
}

/** A check for a function. */
export const aFunction = accepts('a function', (value) => typeof value === 'function');

/** A check for an object whose values pass another check, each under its own name; what is undefined is left out. */
export function recordOf(kind: string, check: CheckGiven): CheckGiven {
  return (what, value) => {
    accepts(kind, isRecord)(what, value);
    for (const [key, one] of Object.entries(value as object)) {
      if (one !== undefined) check(`${what} '${key}'`, one);
    }
  };
}

/** Whether a value is an object with names in it: no list, and nothing that was made by a class. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A check for a list of events, none of which is without a type. */
export const eventList = accepts(
  "a list of events, such as [{ type: 'GO' }]",
  (value) => Array.isArray(value) && value.every(isEvent),
);

function isEvent(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/**
 * A number of things that there may be.
 *
 * @throws ExoError EXO176, naming it, where it is neither a whole number from 0 nor Infinity.
 */
export function wholeOrInfinity(name: string, value: unknown): number {
  if (value === Infinity || (Number.isSafeInteger(value) && (value as number) >= 0)) return value as number;
  throw new ExoError('EXO176', `${name} is ${givenText(value)}: it takes a whole number from 0, or Infinity`);
}

/** A number of things that there may be, as a budget, which has a word for no limit. @throws ExoError EXO176 as `wholeOrInfinity`. */
export function budgetOf(name: string, value: number): Budget {
  return wholeOrInfinity(name, value) === Infinity ? 'inf' : value;
}
