import type { Json } from '../trace.js';

/**
 * Any data of a program as JSON, for a run: what is alike gives alike JSON, and what differs does not.
 *
 * References to actors and errors are written as XState persists them, with `xstate$$type`; what JSON has no form for gets a `#`, as in ITF:
 * `{"#set": […]}`, `{"#map": [[key, value], …]}`, `{"#bigint": "1"}`, `{"#number": "NaN"}`, `{"#undefined": true}`. An undefined entry of
 * an object is left out. An instance of a class is written as its entries.
 *
 * @example
 * console.log(JSON.stringify(runValue({ seen: new Set([1]), gone: undefined }))); // {"seen":{"#set":[1]}}
 */
export function runValue(value: unknown): Json {
  return valueOf(value, []);
}

function valueOf(value: unknown, ancestors: readonly object[]): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { '#number': textOfNumber(value) };
    case 'bigint':
      return { '#bigint': String(value) };
    case 'undefined':
      return { [UNDEFINED_KEY]: true };
    case 'object':
      return value === null ? null : valueOfObject(value, ancestors);
    default:
      return { '#other': String(value) };
  }
}

function textOfNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function valueOfObject(value: object, ancestors: readonly object[]): Json {
  if (ancestors.includes(value)) return { '#cycle': ancestors.length - ancestors.indexOf(value) };
  const inside = [...ancestors, value];
  const map = (part: unknown): Json => valueOf(part, inside);
  if (Array.isArray(value)) return Array.from(value as unknown[], map);
  if (value instanceof Set) return { '#set': sorted([...value].map(map)) };
  if (value instanceof Map) return { '#map': sorted([...value].map(([key, held]) => [map(key), map(held)])) };
  if (value instanceof Error) return { xstate$$type: 'error', name: value.name, message: value.message };
  if (value instanceof Date) return { '#date': Number.isNaN(value.getTime()) ? 'none' : value.toISOString() };
  if (isActor(value)) return { xstate$$type: 1, id: value.id };
  const entries = Object.entries(value).flatMap(([key, held]): [string, Json][] =>
    held === undefined ? [] : [[key, map(held)]],
  );
  // A key of the object's own must not pass for one of ours.
  return entries.some(([key]) => key.startsWith('#'))
    ? { '#map': sorted(entries) }
    : Object.fromEntries(entries);
}

/** A reference to an actor, of whichever copy of XState. */
function isActor(value: object): value is { readonly id: string } {
  return 'sessionId' in value && 'id' in value && typeof value.id === 'string' && 'getSnapshot' in value;
}

/** Sets and maps have no order. */
function sorted(parts: readonly Json[]): readonly Json[] {
  return parts.length < 2 ? parts : [...parts].sort((a, b) => (keyOfJson(a) < keyOfJson(b) ? -1 : 1));
}

const UNDEFINED_KEY = '#undefined';

/**
 * A value of a run, as `runValue` would have written it: a file may be made of other logs, and give the members of a set in another order, or an
 * entry that is undefined. What `runValue` gives stays as it is, which is not so of `runValue` itself: that takes `{"#set": []}` for
 * an object of the program's own.
 *
 * @example
 * console.log(JSON.stringify(writtenValue({ seen: { '#set': [2, 1] }, gone: { '#undefined': true } }))); // {"seen":{"#set":[1,2]}}
 */
export function writtenValue(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(writtenValue);
  if (isUndefined(value)) return value;
  const entries = Object.entries(value).flatMap(([key, held]): [string, Json][] => {
    if (isUndefined(held)) return [];
    const written = writtenValue(held);
    return [[key, (key === '#set' || key === '#map') && isList(written) ? sorted(written) : written]];
  });
  return Object.fromEntries(entries);
}

/** Whether this is what a run has for undefined. */
function isUndefined(value: Json): boolean {
  return typeof value === 'object' && value !== null && !isList(value) && value[UNDEFINED_KEY] === true;
}

/**
 * JSON as a text that is the same for equal values: keys in order.
 *
 * @example
 * console.log(keyOfJson({ b: 1, a: [2] })); // {"a":[2],"b":1}
 */
export function keyOfJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(keyOfJson).join(',')}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${keyOfJson(value[key] ?? null)}`).join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
