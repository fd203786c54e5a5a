import { ExoError } from '../../errors/index.js';
import type { Budget } from './budget.js';

/**
 * Rejects an object with a key that nothing reads: a fault or an option whose name is mistyped would be left out, and
 * the search would say that what was never tried holds.
 *
 * @throws ExoError EXO176, naming the key and those that are accepted.
 */
export function rejectUnknownKeys(what: string, given: object, accepted: readonly string[]): void {
  const key = Object.keys(given).find((one) => !accepted.includes(one));
  if (key === undefined) return;
  const list = accepted.length === 0 ? 'no options' : accepted.join(', ');
  throw new ExoError('EXO176', `${what} has no '${key}'; it takes ${list}`);
}

/**
 * A number of things that there may be.
 *
 * @throws ExoError EXO176, naming it, where it is neither a whole number from 0 nor Infinity.
 */
export function wholeOrInfinity(name: string, value: number): number {
  if (value === Infinity || (Number.isSafeInteger(value) && value >= 0)) return value;
  throw new ExoError('EXO176', `${name} is ${String(value)}: it takes a whole number from 0, or Infinity`);
}

/** The same as a budget, which has a word for no limit. */
export function budgetOf(name: string, value: number): Budget {
  return wholeOrInfinity(name, value) === Infinity ? 'inf' : value;
}
