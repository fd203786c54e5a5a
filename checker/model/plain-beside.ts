import { isPlainObject } from './deep-freeze.js';
import { hiddenKey, isDense } from './hidden-keys.js';

/** Deeper values are not looked at. */
const DEPTH_MAX = 100;

/**
 * Whether a value is certainly plain data of lists and records, given that `before` is plain data and frozen: what both share is not
 * looked at. False says nothing: of such a value `encodeValue` finds out, and says why.
 */
export function isPlainBeside(value: unknown, before: unknown, depth = 0): boolean {
  if (value === before) return true;
  if (typeof value !== 'object') return typeof value !== 'function' && typeof value !== 'symbol';
  if (value === null) return true;
  if (depth > DEPTH_MAX) return false;
  const known = typeof before === 'object' && before !== null ? (before as Fields) : NO_FIELDS;
  const names = Object.keys(value);
  if (Array.isArray(value)) {
    if (Object.getPrototypeOf(value) !== Array.prototype || !isDense(value)) return false;
  } else if (!isPlainObject(value) || hiddenKey(value, names.length) !== undefined) return false;
  for (const name of names) {
    if (!isPlainBeside((value as Fields)[name], known[name], depth + 1)) return false;
  }
  return true;
}

type Fields = Readonly<Record<string, unknown>>;
const NO_FIELDS: Fields = Object.freeze({});
