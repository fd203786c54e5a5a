import { ExoError } from '../../errors/index.js';

/**
 * Holds a number that is to be encoded against its limits.
 *
 * @throws ExoError EXO411, with the name, where it is not whole, below 0, or above `max`.
 */
export function expectWhole(name: string, value: number, max: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= max) return;
  throw new ExoError('EXO411', `${name}: whole, from 0 to ${max}, not ${value}`);
}
