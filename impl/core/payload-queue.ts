import {
  FRAME_BYTES_MAX,
  HEADER_BYTES,
  HEADER_WORDS,
  NUMBER_AT,
  SOURCE_AT,
  BODY_BYTES_AT,
  putEmptyBody,
  putNumber,
} from '../wire/layout.js';
import { copyWords } from './frame-ring.js';
import { copyBytes, WaitingPayloads } from './waiting-payloads.js';

/**
 * R11: payloads that the application has submitted, oldest first. They leave when they are agreed, not when they are
 * sent, because an install may take them out of the log again.
 *
 * What of the queue is in the host's log is a prefix of it: a host appends the first payload that is absent, and every
 * log that it installs has of its own entries the first few.
 */
export class PayloadQueue extends WaitingPayloads {
  /** What the next frame takes: from which place on, how many, and the bytes of its body. */
  private packedFrom = 0;
  private packed = 0;
  private packedBytes = 0;
  /** Whether they are whole words, which stand one after the other where they wait. */
  private isInOnePiece = false;

  /** Whether a payload above this number waits: one that is absent from the log. */
  hasAbove(number: number): boolean {
    return this.lastNumber > number;
  }

  /** How many words a frame takes with the payloads above `number`; with none, that of an empty message. They are the ones that `fill` writes next. */
  frameWords(number: number): number {
    if (this.count === 0) {
      this.packed = 0;
      return HEADER_BYTES >>> 2;
    }
    this.packFrom(this.firstAbove(number));
    return (HEADER_BYTES + this.packedBytes) >>> 2;
  }

  /** Writes the payloads that `frameWords` has found just now, their count, numbers and lengths into a frame at `at`, of source `source`. */
  fill(words: Int32Array, bytes: Uint8Array, at: number, source: number): void {
    const { packedFrom: begin, packed: payloads, packedBytes: body } = this;
    if (payloads < 2) {
      if (payloads === 0) putEmptyBody(words, at, source);
      else this.fillOne(words, at, source);
      return;
    }
    this.unsent = begin + payloads;
    words[at + SOURCE_AT] = source | (payloads << 16);
    words[at + BODY_BYTES_AT] = body;
    putNumber(words, at + NUMBER_AT, this.numbers[this.indexOf(begin)] as number);
    const lengths = at + HEADER_WORDS;
    const behind = lengths + ((payloads + 1) >>> 1);
    for (let i = 0; i < payloads; i += 2) {
      const second = i + 1 < payloads ? (this.sizes[this.indexOf(begin + i + 1)] as number) : 0;
      words[lengths + (i >>> 1)] = (this.sizes[this.indexOf(begin + i)] as number) | (second << 16);
    }
    if (this.isInOnePiece) {
      const place = this.places[this.indexOf(begin)] as number;
      copyWords(this.words, place >>> 2, words, behind, at + HEADER_WORDS + (body >>> 2) - behind);
    } else this.fillPieces(bytes, 4 * behind, 4 * at + HEADER_BYTES + body);
  }

  /** Writes payloads that do not stand one after the other, and zeros behind them. */
  private fillPieces(bytes: Uint8Array, at: number, end: number): void {
    let write = at;
    for (let i = 0; i < this.packed; i++) {
      const index = this.indexOf(this.packedFrom + i);
      const size = this.sizes[index] as number;
      copyBytes(this.bytes, this.places[index] as number, bytes, write, size);
      write += size;
    }
    bytes.fill(0, write, end);
  }

  /** Fills in one payload, which begins with a word here and there. */
  private fillOne(words: Int32Array, at: number, source: number): void {
    const index = this.indexOf(this.packedFrom);
    const size = this.sizes[index] as number;
    const count = (size + 3) >>> 2;
    const place = at + (HEADER_BYTES >>> 2);
    this.unsent = this.packedFrom + 1;
    words[at + SOURCE_AT] = source | (1 << 16);
    words[at + BODY_BYTES_AT] = this.packedBytes;
    putNumber(words, at + NUMBER_AT, this.numbers[index] as number);
    words[place] = size;
    copyWords(this.words, (this.places[index] as number) >>> 2, words, place + 1, count);
    const rest = size & 3;
    if (rest !== 0) words[place + count] = (words[place + count] as number) & (2 ** (8 * rest) - 1);
  }

  /** The place of the first payload above the number. */
  private firstAbove(number: number): number {
    if (this.isFirstAbove(this.unsent, number)) return this.unsent;
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.numbers[this.indexOf(middle)] as number) <= number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private isFirstAbove(place: number, number: number): boolean {
    const { count, numbers } = this;
    if (place > count || (place > 0 && (numbers[this.indexOf(place - 1)] as number) > number)) return false;
    return place === count || (numbers[this.indexOf(place)] as number) > number;
  }

  /** What goes into one frame of the payloads from there on: consecutive numbers, as far as they fit. */
  private packFrom(begin: number): void {
    const { packPayloadsMax, packBytesMax } = this.size;
    const most = Math.min(this.count - begin, packPayloadsMax);
    const first = this.numbers[this.indexOf(begin)] as number;
    const room = Math.min(packBytesMax, FRAME_BYTES_MAX) - HEADER_BYTES;
    const { numbers, sizes, places, mask } = this;
    let index = this.indexOf(begin);
    const place = places[index] as number;
    let bytes = 0;
    let payloads = 0;
    let isInOnePiece = true;
    for (; payloads < most; payloads++) {
      const size = sizes[index] as number;
      const isNext = numbers[index] === first + payloads;
      // The first payload goes, however long it is.
      if (payloads > 0 && (!isNext || bodyBytesOf(payloads + 1, bytes + size) > room)) break;
      if (places[index] !== place + bytes || (size & 3) !== 0) isInOnePiece = false;
      bytes += size;
      index = (index + 1) & mask;
    }
    this.packedFrom = begin;
    this.packed = payloads;
    this.packedBytes = bodyBytesOf(payloads, bytes);
    this.isInOnePiece = isInOnePiece;
  }
}

/** How long a body is with this number of payloads, of this many bytes together: lengths, payloads, zeros up to whole words. */
function bodyBytesOf(payloads: number, bytes: number): number {
  return (((2 * payloads + 3) & ~3) + bytes + 3) & ~3;
}
