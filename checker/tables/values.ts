import { assert } from '../errors.js';
import { encodeValue } from '../model/encoding.js';
import { InternedBytes } from './interned-bytes.js';

/** Keys that are known without encoding the value. */
const KEYS_MAX = 1 << 14;

/**
 * Plain values, such as events and effects, as small numbers; equal ones the same. Components and rules make them anew
 * each time, and nearly all are flat records of which there are few kinds, so most are known by a key of their parts
 * that is made faster than their canonical bytes.
 */
export class Values<T> {
  private readonly bytes = new InternedBytes();
  private readonly values: T[] = [];
  private readonly idOfKey = new Map<string, number>();

  constructor(
    private readonly what: string,
    private readonly max: number,
  ) {}

  /** All values, in the order in which they came. */
  get all(): readonly T[] {
    return this.values;
  }

  intern(value: T): number {
    const key = flatKey(value);
    const known = key === undefined ? undefined : this.idOfKey.get(key);
    if (known !== undefined) return known;
    const id = this.bytes.intern(encodeValue(value, this.what));
    assert(id < this.max, 'events and effects fit their ids');
    if (id === this.values.length) this.values.push(value);
    if (key !== undefined && this.idOfKey.size < KEYS_MAX) this.idOfKey.set(key, id);
    return id;
  }

  valueOf(id: number): T {
    assert(id < this.values.length, 'the id of a value is known');
    return this.values[id] as T;
  }
}

/** The same for equal flat records of primitive values with keys in the same order; undefined for all else. */
function flatKey(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  if (Object.getOwnPropertySymbols(value).length > 0) return undefined;
  let key = '';
  for (const name of Object.keys(value)) {
    const part = (value as Record<string, unknown>)[name];
    if (typeof part === 'string') key += `${name.length}"${name}${part.length}"${part}`;
    else if (typeof part === 'number') key += `${name.length}#${name}${part};`;
    else if (typeof part === 'boolean') key += `${name.length}?${name}${String(part)};`;
    else return undefined;
  }
  return key;
}
