import { assert } from '../../errors/index.js';
import { encodedView } from '../model/encoder.js';
import { hiddenKey } from '../model/hidden-keys.js';
import { InternedBytes } from './interned-bytes.js';

/** The number of parts that are remembered at most. */
const PARTS_MAX = 1 << 15;
/** The number of values that are looked at for properties that their keys do not show; after these, one of each such number. */
const LOOKED_AT = 1 << 14;
const LOOKED_AT_THEN = 16;

/** Where flat records that begin alike part: by the next name and its value. */
interface Branch {
  /** The name that came first; hardly ever does another one come. Null before. */
  name: string | null;
  /** By the value behind that name. */
  readonly next: Map<unknown, Branch>;
  /** By another name, and then by the value behind it; null until one comes. */
  others: Map<string, Map<unknown, Branch>> | null;
  /** The id of the record that ends here. */
  id: number;
}

/**
 * Plain values, such as events and effects, as small numbers; equal ones the same, where equal is what `encodeExactly` takes for
 * equal: code may look at the order of a Set that it is sent. Components and rules make them anew each time, and nearly all are flat records of which there are few kinds, so most are found by their parts, one after
 * the other, which is faster than to make their canonical bytes.
 */
export class Values<T> {
  private readonly bytes = new InternedBytes();
  private readonly values: T[] = [];
  private readonly root = emptyBranch();
  private parts = 0;
  private lookedAt = 0;

  constructor(
    private readonly what: string,
    private readonly max: number,
  ) {}

  /** All values, in the order in which they came. */
  get all(): readonly T[] {
    return this.values;
  }

  get size(): number {
    return this.values.length;
  }

  intern(value: T): number {
    const end = isRecord(value) && !this.hidesSomething(value) ? this.endOf(value) : null;
    if (end !== null && end.id >= 0) return end.id;
    const id = this.bytes.intern(encodedView(value, this.what, true));
    assert(id < this.max, 'events and effects fit their ids');
    if (id === this.values.length) this.values.push(value);
    if (end !== null) end.id = id;
    return id;
  }

  valueOf(id: number): T {
    assert(id < this.values.length, 'the id of a value is known');
    return this.values[id] as T;
  }

  private hidesSomething(record: object): boolean {
    this.lookedAt += 1;
    if (this.lookedAt > LOOKED_AT && this.lookedAt % LOOKED_AT_THEN !== 0)
      return Object.getOwnPropertySymbols(record).length > 0;
    return hiddenKey(record, Object.keys(record).length) !== undefined;
  }

  /**
   * Where a flat record, of nothing but strings, numbers and booleans, with these parts in this order ends; null if it is not
   * flat, or new and there is no room for it.
   */
  private endOf(record: Readonly<Record<string, unknown>>): Branch | null {
    let at = this.root;
    for (const name in record) {
      const part = record[name];
      const kind = typeof part;
      if (kind !== 'string' && kind !== 'number' && kind !== 'boolean') return null;
      // A map takes -0 for 0.
      if (Object.is(part, -0)) return null;
      at.name ??= name;
      const next = at.name === name ? at.next : this.behindOther(at, name);
      const branch = next?.get(part) ?? this.newBranch(next, part);
      if (branch === null) return null;
      at = branch;
    }
    return at;
  }

  /** By value, what comes behind a name that is not the first one there; null if there is no room for it. */
  private behindOther(at: Branch, name: string): Map<unknown, Branch> | null {
    at.others ??= new Map();
    const known = at.others.get(name);
    if (known !== undefined) return known;
    if (this.parts >= PARTS_MAX) return null;
    const next = new Map<unknown, Branch>();
    this.parts += 1;
    at.others.set(name, next);
    return next;
  }

  private newBranch(next: Map<unknown, Branch> | null, part: unknown): Branch | null {
    if (next === null || this.parts >= PARTS_MAX) return null;
    const fresh = emptyBranch();
    this.parts += 1;
    next.set(part, fresh);
    return fresh;
  }
}

function emptyBranch(): Branch {
  return { name: null, next: new Map(), others: null, id: -1 };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  return Object.getPrototypeOf(value) === Object.prototype;
}
