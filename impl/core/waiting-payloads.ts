import { SourceWords } from '../wire/source-words.js';
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

/** Payloads that wait to be agreed, oldest first: numbers, places and sizes in rings, and their bytes one after the other in another. */
export class WaitingPayloads {
  /** How many wait, and the place of the first. */
  protected count = 0;
  protected first = 0;
  /** Where the next payload's bytes go. */
  private head = 0;
  protected readonly numbers: Float64Array;
  protected readonly places: Int32Array;
  protected readonly sizes: Int32Array;
  protected readonly words: Int32Array;
  /** The memory of `words`, byte by byte. */
  protected readonly bytes: Uint8Array;
  private readonly source = new SourceWords();
  protected readonly mask: number;
  /** The place behind the payloads of the last frame: as a rule, the next frame begins there. */
  protected unsent = 0;

  constructor(protected readonly size: QueueSize) {
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
  pushRun(from: WaitingPayloads, place: number, most: number): number {
    const { numbers, places, sizes, mask } = this;
    const first = from.numberAt(place);
    const begin = from.places[from.indexOf(place)] as number;
    const last = Math.min(most, this.size.payloadsMax - this.count);
    const to = this.roomFor(spaceOf(from.sizes[from.indexOf(place)] as number));
    if (to < 0) return 0;
    const room = this.roomFrom(to);
    const { numbers: theirNumbers, places: theirPlaces, sizes: theirSizes, mask: theirMask } = from;
    let index = from.indexOf(place);
    let at = this.indexOf(this.count);
    let taken = 0;
    let space = 0;
    for (; taken < last; taken++) {
      const size = theirSizes[index] as number;
      const behind = space + spaceOf(size);
      if (theirNumbers[index] !== first + taken || theirPlaces[index] !== begin + space || behind > room)
        break;
      numbers[at] = first + taken;
      places[at] = to + space;
      sizes[at] = size;
      index = (index + 1) & theirMask;
      at = (at + 1) & mask;
      space = behind;
    }
    if (taken === 0) return 0;
    copyWords(from.words, begin >>> 2, this.words, to >>> 2, space >>> 2);
    this.head = to + space;
    this.count += taken;
    return taken;
  }

  /** Drops all payloads up to this number: they are agreed. */
  dropUpTo(number: number): void {
    const dropped = this.countUpTo(number);
    this.first = this.indexOf(dropped);
    this.count -= dropped;
    this.unsent = Math.max(0, this.unsent - dropped);
  }

  /** How many of the payloads that wait have numbers up to this one. */
  private countUpTo(number: number): number {
    const { count, numbers } = this;
    // Numbers ascend: where as many are before it as there are numbers between, none is left out, as a rule.
    const atOnce = number - (numbers[this.first] as number) + 1;
    if (atOnce <= count && atOnce > 0 && numbers[this.indexOf(atOnce - 1)] === number) return atOnce;
    let found = 0;
    while (found < count && (numbers[this.indexOf(found)] as number) <= number) found += 1;
    return found;
  }

  clear(): void {
    this.count = 0;
    this.unsent = 0;
    this.first = 0;
    this.head = 0;
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

  protected indexOf(place: number): number {
    return (this.first + place) & this.mask;
  }

  /** Copies a payload to where a word begins: word by word, where that can be. A queue is given payloads from the same memory as a rule. */
  private copyIn(payload: Uint8Array, from: number, place: number, size: number): void {
    const words = this.source.of(payload, from, (size + 3) & ~3);
    if (words === null) copyBytes(payload, from, this.bytes, place, size);
    else copyWords(words, from >>> 2, this.words, place >>> 2, (size + 3) >>> 2);
  }

  /** Where this many bytes go, in one piece; -1 if nowhere. */
  private roomFor(size: number): number {
    if (this.count === 0) return size <= this.bytes.length ? 0 : -1;
    if (size <= this.roomFrom(this.head)) return this.head;
    // Where the payloads go round the end of the memory already, there are some at its beginning.
    const isRound = this.head <= (this.places[this.first] as number);
    return !isRound && size <= this.roomFrom(0) ? 0 : -1;
  }

  /** How many bytes there is room for in one piece from there on, where no payload is. */
  private roomFrom(place: number): number {
    if (this.count === 0) return this.bytes.length - place;
    const tail = this.places[this.first] as number;
    return place > tail ? this.bytes.length - place : tail - place - 1;
  }
}

/** What a payload takes up: whole words, and never nothing, so that where the next one goes is never where the first one is. */
function spaceOf(size: number): number {
  return size === 0 ? 4 : (size + 3) & ~3;
}

/** Beyond this many bytes, the runtime's copy is faster than a loop. */
const LOOP_BYTES_MAX = 64;

export function copyBytes(from: Uint8Array, at: number, to: Uint8Array, place: number, size: number): void {
  if (size > LOOP_BYTES_MAX) {
    to.set(from.subarray(at, at + size), place);
    return;
  }
  for (let i = 0; i < size; i++) to[place + i] = from[at + i] as number;
}
