import { finish, rotate } from './hash.js';

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
    const one = Math.imul(rotate(Math.imul(word, 0x239b961b), 15), 0xab0e9789);
    const other = Math.imul(rotate(Math.imul(word, 0x38b34ae5), 17), 0xa1e38b93);
    this.low = (Math.imul(rotate(this.low ^ one, 19) + this.high, 5) + 0x561ccd1b) | 0;
    this.high = (Math.imul(rotate(this.high ^ other, 13) + this.low, 5) + 0x0bcaa747) | 0;
  }

  /** After this, `low` and `high` are the hash. */
  finish(length: number): void {
    const low = finish((this.low ^ length) + this.high);
    const high = finish(this.high + low);
    this.low = (low + high) | 0;
    this.high = (high + this.low) | 0;
  }
}
