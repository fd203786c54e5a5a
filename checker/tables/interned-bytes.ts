import { assert } from '../../errors/index.js';
import { LimitReached } from '../limits.js';
import { grown } from './arrays.js';

const PAGE_BITS = 18;
const PAGE_BYTES = 1 << PAGE_BITS;
/** Positions are 32-bit numbers. */
const BYTES_MAX = 2 ** 32;
const CELLS_FIRST = 1 << 10;

/**
 * Byte strings, each once, as the numbers 0, 1, 2 … in the order in which they came. The bytes stand one after the
 * other in pages, with their lengths before them, and are found by an open hash table of the numbers: some ten bytes
 * a string on top of its own, where a `Map` of strings takes a hundred.
 */
export class InternedBytes {
  size = 0;
  private readonly pages: Uint8Array[] = [];
  /** The next free position; a string longer than a page takes as many pages as it needs, all one array. */
  private used = 0;
  private positions = new Int32Array(CELLS_FIRST);
  /** A number plus one; zero is an empty cell. */
  private cells = new Int32Array(2 * CELLS_FIRST);

  /** The number of the bytes; a new one, which is `size` before, if they have not been met. */
  intern(bytes: Uint8Array): number {
    const { cells } = this;
    const mask = cells.length - 1;
    let cell = hashOf(bytes, 0, bytes.length) & mask;
    for (; cells[cell] !== 0; cell = (cell + 1) & mask) {
      const id = (cells[cell] as number) - 1;
      if (this.holds(id, bytes)) return id;
    }
    cells[cell] = this.append(bytes) + 1;
    if (2 * this.size > mask) this.grow();
    return this.size - 1;
  }

  /** The bytes with this number, as a view of where they stand. */
  bytesOf(id: number): Uint8Array {
    assert(id >= 0 && id < this.size, 'the number of interned bytes is known');
    const { page, from, length } = this.place(id);
    return page.subarray(from, from + length);
  }

  private holds(id: number, bytes: Uint8Array): boolean {
    const { page, from, length } = this.place(id);
    if (length !== bytes.length) return false;
    for (let i = 0; i < length; i++) if (page[from + i] !== bytes[i]) return false;
    return true;
  }

  private place(id: number): { readonly page: Uint8Array; readonly from: number; readonly length: number } {
    const position = (this.positions[id] as number) >>> 0;
    const page = this.pages[position >>> PAGE_BITS] as Uint8Array;
    let at = position & (PAGE_BYTES - 1);
    let length = 0;
    let scale = 1;
    for (;;) {
      const byte = page[at++] as number;
      length += (byte & 127) * scale;
      if (byte < 128) return { page, from: at, length };
      scale *= 128;
    }
  }

  private append(bytes: Uint8Array): number {
    let at = this.room(bytes.length + 5);
    const page = this.pages[this.used >>> PAGE_BITS] as Uint8Array;
    if (this.size === this.positions.length) this.positions = grown(this.positions);
    this.positions[this.size] = this.used;
    const start = at;
    let length = bytes.length;
    for (; length > 127; length = Math.floor(length / 128)) page[at++] = (length % 128) | 128;
    page[at++] = length;
    page.set(bytes, at);
    const taken = at - start + bytes.length;
    // What is longer than a page has its own pages to itself.
    this.used = page.length > PAGE_BYTES ? this.pages.length * PAGE_BYTES : this.used + taken;
    return this.size++;
  }

  /** Makes the next free position one with so much room behind it; returns its place in its page. */
  private room(length: number): number {
    const at = this.used & (PAGE_BYTES - 1);
    const isOpen = at > 0 && this.used >>> PAGE_BITS === this.pages.length - 1;
    if (isOpen && at + length <= PAGE_BYTES) return at;
    const pages = Math.ceil(length / PAGE_BYTES);
    this.used = this.pages.length * PAGE_BYTES;
    if (this.used + pages * PAGE_BYTES > BYTES_MAX) throw new LimitReached('memoryMaxBytes');
    const page = new Uint8Array(pages * PAGE_BYTES);
    for (let one = 0; one < pages; one++) this.pages.push(page);
    return 0;
  }

  private grow(): void {
    const cells = new Int32Array(2 * this.cells.length);
    const mask = cells.length - 1;
    for (let id = 0; id < this.size; id++) {
      const { page, from, length } = this.place(id);
      let cell = hashOf(page, from, length) & mask;
      while (cells[cell] !== 0) cell = (cell + 1) & mask;
      cells[cell] = id + 1;
    }
    this.cells = cells;
  }
}

function hashOf(bytes: Uint8Array, from: number, length: number): number {
  let hash = length;
  for (let at = from; at < from + length; at++) {
    hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash, 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
