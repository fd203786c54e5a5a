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
  if (lackingOf(given, [method]) === null) return;
  throw new ExoError('EXO401', `${name} takes what ${example} makes, not ${shown(given)}`);
}

/** What an application gives to be called, if it does. @throws ExoError EXO401 that names the method that it lacks. */
export function expectMethods(name: string, given: unknown, methods: readonly string[]): void {
  const lacking = given === undefined ? null : lackingOf(given, methods);
  if (lacking === null) return;
  const isObject = typeof given === 'object' && given !== null;
  const what = isObject ? `an object without ${lacking}` : shown(given);
  throw new ExoError('EXO401', `${name} takes an object with the methods ${methods.join(', ')}, not ${what}`);
}

/** @throws ExoError EXO401 for what is no signal, if it is given. */
export function expectSignal(given: unknown): void {
  if (given === undefined || lackingOf(given, SIGNAL_METHODS) === null) return;
  throw new ExoError('EXO401', `signal takes an AbortSignal, not ${shown(given)}`);
}

/** Of any realm: a test may run in one of its own. */
const SIGNAL_METHODS = ['throwIfAborted', 'addEventListener', 'removeEventListener'];

function lackingOf(given: unknown, methods: readonly string[]): string | null {
  const made = (given ?? {}) as Readonly<Record<string, unknown>>;
  return methods.find((method) => typeof made[method] !== 'function') ?? null;
}

/** A value in a message, as it can be told in a word. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
