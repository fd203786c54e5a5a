import { PAYLOAD_BYTES_MAX } from '../wire/layout.js';
import { byteColumn, realColumn, wordColumn, type Column } from './column.js';
import type { Random } from './random.js';

/** What `claim` answers instead of a payload: it is not the next one of its source. */
export const NOT_NEXT = -1;
/** What `claim` answers instead of a payload: one before it is left out that its source still waits for. */
export const LEFT_OUT = -2;

/**
 * All payloads that applications have submitted, in the order in which they did, each with an identity from 0. Their
 * bytes are never kept: they are a part of one block of random bytes, and can be made again from their identity.
 */
export class Submissions {
  private readonly block = new Uint8Array(BLOCK_BYTES + PAYLOAD_BYTES_MAX);
  private readonly sources = byteColumn();
  private readonly numbers = realColumn();
  private readonly sizes = wordColumn();
  private readonly times = realColumn();
  /** By source: the identities of its payloads, in ascending order of their numbers. */
  private readonly bySource: readonly Column<Int32Array>[];
  /** By source: the place among its identities of the one that may be ordered next. */
  private readonly next: Float64Array;
  /** By source: the place of the first identity that the running host has submitted; those before it may have been lost in a crash. */
  private readonly lives: Float64Array;

  constructor(hosts: number, random: Random) {
    for (let i = 0; i < this.block.length; i++) this.block[i] = random.bits();
    this.bySource = Array.from({ length: hosts }, wordColumn);
    this.next = new Float64Array(hosts);
    this.lives = new Float64Array(hosts);
  }

  /** How many there are, and which identity is the next one. */
  get count(): number {
    return this.sources.length;
  }

  /** The bytes of a payload: a view. */
  bytes(id: number, size: number): Uint8Array {
    const from = partOf(id);
    return this.block.subarray(from, from + size);
  }

  /** Whether these are the bytes of a payload. */
  hasBytes(id: number, payload: Uint8Array): boolean {
    const size = payload.length;
    return size === this.sizes.at(id) && isPart(payload, this.block, partOf(id), size);
  }

  /** Takes down that a source has submitted the next payload under this number. */
  add(source: number, number: number, size: number, timeMs: number): void {
    this.bySource[source]?.push(this.count);
    this.sources.push(source);
    this.numbers.push(number);
    this.sizes.push(size);
    this.times.push(timeMs);
  }

  sourceOf(id: number): number {
    return this.sources.at(id);
  }

  numberOf(id: number): number {
    return this.numbers.at(id);
  }

  /** When it was submitted. */
  timeOf(id: number): number {
    return this.times.at(id);
  }

  /** The payload that is the next one of its source to be ordered; or `NOT_NEXT`, or `LEFT_OUT`. */
  claim(source: number, number: number): number {
    const ids = this.bySource[source];
    if (ids === undefined) return NOT_NEXT;
    let at = this.next[source] as number;
    while (at < ids.length && this.numbers.at(ids.at(at)) < number) {
      if (at >= (this.lives[source] as number)) return LEFT_OUT;
      at += 1;
    }
    if (at === ids.length || this.numbers.at(ids.at(at)) !== number) return NOT_NEXT;
    this.next[source] = at + 1;
    return ids.at(at);
  }

  /** Whether a source has ever submitted something under this number. */
  has(source: number, number: number): boolean {
    const ids = this.bySource[source];
    // Those before the first that is kept are ordered: all of them have been submitted.
    if (ids === undefined || ids.length === ids.first) return false;
    if (number < this.numbers.at(ids.at(ids.first))) return ids.first > 0;
    for (let at = ids.first; at < ids.length; at++) if (this.numbers.at(ids.at(at)) === number) return true;
    return false;
  }

  /** A host has crashed: what it had not broadcast yet is lost. */
  loseUnordered(source: number): void {
    this.lives[source] = this.bySource[source]?.length ?? 0;
  }

  /**
   * A host that has restarted uses numbers from this one on, anew where nothing with them has left it (R11). False if one of
   * these has been ordered.
   */
  reuseFrom(source: number, number: number): boolean {
    const ids = this.bySource[source];
    if (ids === undefined) return true;
    let length = ids.length;
    while (length > ids.first && this.numbers.at(ids.at(length - 1)) >= number) length -= 1;
    ids.length = length;
    this.lives[source] = length;
    return length >= (this.next[source] as number);
  }

  /** The first identity of a payload that may still be ordered. */
  get firstUnordered(): number {
    let least = this.count;
    this.bySource.forEach((ids, source) => {
      const at = this.next[source] as number;
      if (at < ids.length) least = Math.min(least, ids.at(at));
    });
    return least;
  }

  /** Nobody asks any more for payloads before an identity, all of which are ordered or lost. */
  dropBefore(id: number): void {
    for (const column of [this.sources, this.numbers, this.sizes, this.times]) column.dropBefore(id);
    for (const ids of this.bySource) {
      let first = ids.first;
      while (first < ids.length && ids.at(first) < id) first += 1;
      ids.dropBefore(first);
    }
  }

  /** Whether nothing waits to be ordered, but for what a crash may have taken. */
  isDone(source: number): boolean {
    return this.waiting(source) === 0;
  }

  /** How many payloads of a source that has not crashed since are not ordered. */
  waiting(source: number): number {
    const submitted = this.bySource[source]?.length ?? 0;
    return submitted - Math.max(this.next[source] as number, this.lives[source] as number);
  }
}

const BLOCK_BYTES = 2 ** 16;

/** Where in the block a payload begins: different places for payloads close to each other. */
function partOf(id: number): number {
  return Math.imul(id, 0x9e3779b1) >>> 16;
}

/** Whether the first bytes are those of the block from a place on: eight a turn, because this is done for every delivery. */
function isPart(bytes: Uint8Array, block: Uint8Array, from: number, size: number): boolean {
  let i = 0;
  for (const end = size - 7; i < end; i += 8) {
    const at = from + i;
    const difference =
      ((bytes[i] as number) ^ (block[at] as number)) |
      ((bytes[i + 1] as number) ^ (block[at + 1] as number)) |
      ((bytes[i + 2] as number) ^ (block[at + 2] as number)) |
      ((bytes[i + 3] as number) ^ (block[at + 3] as number)) |
      ((bytes[i + 4] as number) ^ (block[at + 4] as number)) |
      ((bytes[i + 5] as number) ^ (block[at + 5] as number)) |
      ((bytes[i + 6] as number) ^ (block[at + 6] as number)) |
      ((bytes[i + 7] as number) ^ (block[at + 7] as number));
    if (difference !== 0) return false;
  }
  for (; i < size; i++) if (bytes[i] !== block[from + i]) return false;
  return true;
}
