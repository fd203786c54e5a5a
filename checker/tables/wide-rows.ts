import { grown } from './arrays.js';

const CELLS_FIRST = 1 << 10;

/**
 * The rows of rules that read several slots, by the rule's node and the local states of all of these: an open hash
 * table of places in a list of keys, each of which is the node, the row, and the local states.
 */
export class WideRows {
  size = 0;
  /** The place of a key; zero is an empty cell. */
  private cells = new Int32Array(CELLS_FIRST);
  private keys = new Int32Array(4096);
  private used = 1;

  /** The row; 0 if there is none. `hash` is that of the node and the local states. */
  get(hash: number, node: number, slots: readonly number[], locals: Int32Array): number {
    const { cells, keys } = this;
    const mask = cells.length - 1;
    for (let cell = hash & mask; ; cell = (cell + 1) & mask) {
      const at = cells[cell] as number;
      if (at === 0) return 0;
      if (keys[at] !== node) continue;
      let k = 0;
      while (k < slots.length && keys[at + 3 + k] === locals[slots[k] as number]) k++;
      if (k === slots.length) return keys[at + 1] as number;
    }
  }

  /** Takes in a row; there must be none for this node and these local states yet. */
  set(hash: number, node: number, slots: readonly number[], locals: Int32Array, row: number): void {
    if (2 * (this.size + 1) > this.cells.length) this.grow();
    while (this.used + 3 + slots.length > this.keys.length) this.keys = grown(this.keys);
    const at = this.used;
    this.keys[at] = node;
    this.keys[at + 1] = row;
    this.keys[at + 2] = hash;
    slots.forEach((slot, k) => (this.keys[at + 3 + k] = locals[slot] as number));
    this.used += 3 + slots.length;
    this.enter(at, hash);
    this.size += 1;
  }

  private enter(at: number, hash: number): void {
    const mask = this.cells.length - 1;
    let cell = hash & mask;
    while (this.cells[cell] !== 0) cell = (cell + 1) & mask;
    this.cells[cell] = at;
  }

  private grow(): void {
    const before = this.cells;
    this.cells = new Int32Array(2 * before.length);
    for (const at of before) if (at !== 0) this.enter(at, this.keys[at + 2] as number);
  }
}

/** The hash of a node and the local states of some slots. */
export function wideHash(node: number, slots: readonly number[], locals: Int32Array): number {
  let hash = Math.imul(node, 0x9e3779b1);
  for (let k = 0; k < slots.length; k++) {
    hash = Math.imul(hash ^ (locals[slots[k] as number] as number), 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}
