/** Up to here no key is forgotten. */
const FREE = 1 << 16;

/**
 * Keys of a fixed number of words, each of which has been asked about: an open hash table. It grows with what is asked
 * as long as that comes up again. Where it does not, as with the steps of a component that never is in a state twice,
 * it starts again from nothing when it is full, and takes no more room.
 */
export class AskedKeys {
  size = 0;
  private cells: Int32Array;
  private mask = 1023;
  /** The number of keys found since the table was made as large as it is, or emptied. */
  private found = 0;

  constructor(
    private readonly words: number,
    private readonly free = FREE,
  ) {
    this.cells = new Int32Array(words * (this.mask + 1));
  }

  /** Whether the key is in the set. No word of a key is below zero. */
  has(key: readonly number[]): boolean {
    const isThere = this.cells[this.cellOf(key)] !== 0;
    if (isThere) this.found += 1;
    return isThere;
  }

  /** Takes in a key that is not in the set. */
  add(key: readonly number[]): void {
    if (2 * (this.size + 1) > this.mask) this.makeRoom();
    this.put(this.cellOf(key), key);
    this.size += 1;
  }

  /** Where the key stands, or would. */
  private cellOf(key: readonly number[]): number {
    const { cells, mask, words } = this;
    let hash = 0;
    for (let k = 0; k < words; k++) {
      hash = Math.imul(hash ^ (key[k] as number), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash, 0x85ebca6b);
    for (let cell = (hash ^ (hash >>> 13)) & mask; ; cell = (cell + 1) & mask) {
      const at = words * cell;
      // The first word is kept as one more, so that zero is an empty cell.
      if (cells[at] === 0) return at;
      if (cells[at] !== (key[0] as number) + 1) continue;
      let k = 1;
      while (k < words && cells[at + k] === key[k]) k++;
      if (k === words) return at;
    }
  }

  private put(at: number, key: readonly number[]): void {
    this.cells[at] = (key[0] as number) + 1;
    for (let k = 1; k < this.words; k++) this.cells[at + k] = key[k] as number;
  }

  private makeRoom(): void {
    const isUseful = this.size < this.free || 2 * this.found >= this.size;
    this.found = 0;
    if (isUseful) this.grow();
    else {
      this.cells.fill(0);
      this.size = 0;
    }
  }

  private grow(): void {
    const { cells: before, words } = this;
    this.mask = 2 * this.mask + 1;
    this.cells = new Int32Array(words * (this.mask + 1));
    for (let at = 0; at < before.length; at += words) {
      if (before[at] === 0) continue;
      const key = Array.from(before.subarray(at, at + words));
      key[0] = (key[0] as number) - 1;
      this.put(this.cellOf(key), key);
    }
  }
}
