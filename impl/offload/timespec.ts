const NS_PER_US = 1_000;
const US_PER_S = 1_000_000;

/** A `struct timespec` of Linux, which calls of the system read: how long to wait. */
export class Timespec {
  readonly bytes: Uint8Array;
  private readonly words: BigInt64Array;
  private us = 0;

  constructor() {
    // An array without a buffer that was asked for may lie in the heap, where it is moved.
    this.words = new BigInt64Array(new ArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT));
    this.bytes = new Uint8Array(this.words.buffer);
  }

  /** Sets the time, in microseconds. */
  set(us: number): void {
    if (us === this.us) return;
    this.words[0] = BigInt(Math.floor(us / US_PER_S));
    this.words[1] = BigInt(Math.round((us % US_PER_S) * NS_PER_US));
    this.us = us;
  }
}
