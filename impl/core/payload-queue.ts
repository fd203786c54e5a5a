import { SourceWords } from '../wire/source-words.js';
import {
  FRAME_BYTES_MAX,
  HEADER_BYTES,
  NUMBER_AT,
  SOURCE_AT,
  BODY_BYTES_AT,
  putEmptyBody,
  putNumber,
} from '../wire/layout.js';
import { copyWords } from './frame-ring.js';

/** How many payloads may wait, and how many go into one frame. */
export interface QueueSize {
  readonly payloadsMax: number;
  readonly bytesMax: number;
  /** The most payloads that a frame takes. */
  readonly packPayloadsMax: number;
  /** The bytes beyond which a frame takes no further payload; its first may make it longer. */
  readonly packBytesMax: number;
}

/**
 * R11: payloads that the application has submitted, oldest first. They leave when they are agreed, not when they are
 * sent, because an install may take them out of the log again.
 *
 * What of the queue is in the host's log is a prefix of it: a host appends the first payload that is absent, and every
 * log that it installs has of its own entries the first few.
 */
export class PayloadQueue {
  /** How many wait, and the place of the first. */
  private count = 0;
  private first = 0;
  /** Where the next payload's bytes go. */
  private head = 0;
  private readonly numbers: Float64Array;
  private readonly places: Int32Array;
  private readonly sizes: Int32Array;
  private readonly words: Int32Array;
  /** The memory of `words`, byte by byte. */
  private readonly bytes: Uint8Array;
  private readonly source = new SourceWords();
  private readonly mask: number;
  /** What the next frame takes: from which place on, how many, and the bytes of its body. */
  private packedFrom = 0;
  private packed = 0;
  private packedBytes = 0;
  /** The place behind the payloads of the last frame: as a rule, the next frame begins there. */
  private unsent = 0;

  constructor(private readonly size: QueueSize) {
    const capacity = 2 ** Math.ceil(Math.log2(size.payloadsMax));
    this.mask = capacity - 1;
    this.numbers = new Float64Array(capacity);
    this.places = new Int32Array(capacity);
    this.sizes = new Int32Array(capacity);
    this.words = new Int32Array((size.bytesMax + 3) >>> 2);
    this.bytes = new Uint8Array(this.words.buffer);
  }

  get length(): number {
    return this.count;
  }

  /** The number of the last payload that waits; -1 if none does. */
  get lastNumber(): number {
    return this.count === 0 ? -1 : (this.numbers[this.indexOf(this.count - 1)] as number);
  }

  /** The number of a payload that waits, the first is 0. */
  numberAt(place: number): number {
    return this.numbers[this.indexOf(place)] as number;
  }

  /** Takes a payload in, the one of `size` bytes at byte `from`; false if there is no room. Its number is above all that wait. */
  push(number: number, payload: Uint8Array, from = 0, size = payload.length): boolean {
    if (this.count >= this.size.payloadsMax) return false;
    const place = this.roomFor(spaceOf(size));
    if (place < 0) return false;
    const at = this.indexOf(this.count);
    this.copyIn(payload, from, place, size);
    this.numbers[at] = number;
    this.places[at] = place;
    this.sizes[at] = size;
    this.head = place + spaceOf(size);
    this.count += 1;
    return true;
  }

  /**
   * Takes in payloads that wait in another queue, the first of them `place`, at most `most`: as `push` would one by one, as far as they follow on
   * each other in number and memory, and have room. Returns how many.
   */
  pushRun(from: PayloadQueue, place: number, most: number): number {
    const { numbers, places, sizes, mask } = this;
    const first = from.numberAt(place);
    const begin = from.places[from.indexOf(place)] as number;
    const last = Math.min(most, this.size.payloadsMax - this.count);
    const to = this.roomFor(spaceOf(from.sizes[from.indexOf(place)] as number));
    if (to < 0) return 0;
    let at = this.indexOf(this.count);
    let taken = 0;
    let space = 0;
    for (; taken < last; taken++) {
      const index = from.indexOf(place + taken);
      const size = from.sizes[index] as number;
      if (from.numbers[index] !== first + taken || from.places[index] !== begin + space) break;
      if (this.roomFor(space + spaceOf(size)) !== to) break;
      numbers[at] = first + taken;
      places[at] = to + space;
      sizes[at] = size;
      at = (at + 1) & mask;
      space += spaceOf(size);
    }
    if (taken === 0) return 0;
    copyWords(from.words, begin >>> 2, this.words, to >>> 2, space >>> 2);
    this.head = to + space;
    this.count += taken;
    return taken;
  }

  /** Drops all payloads up to this number: they are agreed. */
  dropUpTo(number: number): void {
    const before = this.count;
    while (this.count > 0 && (this.numbers[this.first] as number) <= number) {
      this.first = (this.first + 1) & this.mask;
      this.count -= 1;
    }
    this.unsent = Math.max(0, this.unsent - (before - this.count));
  }

  clear(): void {
    this.count = 0;
    this.unsent = 0;
    this.first = 0;
    this.head = 0;
  }

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
    const bodyAt = 4 * at + HEADER_BYTES;
    let write = bodyAt;
    for (let i = 0; i < payloads; i++) {
      const size = this.sizes[this.indexOf(begin + i)] as number;
      bytes[write++] = size & 0xff;
      bytes[write++] = size >>> 8;
    }
    for (; write % 4 !== 0; write++) bytes[write] = 0;
    for (let i = 0; i < payloads;) {
      const place = this.places[this.indexOf(begin + i)] as number;
      let size = this.sizes[this.indexOf(begin + i++)] as number;
      // Those that are whole words stand one after the other here as they do there, and go together.
      for (; i < payloads && this.places[this.indexOf(begin + i)] === place + size; i++)
        size += this.sizes[this.indexOf(begin + i)] as number;
      // What is written behind it is written again: by the next one, or with zeros.
      if (((write | place) & 3) === 0)
        copyWords(this.words, place >>> 2, words, write >>> 2, (size + 3) >>> 2);
      else copyBytes(this.bytes, place, bytes, write, size);
      write += size;
    }
    for (; write < bodyAt + body; write++) bytes[write] = 0;
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

  /** Gives a payload that waits, the first is 0, to somebody who takes it or not: its number, and where its bytes are. */
  offer(
    place: number,
    to: { payload(number: number, source: Uint8Array, at: number, bytes: number): boolean },
  ): boolean {
    const index = this.indexOf(place);
    const { numbers, bytes, places, sizes } = this;
    return to.payload(numbers[index] as number, bytes, places[index] as number, sizes[index] as number);
  }

  /** Each payload that waits, with its number, oldest first. */
  forEach(visit: (number: number, payload: Uint8Array) => void): void {
    for (let i = 0; i < this.count; i++) {
      const index = this.indexOf(i);
      const place = this.places[index] as number;
      visit(this.numbers[index] as number, this.bytes.subarray(place, place + (this.sizes[index] as number)));
    }
  }

  /** Copies a payload to where a word begins: word by word, where that can be. A queue is given payloads from the same memory as a rule. */
  private copyIn(payload: Uint8Array, from: number, place: number, size: number): void {
    const words = this.source.of(payload, from, (size + 3) & ~3);
    if (words === null) copyBytes(payload, from, this.bytes, place, size);
    else copyWords(words, from >>> 2, this.words, place >>> 2, (size + 3) >>> 2);
  }

  private indexOf(place: number): number {
    return (this.first + place) & this.mask;
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
    let bytes = 0;
    let payloads = 0;
    for (; payloads < most; payloads++) {
      const index = this.indexOf(begin + payloads);
      const size = this.sizes[index] as number;
      const isNext = (this.numbers[index] as number) === first + payloads;
      // The first payload goes, however long it is.
      if (payloads > 0 && (!isNext || bodyBytesOf(payloads + 1, bytes + size) > room)) break;
      bytes += size;
    }
    this.packedFrom = begin;
    this.packed = payloads;
    this.packedBytes = bodyBytesOf(payloads, bytes);
  }

  /** Where this many bytes go, in one piece; -1 if nowhere. */
  private roomFor(size: number): number {
    const { head } = this;
    if (this.count === 0) return size <= this.bytes.length ? 0 : -1;
    const tail = this.places[this.first] as number;
    if (head > tail) {
      if (head + size <= this.bytes.length) return head;
      return size < tail ? 0 : -1;
    }
    return head + size < tail ? head : -1;
  }
}

/** How long a body is with this number of payloads, of this many bytes together: lengths, payloads, zeros up to whole words. */
function bodyBytesOf(payloads: number, bytes: number): number {
  return (((2 * payloads + 3) & ~3) + bytes + 3) & ~3;
}

/** What a payload takes up: whole words, and never nothing, so that where the next one goes is never where the first one is. */
function spaceOf(size: number): number {
  return size === 0 ? 4 : (size + 3) & ~3;
}

/** Beyond this many bytes, the runtime's copy is faster than a loop. */
const LOOP_BYTES_MAX = 64;

function copyBytes(from: Uint8Array, at: number, to: Uint8Array, place: number, size: number): void {
  if (size > LOOP_BYTES_MAX) {
    to.set(from.subarray(at, at + size), place);
    return;
  }
  for (let i = 0; i < size; i++) to[place + i] = from[at + i] as number;
}
