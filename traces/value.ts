import { unreachable } from '../errors/index.js';
import { describe, TraceError } from './trace-error.js';
import type { Value } from './trace.js';

/**
 * Tells what a value is, in canonical form: integers are bigints, sets are sorted and without repetition, maps
 * are sorted by key, and records by the code units of their names. Two values are the same exactly when their
 * forms are.
 *
 * Throws a `TraceError` (`EXO204`) that names `path` for whatever is no value.
 */
export function formOf(value: Value, path = 'value'): Form {
  if (value === null) return { kind: 'null' };
  switch (typeof value) {
    case 'boolean':
      return { kind: 'boolean', value };
    case 'string':
      return { kind: 'string', value };
    case 'number':
      if (!Number.isInteger(value)) throw unwritable(value, path);
      return { kind: 'integer', value: BigInt(value) };
    case 'bigint':
      return { kind: 'integer', value };
    case 'object':
      return formOfCompound(value, path);
    default:
      throw unwritable(value, path);
  }
}

export type Form =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'list' | 'set'; readonly items: readonly Value[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Value, Value])[] }
  | { readonly kind: 'record'; readonly fields: readonly (readonly [string, Value])[] };

/**
 * Whether two values are equal in structure.
 *
 * @example
 * console.log(sameValue(new Set([1n, 2n]), new Set([2n, 1n]))); // true
 */
export function sameValue(a: Value, b: Value): boolean {
  return compareValues(a, b) === 0;
}

const KINDS: readonly Form['kind'][] = [
  'null',
  'boolean',
  'integer',
  'string',
  'list',
  'set',
  'map',
  'record',
];

/** The total order that makes sets and maps canonical: by kind, then by content. */
export function compareValues(a: Value, b: Value, path?: string): number {
  const [left, right] = [formOf(a, path), formOf(b, path)];
  if (left.kind !== right.kind) return KINDS.indexOf(left.kind) - KINDS.indexOf(right.kind);
  if ('value' in left && 'value' in right) return compareAtoms(left.value, right.value);
  return compareLists(partsOf(left), partsOf(right), path);
}

function formOfCompound(value: Value & object, path: string): Form {
  if (isList(value)) return { kind: 'list', items: Array.from(value) };
  if (isSet(value)) return { kind: 'set', items: sortedItems(value, path) };
  if (isMap(value)) return { kind: 'map', entries: sortedEntries(value, path) };
  if (!isRecord(value)) throw unwritable(value, path);
  const fields = Object.entries(value).sort(([a], [b]) => compareAtoms(a, b));
  return { kind: 'record', fields };
}

function sortedItems(set: ReadonlySet<Value>, path: string): Value[] {
  return distinct([...set].sort((a, b) => compareValues(a, b, path)));
}

function distinct(sorted: readonly Value[]): Value[] {
  return sorted.filter((item, i) => i === 0 || compareValues(sorted[i - 1] ?? null, item) !== 0);
}

function sortedEntries(map: ReadonlyMap<Value, Value>, path: string): [Value, Value][] {
  const entries = [...map].sort(([a], [b]) => compareValues(a, b, path));
  const distinctKeys = distinct(entries.map(([key]) => key)).length;
  if (distinctKeys === entries.length) return entries;
  throw new TraceError('EXO204', { path, found: 'a map with equal keys', accepted: 'each key once' });
}

function partsOf(form: Form): readonly Value[] {
  switch (form.kind) {
    case 'list':
    case 'set':
      return form.items;
    case 'map':
      return form.entries.flat();
    case 'record':
      return form.fields.flat();
    case 'null':
    case 'boolean':
    case 'integer':
    case 'string':
      return [];
    default:
      return unreachable(form);
  }
}

function compareLists(a: readonly Value[], b: readonly Value[], path?: string): number {
  for (const [i, item] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    const order = compareValues(item, other, path);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareAtoms<T extends boolean | bigint | string>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function unwritable(thing: unknown, path: string): TraceError {
  const accepted = 'null, booleans, integers, strings, lists, sets, maps, and plain records';
  return new TraceError('EXO204', { path, found: describe(thing), accepted });
}

function isList(value: Value & object): value is readonly Value[] {
  return Array.isArray(value);
}

function isSet(value: Value & object): value is ReadonlySet<Value> {
  return value instanceof Set;
}

function isMap(value: Value & object): value is ReadonlyMap<Value, Value> {
  return value instanceof Map;
}

/** Whether a value is a record, neither a list nor a set nor a map. */
export function isRecord(value: unknown): value is { readonly [key: string]: Value } {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
