import type { Fields } from './format.js';
import { runValue, writtenValue } from './plain.js';
import type { Json } from '../trace.js';

/** Parts of a state as JSON, each by itself: `value`, `status`, and `context.count` for each entry of the context. */
export type FlatFields = ReadonlyMap<string, Json>;

const CONTEXT = 'context.';

/**
 * The parts of a snapshot, or of anything that has fields. What is undefined is left out; entries of `context` are parts of their own.
 *
 * @example
 * console.log([...flatFields({ value: 'idle', context: { count: 1 } })]); // [ [ 'value', 'idle' ], [ 'context.count', 1 ] ]
 */
export function flatFields(state: Readonly<Record<string, unknown>>): FlatFields {
  return new Map(
    parts(state).flatMap(([field, value]): [string, Json][] =>
      value === undefined ? [] : [[field, runValue(value)]],
    ),
  );
}

/**
 * The parts of the `set` of an event: their values are as a run has them already, and one that is gone is `{"#undefined": true}`.
 *
 * @example
 * console.log(JSON.stringify([...writtenFields({ context: { ids: { '#set': [1] } } })])); // [["context.ids",{"#set":[1]}]]
 */
export function writtenFields(set: Fields): FlatFields {
  return new Map(parts(set).map(([field, value]) => [field, writtenValue(value as Json)]));
}

function parts(state: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  return Object.entries(state).flatMap(([field, value]) =>
    field === 'context' && hasEntries(value)
      ? Object.entries(value).map(([key, held]) => [`${CONTEXT}${key}`, held] as const)
      : [[field, value] as const],
  );
}

/** Whether a context has entries; one that is null, a text or a list is a part by itself. */
function hasEntries(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parts by their names as the `set` of an event has them: entries of the context below `context`.
 *
 * @example
 * console.log(JSON.stringify(nestedFields([['context.count', 1]]))); // {"context":{"count":1}}
 */
export function nestedFields(flat: Iterable<readonly [string, Json]>): Fields {
  const top: Record<string, Json> = {};
  const context: Record<string, Json> = {};
  for (const [field, value] of flat) {
    if (field.startsWith(CONTEXT)) context[field.slice(CONTEXT.length)] = value;
    else top[field] = value;
  }
  return { ...top, ...(Object.keys(context).length > 0 && { context }) };
}
