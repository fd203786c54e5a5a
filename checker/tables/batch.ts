import { assert } from '../../errors/index.js';
import { grown, moved, usualArrays, type Arrays } from './arrays.js';

/** A change packs a slot and its new local state into one word: 7 bits and 24. */
export const STATE_BITS = 24;
export const STATE_MASK = (1 << STATE_BITS) - 1;
export const NO_CHANGE = -1;
export const SLOTS_MAX = 128;
export const ACTIONS_MAX = 256;
/**
 * Words a successor: fingerprint low and high; the parent's place (23 bits) and action (8); its place among the
 * parent's successors; two changes.
 */
export const WORDS = 6;
/** Fingerprints that the filter of a batch holds, so that it stays in the processor's second-level cache. */
export const RECENT = 1 << 15;
/** Batches of about this many successors: enough to overlap cache misses, few enough to stay in the cache. */
export const BATCH_SUCCESSORS = 128;
/** The most parents of a batch, where they have few successors that are kept. */
export const BATCH_PARENTS = 1024;

export function isFull({ count, parents }: Batch): boolean {
  return count >= BATCH_SUCCESSORS || parents >= BATCH_PARENTS;
}

export function packChange(slot: number, state: number): number {
  return (slot << STATE_BITS) | state;
}

export function changedSlot(change: number): number {
  return change >> STATE_BITS;
}

/**
 * Successors of some states, as fingerprints and changes against their parents. The visited set takes a whole
 * batch at once, which lets the processor overlap the cache misses of its look-ups.
 *
 * One or two changes stand with the successor. Where there are more, they stand elsewhere in the batch, as a
 * count and that many words, and the first change is minus two minus their place.
 */
export class Batch {
  count = 0;
  /** How many successors were made, by action: those kept and those that the filter has dropped. */
  madeBy = new Int32Array(ACTIONS_MAX);
  /**
   * Fingerprints met lately, two words each at the place of their low bits: a successor with one of them has been
   * visited, or is about to be, and is counted but not kept. Null where every successor is wanted.
   */
  recent: Int32Array | null = null;
  /** Successors of the open parent so far. */
  ordinal = 0;
  words = new Int32Array(WORDS * 4096);
  longer = new Int32Array(16_384);
  private longerUsed = 0;

  parents = 0;
  /** The parents' tuples, one after the other. */
  parentTuples: Int32Array;
  /** The parents' numbers in the order of discovery. */
  parentNumbers = new Float64Array(64);
  private arrays = usualArrays;

  constructor(readonly width: number) {
    this.parentTuples = new Int32Array(64 * width);
  }

  /** Goes on in other arrays, with room for as many parents as a full batch has. */
  moveTo(arrays: Arrays): void {
    while (this.parentNumbers.length < BATCH_PARENTS) this.enlargeParents();
    this.arrays = arrays;
    this.words = moved(this.words, arrays);
    this.longer = moved(this.longer, arrays);
    this.madeBy = moved(this.madeBy, arrays);
    this.parentTuples = moved(this.parentTuples, arrays);
    this.parentNumbers = this.numbersLike(this.parentNumbers.length);
    if (this.recent !== null) this.recent = moved(this.recent, arrays);
  }

  clear(): void {
    this.count = 0;
    this.madeBy.fill(0);
    this.longerUsed = 0;
    this.parents = 0;
  }

  /** Opens a parent; the successors added from now on are its own. Returns where to write its tuple. */
  open(number: number): number {
    const parent = this.parents++;
    if (parent === this.parentNumbers.length) this.enlargeParents();
    this.parentNumbers[parent] = number;
    this.ordinal = 0;
    return parent * this.width;
  }

  /** The origin of all successors of the open parent, but for the action. */
  get originOfOpen(): number {
    return (this.parents - 1) << 8;
  }

  /** Twice the room for successors. */
  enlarge(): Int32Array<ArrayBuffer> {
    this.words = grown(this.words, this.arrays);
    return this.words;
  }

  /** Adds a successor of the open parent, with at most two changes. */
  add(low: number, high: number, action: number, change: number, change2: number): void {
    this.madeBy[action] = (this.madeBy[action] as number) + 1;
    const ordinal = this.ordinal++;
    if (this.recent !== null && isRecent(this.recent, low, high)) return;
    const to = WORDS * this.count++;
    const words = to === this.words.length ? this.enlarge() : this.words;
    words[to] = low;
    words[to + 1] = high;
    words[to + 2] = this.originOfOpen | action;
    words[to + 3] = ordinal;
    words[to + 4] = change;
    words[to + 5] = change2;
  }

  /** Adds a successor of the open parent: the first `length` words of `path` are its changes. */
  addPath(low: number, high: number, action: number, path: Int32Array, length: number): void {
    while (this.longerUsed + length + 1 > this.longer.length) this.longer = grown(this.longer, this.arrays);
    const at = this.longerUsed;
    this.longer[at] = length;
    for (let k = 0; k < length; k++) this.longer[at + 1 + k] = path[k] as number;
    this.longerUsed = at + 1 + length;
    this.add(low, high, action, -2 - at, NO_CHANGE);
  }

  /** The first half of the fingerprint of successor `i`. */
  lowOf(i: number): number {
    return this.words[WORDS * i] as number;
  }

  /** The second half of the fingerprint of successor `i`. */
  highOf(i: number): number {
    return this.words[WORDS * i + 1] as number;
  }

  actionOf(i: number): number {
    return (this.words[WORDS * i + 2] as number) & 0xff;
  }

  parentOf(i: number): number {
    return (this.words[WORDS * i + 2] as number) >>> 8;
  }

  /** The number of the state that successor `i` follows. */
  parentNumberOf(i: number): number {
    return this.parentNumbers[this.parentOf(i)] as number;
  }

  /** The place of successor `i` among the successors of its parent. */
  ordinalOf(i: number): number {
    return this.words[WORDS * i + 3] as number;
  }

  /** How many changes successor `i` may have; some may be `NO_CHANGE`. */
  changeCountOf(i: number): number {
    const first = this.words[WORDS * i + 4] as number;
    return first < NO_CHANGE ? (this.longer[-2 - first] as number) : 2;
  }

  /** The k-th change of successor `i`. */
  changeOf(i: number, k: number): number {
    const first = this.words[WORDS * i + 4] as number;
    if (first < NO_CHANGE) return this.longer[-1 - first + k] as number;
    return this.words[WORDS * i + 4 + k] as number;
  }

  /** The local state that a slot had in the parent of successor `i`. */
  parentStateOf(i: number, slot: number): number {
    return this.parentTuples[this.parentOf(i) * this.width + slot] as number;
  }

  /** Writes the parent's tuple of successor `i`. */
  copyParent(i: number, into: Int32Array): void {
    const from = this.parentOf(i) * this.width;
    for (let slot = 0; slot < this.width; slot++) into[slot] = this.parentTuples[from + slot] as number;
  }

  /** Writes the tuple of successor `i`. */
  copyTuple(i: number, into: Int32Array): void {
    const { words, parentTuples, width } = this;
    const from = ((words[WORDS * i + 2] as number) >>> 8) * width;
    for (let slot = 0; slot < width; slot++) into[slot] = parentTuples[from + slot] as number;
    const first = words[WORDS * i + 4] as number;
    if (first >= 0) into[first >> STATE_BITS] = first & STATE_MASK;
    const second = words[WORDS * i + 5] as number;
    if (second >= 0) into[second >> STATE_BITS] = second & STATE_MASK;
    if (first >= NO_CHANGE) return;
    const longer = this.longer;
    const end = -1 - first + (longer[-2 - first] as number);
    for (let at = -1 - first; at < end; at++) {
      const change = longer[at] as number;
      into[change >> STATE_BITS] = change & STATE_MASK;
    }
  }

  /** Makes `into` a batch of one: successor `i` and its parent. */
  copyOne(i: number, into: Batch): void {
    const from = this.parentOf(i) * this.width;
    const at = WORDS * i;
    const changes = Array.from({ length: this.changeCountOf(i) }, (_, k) => this.changeOf(i, k));
    const path = Int32Array.from(changes.filter((change) => change !== NO_CHANGE));
    into.clear();
    const to = into.open(this.parentNumberOf(i));
    for (let slot = 0; slot < this.width; slot++) {
      into.parentTuples[to + slot] = this.parentTuples[from + slot] as number;
    }
    into.addPath(this.words[at] as number, this.words[at + 1] as number, this.actionOf(i), path, path.length);
  }

  private enlargeParents(): void {
    assert(this.parents < 1 << 23, 'parents fit the origin word');
    this.parentTuples = grown(this.parentTuples, this.arrays);
    this.parentNumbers = this.numbersLike(2 * this.parentNumbers.length);
  }

  /** The numbers of the parents, in an array of this length. */
  private numbersLike(length: number): Float64Array<ArrayBuffer> {
    const { buffer, byteOffset } = this.arrays.words(2 * length);
    const numbers = new Float64Array(buffer, byteOffset, length);
    numbers.set(this.parentNumbers);
    return numbers;
  }
}

/** Whether a fingerprint was met lately; if not, it is from now on. */
export function isRecent(recent: Int32Array, low: number, high: number): boolean {
  const at = (low & (RECENT - 1)) << 1;
  if (recent[at] === low && recent[at + 1] === high) return true;
  recent[at] = low;
  recent[at + 1] = high;
  return false;
}

/** A filter that knows no fingerprint: each place holds a value that belongs elsewhere, so not even zero matches. */
export function newRecent(): Int32Array {
  const recent = new Int32Array(2 * RECENT);
  for (let place = 0; place < RECENT; place++) recent[2 * place] = place ^ 1;
  return recent;
}
