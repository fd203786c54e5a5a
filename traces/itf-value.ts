import { isFieldName } from './names.js';
import { isObject, optionOf } from './quint.js';
import { below, describe, TraceError } from './trace-error.js';
import type { Json, Value } from './trace.js';
import { unreachable } from '../errors/index.js';
import { compareValues, formOf } from './value.js';

const DEPTH_MAX = 100;
/** No list of ours is a tuple, so that nothing else is written so. */
const NULL_IN_SETS = ['#unserializable', 'null'] as const;
const DIGITS_MAX = 1000;

/**
 * Writes a value in ITF (Apalache's ADR-015): integers as `{"#bigint":"3"}`, sets as `#set`, maps as `#map`
 * (pairs), both in canonical order, and `null`, which ITF lacks, as `{"#unserializable":"null"}`, or within sets and keys of
 * maps as a tuple of these two words. A record with
 * names that are no identifiers is written as a map from tuples of one name, so that other readers take it.
 *
 * Values may be nested 100 deep, and an integer may have 1000 digits; beyond that, and for whatever is no value
 * (fractions, `undefined`, instances of classes), a `TraceError` (`EXO204`) names the place inside `path`.
 *
 * @example
 * console.log(JSON.stringify(encodeValue(new Set([1n])))); // {"#set":[{"#bigint":"1"}]}
 */
export function encodeValue(value: Value, path = 'value'): Json {
  return encodeAt(value, path, 0);
}

/**
 * Reads a value in ITF. Integers become numbers where these are exact, else bigints; JSON's own integers, which
 * the format allows, are read too. Tuples become lists, and Quint's `None` becomes `null`. What another tool could not
 * write becomes a record `{unserializable: …}`.
 *
 * Throws a `TraceError` (`EXO202`) that names the place inside `path` for anything else.
 *
 * @example
 * console.log(decodeValue({ '#set': [{ '#bigint': '1' }] }, '$')); // Set(1) { 1 }
 */
export function decodeValue(json: unknown, path: string): Value {
  return decodeAt(json, path, 0);
}

/** Within a set, or the key of a map (`isHashed`), itf-py takes nothing that is unserializable: `null` is a tuple there. */
function encodeAt(value: Value, path: string, depth: number, isHashed = false): Json {
  if (depth > DEPTH_MAX) throw tooDeep('EXO204', path);
  const form = formOf(value, path);
  const inside = (item: Value, key: string | number): Json =>
    encodeAt(item, below(path, key), depth + 1, isHashed);
  const hashed = (item: Value, key: string | number): Json =>
    encodeAt(item, below(path, key), depth + 1, true);
  switch (form.kind) {
    case 'null':
      return isHashed ? { '#tup': NULL_IN_SETS } : { '#unserializable': 'null' };
    case 'boolean':
    case 'string':
      return form.value;
    case 'integer':
      return { '#bigint': digitsOf(form.value, path) };
    case 'list':
      return form.items.map(inside);
    case 'set':
      return { '#set': form.items.map(hashed) };
    case 'map':
      return { '#map': form.entries.map(([key, held], i) => [hashed(key, i), inside(held, i)]) };
    case 'record':
      return encodeRecord(form.fields.map(([name, held]) => [name, inside(held, name)]));
    default:
      return unreachable(form);
  }
}

/**
 * A record that other readers would refuse, or take for a variant (`tag` and `value`), as a map with its names in
 * tuples of one: no map of ours has such keys, since lists are none.
 */
function encodeRecord(fields: readonly (readonly [string, Json])[]): Json {
  const isVariant = fields.length === 2 && fields.every(([name]) => name === 'tag' || name === 'value');
  if (!isVariant && fields.every(([name]) => isFieldName(name))) return Object.fromEntries(fields);
  return { '#map': fields.map(([name, held]) => [{ '#tup': [name] }, held]) };
}

/** The names of the fields of a record that stands as a map, or null for a map. */
function fieldNamesOf(pairs: readonly unknown[]): readonly string[] | null {
  const names = pairs.flatMap((pair) => {
    const key: unknown = Array.isArray(pair) ? pair[0] : undefined;
    const items = isObject(key) && Object.keys(key).length === 1 ? key['#tup'] : undefined;
    return Array.isArray(items) && items.length === 1 && typeof items[0] === 'string' ? [items[0]] : [];
  });
  return names.length === pairs.length && names.length > 0 ? names : null;
}

function digitsOf(integer: bigint, path: string): string {
  const digits = String(integer);
  if (digits.length <= DIGITS_MAX) return digits;
  throw new TraceError('EXO204', {
    path,
    found: 'a longer integer',
    accepted: `integers of ${DIGITS_MAX} digits`,
  });
}

function decodeAt(json: unknown, path: string, depth: number): Value {
  if (depth > DEPTH_MAX) throw tooDeep('EXO202', path);
  if (typeof json === 'boolean' || typeof json === 'string') return json;
  if (typeof json === 'number') return decodeNumber(json, path);
  if (Array.isArray(json)) return decodeList(json, path, depth);
  if (isObject(json)) return decodeObject(json, path, depth);
  throw malformed(json, path, 'a value in ITF');
}

function decodeObject(object: Readonly<Record<string, unknown>>, path: string, depth: number): Value {
  const keys = Object.keys(object);
  const wrapper = keys.find((key) => key.startsWith('#'));
  if (wrapper !== undefined) {
    const decode = WRAPPERS.get(wrapper);
    if (!decode || keys.length > 1) throw malformed(object, path, WRAPPED);
    return decode(object[wrapper], below(path, wrapper), depth);
  }
  if (optionOf(object) === 'none') return null;
  const fields = keys.map((key) => [key, decodeAt(object[key], below(path, key), depth + 1)]);
  return Object.fromEntries(fields) as { readonly [key: string]: Value };
}

type Decode = (json: unknown, path: string, depth: number) => Value;

const WRAPPERS: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['#bigint', decodeInteger],
  ['#tup', decodeTuple],
  ['#set', decodeSet],
  ['#map', decodeMap],
  ['#unserializable', decodeUnserializable],
]);

const WRAPPED = `one of ${[...WRAPPERS.keys()].join(', ')}, alone`;

function decodeNumber(json: number, path: string): Value {
  if (!Number.isSafeInteger(json)) throw malformed(json, path, 'an integer, written {"#bigint":"3"}');
  return json === 0 ? 0 : json;
}

function decodeInteger(json: unknown, path: string): Value {
  if (typeof json !== 'string' || json.length > DIGITS_MAX || !/^-?[0-9]+$/.test(json)) {
    throw malformed(json, path, `an integer as a string of at most ${DIGITS_MAX} digits, such as "-12"`);
  }
  const integer = BigInt(json);
  return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
}

/** `null`, which is ours, or what another tool could not write: a record that says so, to be seen as such. */
function decodeUnserializable(json: unknown, path: string): Value {
  if (typeof json !== 'string') throw malformed(json, path, 'a string');
  return json === 'null' ? null : { unserializable: json };
}

function decodeTuple(json: unknown, path: string, depth: number): Value {
  const items = decodeList(json, path, depth);
  const isNull = items.length === NULL_IN_SETS.length && NULL_IN_SETS.every((text, i) => items[i] === text);
  return isNull ? null : items;
}

function decodeList(json: unknown, path: string, depth: number): readonly Value[] {
  if (!Array.isArray(json)) throw malformed(json, path, 'a list of values');
  return json.map((item: unknown, i) => decodeAt(item, below(path, i), depth + 1));
}

function decodeSet(json: unknown, path: string, depth: number): ReadonlySet<Value> {
  const items = decodeList(json, path, depth);
  rejectRepeated(items, path, 'each element of a set once');
  return new Set(items);
}

function decodeMap(json: unknown, path: string, depth: number): Value {
  if (!Array.isArray(json)) throw malformed(json, path, 'a list of pairs [key, value]');
  const entries = json.map((pair: unknown, i): readonly [Value, Value] => {
    const place = below(path, i);
    if (!Array.isArray(pair) || pair.length !== 2) throw malformed(pair, place, 'a pair [key, value]');
    return [decodeAt(pair[0], below(place, 0), depth + 1), decodeAt(pair[1], below(place, 1), depth + 1)];
  });
  rejectRepeated(
    entries.map(([key]) => key),
    path,
    'each key of a map once',
  );
  const names = fieldNamesOf(json);
  if (names !== null) return Object.fromEntries(names.map((name, i) => [name, entries[i]?.[1] ?? null]));
  return new Map(entries);
}

function rejectRepeated(items: readonly Value[], path: string, accepted: string): void {
  const order = items
    .map((_, i) => i)
    .sort((i, j) => compareValues(items[i] ?? null, items[j] ?? null) || i - j);
  for (const [place, i] of order.entries()) {
    const before = order[place - 1];
    if (before === undefined || compareValues(items[before] ?? null, items[i] ?? null) !== 0) continue;
    throw new TraceError('EXO202', { path: below(path, i), found: `a repetition of [${before}]`, accepted });
  }
}

function malformed(json: unknown, path: string, accepted: string): TraceError {
  return new TraceError('EXO202', { path, found: describe(json), accepted });
}

function tooDeep(code: 'EXO202' | 'EXO204', path: string): TraceError {
  const found = 'deeper nesting';
  return new TraceError(code, { path, found, accepted: `values nested at most ${DEPTH_MAX} deep` });
}
