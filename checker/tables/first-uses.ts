const WORDS_FIRST = 1 << 13;
/** Two mebibytes: enough for a million keys. */
const WORDS_MAX = 1 << 19;
/** Bits a key: some two keys in a hundred are taken for known that are not. */
const BITS_PER_KEY = 16;

/**
 * Which keys have been asked for once, in two bytes each: a Bloom filter of two bits. What is made for a key is worth
 * keeping only if it is asked for again, so tables that have become large keep it from the second time on. A key that
 * is wrongly taken for known is kept a little early, and one that is forgotten a little late; answers do not
 * depend on it.
 */
export class FirstUses {
  private words = new Int32Array(WORDS_FIRST);
  private keys = 0;

  /** Whether the key with this hash was asked for before; from now on it was. */
  wasUsed(hash: number): boolean {
    if (this.keys * BITS_PER_KEY >= this.words.length * 32) this.forget();
    const { words } = this;
    const mask = words.length - 1;
    const second = Math.imul(hash, 0x9e3779b1) ^ (hash >>> 16);
    const at = (hash >>> 5) & mask;
    const at2 = (second >>> 5) & mask;
    const bit = 1 << hash;
    const bit2 = 1 << second;
    const first = words[at] as number;
    if ((first & bit) !== 0 && ((words[at2] as number) & bit2) !== 0) return true;
    words[at] = first | bit;
    words[at2] = (words[at2] as number) | bit2;
    this.keys += 1;
    return false;
  }

  private forget(): void {
    this.keys = 0;
    if (this.words.length < WORDS_MAX) this.words = new Int32Array(4 * this.words.length);
    else this.words.fill(0);
  }
}
