import { slotOf, wordsOf } from '../wire/layout.js';
import { assert } from '../../errors/index.js';
import { copyWords } from '../core/frame-ring.js';

const WORDS_AT_FIRST = 256;

/**
 * The frames of consecutive slots, one after the other: the rear grows, the front is dropped. Once it is as large as it
 * has to be, nothing is allocated.
 */
export class StoredFrames {
  count = 0;
  private words = new Int32Array(WORDS_AT_FIRST);
  private head = 0;
  private tail = 0;

  get bytes(): number {
    return 4 * (this.tail - this.head);
  }

  /** Appends a copy of the frame at word `at`, which is for `slot`. Returns where it ends. */
  append(from: Int32Array, at: number, slot: number): number {
    const count = wordsOf(from, at);
    assert(count > 0 && at + count <= from.length, 'a frame ends where its bytes do');
    assert(slotOf(from, at) === slot, 'a frame is for the slot behind the last one');
    this.reserve(count);
    copyWords(from, at, this.words, this.tail, count);
    this.tail += count;
    this.count += 1;
    return at + count;
  }

  /** Only the first `count` frames stay. */
  keep(count: number): void {
    this.tail = this.placeOf(count);
    this.count = count;
  }

  /** The first `count` frames go. */
  drop(count: number): void {
    this.head = this.placeOf(count);
    this.count -= count;
  }

  /** A copy of all frames but the last `without`. */
  copy(without = 0): Uint8Array {
    const end = this.placeOf(this.count - without);
    return new Uint8Array(this.words.buffer, 4 * this.head, 4 * (end - this.head)).slice();
  }

  private placeOf(index: number): number {
    assert(index >= 0 && index <= this.count, 'the frame is among those that are kept');
    if (index === this.count) return this.tail;
    let place = this.head;
    for (let i = 0; i < index; i++) place += wordsOf(this.words, place);
    return place;
  }

  /** Makes room at the rear: where a third of the words or more are free, by moving; else by growing by half. */
  private reserve(count: number): void {
    const { words, head, tail } = this;
    if (tail + count <= words.length) return;
    const used = tail - head;
    if (3 * (used + count) <= 2 * words.length) {
      words.copyWithin(0, head, tail);
    } else {
      this.words = new Int32Array((3 * (used + count)) >>> 1);
      this.words.set(words.subarray(head, tail));
    }
    this.head = 0;
    this.tail = used;
  }
}
