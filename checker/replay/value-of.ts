import type { Value } from '../../traces/index.js';

/**
 * Plain data as a value of a trace: what is undefined is left out (null inside a list), and what traces have no
 * form for, fractions and NaN, is written out as a string.
 */
export function valueOf(data: unknown): Value {
  switch (typeof data) {
    case 'boolean':
    case 'string':
    case 'bigint':
      return data;
    case 'number':
      return Number.isInteger(data) ? data : String(data);
    case 'object':
      return data === null ? null : valueOfObject(data);
    default:
      return data === undefined ? null : String(data);
  }
}

function valueOfObject(data: object): Value {
  if (Array.isArray(data)) return data.map(valueOf);
  if (data instanceof Set) return new Set([...data].map(valueOf));
  if (data instanceof Map) return new Map([...data].map(([key, held]) => [valueOf(key), valueOf(held)]));
  const present = Object.entries(data).filter(([, held]) => held !== undefined);
  return Object.fromEntries(present.map(([name, held]) => [name, valueOf(held)]));
}
