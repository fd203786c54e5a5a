import { encodedView } from '../model/encoder.js';
import { hiddenKey, isDense } from '../model/hidden-keys.js';
import { grown } from './arrays.js';
import type { Hash64 } from './hash.js';
import { InternedWords } from './interned-words.js';
import { Leaves } from './leaves.js';
import { PartHashes } from './part-hashes.js';
import { FIRST_SHAPE, LEAF_ZERO, LIST, NO_PART, SINGLE, SMALL_MAX, SMALL_ZERO } from './part-words.js';
import { RecordShapes } from './record-shapes.js';
import { Remade } from './remade.js';

/** Lists and records within each other to this depth; what is deeper is a leaf. */
const DEPTH_MAX = 200;
const PARTS_KEPT = 1 << 12;
/** The number of lists and records that are looked at for properties that their keys do not show; after these, one of each such number. */
const LOOKED_AT = 1 << 14;
const LOOKED_AT_THEN = 16;

/**
 * Plain values as numbers, equal ones the same, by way of their parts, which are numbered too, each once. So a large state that
 * differs from another one in one place takes a few words more, and what its parts are made of is not looked at where they
 * are known to be those of the state before. Equality is that of `encodeValue`, or of
 * `encodeExactly`.
 */
export class PlainTree {
  private readonly roots = new InternedWords();
  private readonly parts = new InternedWords();
  private readonly leaves: Leaves;
  private readonly shapes: RecordShapes;
  private readonly values = new Remade<unknown>(PARTS_KEPT, (part) => this.valueIn(this.parts, part));
  private readonly hashes: PartHashes;
  /** The words of the values that are being written, one inside the other. */
  private stack = new Int32Array(256);
  private used = 0;
  private depth = 0;
  private lookedAt = 0;

  /** The path of what is no plain data starts with `what`. */
  constructor(
    private readonly what: string,
    private readonly isExact = false,
  ) {
    this.leaves = new Leaves(isExact);
    this.shapes = new RecordShapes(FIRST_SHAPE, isExact);
    this.hashes = new PartHashes(this.leaves, this.shapes);
    // Number 0 stands for no part.
    this.parts.intern(this.stack, 0, 0);
  }

  get size(): number {
    return this.roots.size;
  }

  /**
   * The number of a value; a new one, which is `size` before, if it has not been met.
   *
   * @throws ExoError EXO101 for what is no plain data
   */
  intern(value: unknown): number {
    return this.internFrom(value, undefined, -1);
  }

  /**
   * The number of a value that was made from another one that has a number. Nobody can have changed that one: it has to be
   * what `valueOf` gave.
   */
  internFrom(value: unknown, before: unknown, beforeNumber: number): number {
    const { used, depth } = this;
    const known = beforeNumber < 0 ? null : this.roots;
    try {
      if (!this.writes(value, before, known, beforeNumber)) {
        this.used = used;
        this.push(SINGLE);
        this.push(this.partOf(value, undefined, NO_PART));
      }
      return this.roots.intern(this.stack, used, this.used);
    } catch (error) {
      // The path in the error is to begin with the whole.
      encodedView(value, this.what, this.isExact);
      throw error;
    } finally {
      this.used = used;
      this.depth = depth;
    }
  }

  /** The value with a number, deeply frozen. Made anew, but for its parts. */
  valueOf(number: number): unknown {
    return this.valueIn(this.roots, number);
  }

  /** A hash of what the value is, whatever its number. */
  hashOf(number: number, seed: number): Hash64 {
    return this.hashes.of(this.roots, number, seed);
  }

  private push(word: number): void {
    if (this.used === this.stack.length) this.stack = grown(this.stack);
    this.stack[this.used++] = word;
  }

  /**
   * The word of a part. `before` is what stood in its place, and `beforePart` the word of that.
   */
  private partOf(value: unknown, before: unknown, beforePart: number): number {
    // Not by ===, to which 0 and -0 are the same.
    if (beforePart !== NO_PART && Object.is(value, before)) return beforePart;
    if (typeof value === 'number') {
      return (value | 0) === value && value >= -SMALL_MAX && value < SMALL_MAX && !this.isMinusZero(value)
        ? SMALL_ZERO + value
        : LEAF_ZERO + this.leaves.ofPrimitive(value);
    }
    if (typeof value !== 'object' || value === null) return LEAF_ZERO + this.leaves.ofPrimitive(value);
    const { used } = this;
    const isKnown = beforePart > NO_PART;
    if (!this.writes(value, before, isKnown ? this.parts : null, beforePart)) {
      this.used = used;
      return LEAF_ZERO + this.leaves.of(value, this.what);
    }
    const { size } = this.parts;
    const part = this.parts.intern(this.stack, used, this.used);
    this.used = used;
    if (part === size) this.hashes.add(this.parts, part);
    return part;
  }

  private isMinusZero(value: number): boolean {
    return value === 0 && this.isExact && Object.is(value, -0);
  }

  /** Writes the words of a list or record; false for anything else. */
  private writes(value: unknown, before: unknown, table: InternedWords | null, number: number): boolean {
    if (typeof value !== 'object' || value === null || this.depth >= DEPTH_MAX) return false;
    const prototype: unknown = Object.getPrototypeOf(value);
    this.depth += 1;
    let isWritten = false;
    if (Array.isArray(value)) {
      if (prototype === Array.prototype) isWritten = this.writesList(value, before, table, number);
      // What has no prototype is a leaf where that is told apart: code can see it.
    } else if (prototype === Object.prototype || (prototype === null && !this.isExact)) {
      isWritten = this.writesRecord(value as Fields, Object.keys(value), before, table, number);
    }
    this.depth -= 1;
    return isWritten;
  }

  private writesList(
    list: readonly unknown[],
    before: unknown,
    table: InternedWords | null,
    number: number,
  ): boolean {
    // Holes, or properties besides.
    if (this.isLookedAt() ? !isDense(list) : Object.keys(list).length !== list.length) return false;
    const known = table !== null && Array.isArray(before) ? table : null;
    const start = known === null ? 0 : known.startOf(number) + 1;
    const knownLength = known === null ? 0 : known.endOf(number) - start;
    this.push(LIST);
    for (let k = 0; k < list.length; k++) {
      const part =
        k < knownLength && known !== null
          ? this.partOf(list[k], (before as readonly unknown[])[k], known.words[start + k] as number)
          : this.partOf(list[k], undefined, NO_PART);
      this.push(part);
    }
    return true;
  }

  private writesRecord(
    record: Fields,
    names: readonly string[],
    before: unknown,
    table: InternedWords | null,
    number: number,
  ): boolean {
    if (this.isLookedAt()) {
      if (hiddenKey(record, names.length) !== undefined) return false;
    } else if (Object.getOwnPropertySymbols(record).length > 0) return false;
    const ordered = this.shapes.find(names);
    if (ordered === null) return false;
    const { shape, places } = ordered;
    const from = this.used;
    this.push(shape.number);
    const first = this.used;
    for (let k = 0; k < names.length; k++) this.push(NO_PART);
    const isAlike = table !== null && table.words[table.startOf(number)] === shape.number;
    const start = isAlike ? table.startOf(number) + 1 : 0;
    for (let k = 0; k < names.length; k++) {
      const name = names[k] as string;
      const place = places[k] as number;
      const value = record[name];
      if (value === undefined && !this.isExact) {
        this.used = from;
        return this.writesRecord(record, namesOfDefined(record, names), before, table, number);
      }
      const part = isAlike
        ? this.partOf(value, (before as Fields)[name], table.words[start + place] as number)
        : this.partOf(value, undefined, NO_PART);
      this.stack[first + place] = part;
    }
    return true;
  }

  /** Whether the next list or record is looked at for what its keys do not show: that takes longer than all else. */
  private isLookedAt(): boolean {
    this.lookedAt += 1;
    return this.lookedAt <= LOOKED_AT || this.lookedAt % LOOKED_AT_THEN === 0;
  }

  private valueIn(table: InternedWords, number: number): unknown {
    const start = table.startOf(number);
    const kind = table.words[start] as number;
    if (kind === SINGLE) return this.partValue(table.words[start + 1] as number);
    if (kind === LIST) {
      const list: unknown[] = [];
      const end = table.endOf(number);
      for (let at = start + 1; at < end; at++) list.push(this.partValue(table.words[at] as number));
      return Object.freeze(list);
    }
    const { names, places } = this.shapes.shapeOf(kind);
    const record: Record<string, unknown> = {};
    for (let k = 0; k < names.length; k++) {
      const value = this.partValue(table.words[start + 1 + (places[k] as number)] as number);
      define(record, names[k] as string, value);
    }
    return Object.freeze(record);
  }

  private partValue(part: number): unknown {
    if (part < LEAF_ZERO) return part - SMALL_ZERO;
    return part < 0 ? this.leaves.valueOf(part - LEAF_ZERO) : this.values.get(part);
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** A property that is undefined equals one that is absent. */
function namesOfDefined(record: Fields, names: readonly string[]): readonly string[] {
  return names.filter((name) => record[name] !== undefined);
}

function define(record: Record<string, unknown>, name: string, value: unknown): void {
  // An assignment would set the prototype.
  if (name === '__proto__') {
    Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true });
  } else record[name] = value;
}
