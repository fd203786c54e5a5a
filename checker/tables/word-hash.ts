/**
 * A 64-bit hash of a sequence of words, two lanes of 32 bits, taken in one word after the other. As `hash64` does for bytes, it gives
 * equal words equal hashes on every machine and in every thread.
 */
export class WordHash {
  low = 0;
  high = 0;

  begin(seed: number): void {
    this.low = Math.imul(seed, 0x9e3779b1) ^ 0x239b961b;
    this.high = Math.imul(seed, 0x85ebca6b) ^ 0x38b34ae5;
  }

  take(word: number): void {
    const one = Math.imul(rotated(Math.imul(word, 0x239b961b), 15), 0xab0e9789);
    const other = Math.imul(rotated(Math.imul(word, 0x38b34ae5), 17), 0xa1e38b93);
    this.low = (Math.imul(rotated(this.low ^ one, 19) + this.high, 5) + 0x561ccd1b) | 0;
    this.high = (Math.imul(rotated(this.high ^ other, 13) + this.low, 5) + 0x0bcaa747) | 0;
  }

  /** After this, `low` and `high` are the hash. */
  finish(length: number): void {
    const low = finished((this.low ^ length) + this.high);
    const high = finished(this.high + low);
    this.low = (low + high) | 0;
    this.high = (high + this.low) | 0;
  }
}

function rotated(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

function finished(x: number): number {
  let h = x;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
