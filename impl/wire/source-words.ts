import { alignedWords } from './aligned.js';

/**
 * Bytes as words, for whoever is given them from the same memory again and again: a view is made when a memory is seen the second time in
 * turn, because making one costs more than copying what is short.
 */
export class SourceWords {
  private bytes: Uint8Array | null = null;
  private words: Int32Array | null = null;

  /** The words in which `size` bytes from byte `at` on begin with a word, and end before the words do; null where they are to be taken as bytes. */
  of(bytes: Uint8Array, at: number, size: number): Int32Array | null {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.words = null;
      return null;
    }
    if ((at & 3) !== 0) return null;
    this.words ??= bytes.byteOffset % 4 === 0 ? alignedWords(bytes) : null;
    const { words } = this;
    return words !== null && at + size <= 4 * words.length ? words : null;
  }
}
