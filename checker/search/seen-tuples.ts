import { SEEN_FACTOR, SEEN_SHIFT } from '../loop/seen-code.js';
import type { Arrays } from '../tables/arrays.js';
import type { SlotNotes } from './slot-notes.js';

const CELLS_AT_FIRST = 1 << 10;
/** The most cells; half of them are used at most. With more it would not stay in the cache. */
const CELLS_MAX = 1 << 16;

/**
 * What properties have seen of whole states for which all of them held: one class for each slot that is seen, in a hash
 * table that compiled code reads. A state that looks like one of these does not have to be asked about.
 */
export class SeenTuples {
  /** The slots that are seen. */
  readonly slots: Int32Array;
  /** Where a key is put together, by compiled code or here. */
  readonly key: Int32Array;
  cells: Int32Array;
  /** The number of cells, less one. */
  mask = CELLS_AT_FIRST - 1;
  private size = 0;

  constructor(
    slots: readonly number[],
    private readonly classes: SlotNotes,
    private readonly arrays: Arrays,
  ) {
    this.slots = arrays.words(slots.length);
    this.slots.set(slots);
    this.key = arrays.words(slots.length);
    this.cells = arrays.words(slots.length * CELLS_AT_FIRST);
  }

  /** Takes in a state for which all properties held, if all classes are known and there is room. */
  add(tuple: Int32Array): void {
    const { key, slots, classes } = this;
    for (let k = 0; k < key.length; k++) {
      const slot = slots[k] as number;
      key[k] = classes.of(slot, tuple[slot] as number);
      if (key[k] === 0) return;
    }
    if (2 * this.size > this.mask && !this.grow()) return;
    this.put(key);
  }

  private put(key: Int32Array): void {
    const { cells } = this;
    const words = key.length;
    let cell = hashOf(key) & this.mask;
    for (; cells[words * cell] !== 0; cell = (cell + 1) & this.mask) {
      const at = words * cell;
      if (key.every((word, k) => cells[at + k] === word)) return;
    }
    cells.set(key, words * cell);
    this.size += 1;
  }

  /** Whether there was room for twice as many cells. */
  private grow(): boolean {
    if (this.mask + 1 >= CELLS_MAX) return false;
    const { cells, key } = this;
    this.mask = 2 * this.mask + 1;
    this.cells = this.arrays.words(key.length * (this.mask + 1));
    this.size = 0;
    for (let at = 0; at < cells.length; at += key.length) {
      if (cells[at] !== 0) this.put(cells.subarray(at, at + key.length));
    }
    return true;
  }
}

function hashOf(key: Int32Array): number {
  let hash = 0;
  for (const word of key) {
    hash = Math.imul(hash ^ word, SEEN_FACTOR);
    hash ^= hash >>> SEEN_SHIFT;
  }
  return hash;
}
