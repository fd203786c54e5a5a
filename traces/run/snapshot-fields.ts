import type { Fields } from './format.js';
import { runValue } from './plain.js';
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
  const flat = new Map<string, Json>();
  const add = (field: string, value: unknown): void => {
    if (value !== undefined) flat.set(field, runValue(value));
  };
  for (const [field, value] of Object.entries(state)) {
    if (field !== 'context') add(field, value);
    else for (const [key, held] of Object.entries((value ?? {}) as object)) add(`${CONTEXT}${key}`, held);
  }
  return flat;
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
