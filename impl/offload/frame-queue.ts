import { wordsOf } from '../wire/layout.js';
import { copyWords, NO_ROOM, placeFor } from '../core/frame-ring.js';

/** How much a queue of frames holds. */
export interface FrameQueueSize {
  /** Frames; a power of two is made of it. */
  readonly entriesMax: number;
  readonly bytesMax: number;
}

/** Frames that wait, oldest first, one after the other in a ring of words. */
export class FrameQueue {
  readonly words: Int32Array;
  /** The memory of `words`, byte by byte. */
  readonly bytes: Uint8Array;
  private readonly places: Int32Array;
  private readonly tags: Int32Array;
  private readonly mask: number;
  private first = 0;
  private count = 0;
  /** Where the next frame goes. */
  private head = 0;

  constructor(private readonly size: FrameQueueSize) {
    const capacity = 2 ** Math.ceil(Math.log2(size.entriesMax));
    this.mask = capacity - 1;
    this.places = new Int32Array(capacity);
    this.tags = new Int32Array(capacity);
    this.words = new Int32Array(size.bytesMax >>> 2);
    this.bytes = new Uint8Array(this.words.buffer);
  }

  get length(): number {
    return this.count;
  }

  /** The word at which the oldest frame begins. There must be one. */
  get place(): number {
    return this.places[this.first] as number;
  }

  /** The word at which a frame begins: the oldest is number 0. */
  placeOf(index: number): number {
    return this.places[(this.first + index) & this.mask] as number;
  }

  /** What was given with a frame. */
  tagOf(index: number): number {
    return this.tags[(this.first + index) & this.mask] as number;
  }

  /** Takes a copy of a frame in, with a number that says what it is for; false if there is no room. */
  push(words: Int32Array, at: number, tag = 0): boolean {
    if (this.count >= this.size.entriesMax) return false;
    const count = wordsOf(words, at);
    const tail = this.count === 0 ? null : this.place;
    const place = placeFor(count, this.words.length, this.head, tail);
    if (place === NO_ROOM) return false;
    copyWords(words, at, this.words, place, count);
    const index = (this.first + this.count) & this.mask;
    this.places[index] = place;
    this.tags[index] = tag;
    this.head = place + count;
    this.count += 1;
    return true;
  }

  /** The oldest frames go. */
  shift(frames = 1): void {
    this.first = (this.first + frames) & this.mask;
    this.count -= frames;
  }

  clear(): void {
    this.first = this.count = this.head = 0;
  }

  /** Copies of all frames, oldest first. */
  save(): readonly Uint8Array[] {
    return Array.from({ length: this.count }, (_, i) => {
      const place = this.placeOf(i);
      return this.bytes.slice(4 * place, 4 * (place + wordsOf(this.words, place)));
    });
  }
}
