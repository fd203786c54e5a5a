import type { Batch } from '../tables/batch.js';
import { LimitReached } from '../limits.js';

const PAGE_STATES = 1 << 14;
const LOAD_MAX = 0.6;

/**
 * The set of visited states, each kept whole: no two different states are ever taken for the same one. Open
 * addressing over the states' numbers; the tuples stand in pages of four bytes a local state.
 */
export class ExactSet {
  /** The state's number plus one; zero is an empty cell. */
  private cells = new Uint32Array(1 << 14);
  private readonly pages: Int32Array[] = [];
  private readonly tuple: Int32Array;
  size = 0;

  constructor(
    private readonly width: number,
    private readonly bytesMax: number,
  ) {
    this.tuple = new Int32Array(width);
  }

  get bytes(): number {
    return this.cells.byteLength + this.pages.length * this.width * PAGE_STATES * 4;
  }

  /** Like `FingerprintSet.keepNew`. */
  keepNew(batch: Batch, fresh: Int32Array): number {
    if (this.size + batch.count > this.cells.length * LOAD_MAX) this.grow(batch.count);
    let found = 0;
    for (let i = 0; i < batch.count; i++) {
      batch.copyTuple(i, this.tuple);
      if (this.insert(this.tuple)) fresh[found++] = i;
    }
    return found;
  }

  private insert(tuple: Int32Array): boolean {
    const mask = this.cells.length - 1;
    for (let at = mix(tuple) & mask; ; at = (at + 1) & mask) {
      const cell = this.cells[at] as number;
      if (cell === 0) {
        this.cells[at] = this.append(tuple) + 1;
        return true;
      }
      if (this.holds(cell - 1, tuple)) return false;
    }
  }

  private holds(state: number, tuple: Int32Array): boolean {
    const page = this.pages[(state / PAGE_STATES) | 0] as Int32Array;
    const from = (state % PAGE_STATES) * this.width;
    for (let slot = 0; slot < this.width; slot++) if (page[from + slot] !== tuple[slot]) return false;
    return true;
  }

  private append(tuple: Int32Array): number {
    const state = this.size++;
    const page = (state / PAGE_STATES) | 0;
    if (page === this.pages.length) this.pages.push(new Int32Array(PAGE_STATES * this.width));
    (this.pages[page] as Int32Array).set(tuple, (state % PAGE_STATES) * this.width);
    return state;
  }

  private grow(more: number): void {
    let length = this.cells.length;
    while (this.size + more > length * LOAD_MAX) length *= 2;
    if (this.bytes + 4 * length > this.bytesMax) throw new LimitReached('memoryMaxBytes');
    const cells = new Uint32Array(length);
    for (let state = 0; state < this.size; state++) {
      const page = this.pages[(state / PAGE_STATES) | 0] as Int32Array;
      const from = (state % PAGE_STATES) * this.width;
      let at = mix(page.subarray(from, from + this.width)) & (length - 1);
      while (cells[at] !== 0) at = (at + 1) & (length - 1);
      cells[at] = state + 1;
    }
    this.cells = cells;
  }
}

function mix(tuple: Int32Array): number {
  let hash = 0;
  for (let slot = 0; slot < tuple.length; slot++) {
    hash = Math.imul(hash ^ (tuple[slot] as number), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
