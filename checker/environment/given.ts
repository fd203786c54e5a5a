import { ExoError } from '../../errors/index.js';

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
