/**
 * The words that a ring is in, as two threads share them. A ring is written against this interface alone, so that the same code
 * runs on shared memory and is explored, one access after the other, in a model of it.
 *
 * `read` and `write` are plain: what is written may be seen late and in any order by others, at the latest together with the
 * next of the other accesses of the thread that wrote it. `load`, `store` and `exchange` are atomic, and in one order for all.
 */
export interface RingWords {
  read(at: number): number;
  write(at: number, value: number): void;
  /** Writes `count` words of `source`, from the given one on, plainly. */
  writeAll(at: number, source: Int32Array, from: number, count: number): void;
  load(at: number): number;
  store(at: number, value: number): void;
  /** Stores, and returns what was there before. */
  exchange(at: number, value: number): number;
}

/** Fewer words than this are copied faster one by one. */
const SHORT_WORDS = 32;

/** The words of an array, which may be on memory that is shared between threads or mapped from a file. */
export class SharedWords implements RingWords {
  /** The memory of `array`, byte by byte: byte 0 is the first of word 0. */
  readonly bytes: Uint8Array;

  constructor(readonly array: Int32Array) {
    this.bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  }

  read(at: number): number {
    return this.array[at] as number;
  }

  write(at: number, value: number): void {
    this.array[at] = value;
  }

  writeAll(at: number, source: Int32Array, from: number, count: number): void {
    const { array } = this;
    if (count > SHORT_WORDS) array.set(source.subarray(from, from + count), at);
    else for (let i = 0; i < count; i++) array[at + i] = source[from + i] as number;
  }

  load(at: number): number {
    return Atomics.load(this.array, at);
  }

  store(at: number, value: number): void {
    Atomics.store(this.array, at, value);
  }

  exchange(at: number, value: number): number {
    return Atomics.exchange(this.array, at, value);
  }
}
