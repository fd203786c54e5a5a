import { LimitReached } from '../limits.js';
import { grown } from './arrays.js';

const CELLS_FIRST = 1 << 10;
/** A cell has a number plus one in this number of bits, and some bits of the hash above, which save most comparisons in vain. */
const NUMBER_BITS = 26;
const NUMBER_MASK = (1 << NUMBER_BITS) - 1;

/**
 * Lists of words, each once, as the numbers 0, 1, 2 … in the order in which they came: an open hash table of the numbers
 * beside the words themselves, which stand one after the other. Ten bytes a list, or so, on top of its own.
 */
export class InternedWords {
  size = 0;
  /** All lists, each from its `startOf` to that of the next one. Replaced as it grows. */
  words = new Int32Array(CELLS_FIRST);
  private starts = new Int32Array(CELLS_FIRST);
  private cells = new Int32Array(CELLS_FIRST);

  /** The number of a list that stands in an array; a new one, which is `size` before, if it has not been met. */
  intern(given: Int32Array, from: number, to: number): number {
    const hash = hashOf(given, from, to);
    const { cells } = this;
    const mask = cells.length - 1;
    const tag = hash & ~NUMBER_MASK;
    let at = hash & mask;
    for (; cells[at] !== 0; at = (at + 1) & mask) {
      const cell = cells[at] as number;
      if ((cell & ~NUMBER_MASK) !== tag) continue;
      const known = (cell & NUMBER_MASK) - 1;
      if (this.holds(known, given, from, to)) return known;
    }
    const number = this.append(given, from, to);
    cells[at] = tag | (number + 1);
    if (3 * this.size > 2 * mask) this.grow();
    return number;
  }

  startOf(number: number): number {
    return this.starts[number] as number;
  }

  /** Behind the last word of a list. */
  endOf(number: number): number {
    return this.starts[number + 1] as number;
  }

  private holds(number: number, given: Int32Array, from: number, to: number): boolean {
    const { words } = this;
    const start = this.startOf(number);
    if (this.endOf(number) - start !== to - from) return false;
    for (let k = from; k < to; k++) if (words[start + k - from] !== given[k]) return false;
    return true;
  }

  private append(given: Int32Array, from: number, to: number): number {
    const number = this.size;
    if (number + 2 > NUMBER_MASK) throw new LimitReached('memoryMaxBytes');
    const start = this.startOf(number);
    const end = start + to - from;
    while (end > this.words.length) this.words = grown(this.words);
    if (number + 1 === this.starts.length) this.starts = grown(this.starts);
    for (let k = from; k < to; k++) this.words[start + k - from] = given[k] as number;
    this.starts[number + 1] = end;
    this.size = number + 1;
    return number;
  }

  private grow(): void {
    const { words } = this;
    const cells = new Int32Array(2 * this.cells.length);
    const mask = cells.length - 1;
    for (let number = 0; number < this.size; number++) {
      const hash = hashOf(words, this.startOf(number), this.endOf(number));
      let at = hash & mask;
      while (cells[at] !== 0) at = (at + 1) & mask;
      cells[at] = (hash & ~NUMBER_MASK) | (number + 1);
    }
    this.cells = cells;
  }
}

function hashOf(words: Int32Array, from: number, to: number): number {
  let hash = to - from;
  for (let at = from; at < to; at++) {
    hash = Math.imul(hash ^ (words[at] as number), 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 13);
}
