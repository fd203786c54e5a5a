import { ExoError } from '../errors/index.js';

/** The names that options may have, each of them once: `satisfies Names<Options>` says when one is missing. */
export type Names<Options> = Readonly<Record<keyof Options, true>>;

/**
 * Options are an object, with names that there are. One that is left out by a slip of the keyboard would be taken for one that nobody gave.
 *
 * @throws ExoError EXO401 that names what is accepted.
 */
export function expectNames<Options>(of: string, given: unknown, names: Names<Options>): void {
  const accepted = Object.keys(names).join(', ');
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ExoError('EXO401', `${of} takes an object with ${accepted}, not ${shown(given)}`);
  }
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(names, name));
  if (unknown !== undefined)
    throw new ExoError('EXO401', `${of} takes no option '${unknown}'; options are ${accepted}`);
}

/** One of some words. @throws ExoError EXO401 for another one. */
export function expectOneOf(name: string, given: unknown, accepted: readonly (string | boolean)[]): void {
  if (given === undefined || accepted.includes(given as string)) return;
  throw new ExoError('EXO401', `${name} takes ${accepted.join(' or ')}, not ${shown(given)}`);
}

/** Something that is made by a function of this package. @throws ExoError EXO401 for what has no such method. */
export function expectMade(name: string, given: unknown, method: string, example: string): void {
  const made = (given ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof made[method] === 'function') return;
  throw new ExoError('EXO401', `${name} takes what ${example} makes, not ${shown(given)}`);
}

/** A value in a message, as it can be told in a word. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
