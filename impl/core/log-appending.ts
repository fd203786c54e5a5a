import {
  BODY_BYTES_AT,
  countOf,
  EPOCH_AT,
  epochOf,
  firstNumberOf,
  HEADER_WORDS,
  highOf,
  HISTORY_AT,
  SLOT_AT,
  SOURCE_AT,
  sourceOf,
  wordsOf,
} from '../wire/layout.js';
import { copyWords, NO_ROOM, placeFor, type FrameRun } from './frame-ring.js';
import { withNewest, withoutOldest } from './history.js';
import { LogRoom } from './log-room.js';

/** How frames are appended to a log: one that is in its memory already, a copy of one, or many that came together. */
export class LogAppending extends LogRoom {
  /** Appends a frame of an epoch, that is at `place` already, as `roomFor` gave it. */
  take(place: number, count: number, epoch: number): void {
    const { words, length, history, mask, sources } = this;
    const index = length & mask;
    const source = sourceOf(words, place);
    const payloads = countOf(words, place);
    const oldest = sources[(length - history) & mask] as number;
    const rest = length < history ? this.digest : withoutOldest(this.digest, oldest, this.weight);
    this.digest = withNewest(rest, source);
    sources[index] = source;
    this.places[index] = place;
    this.head = place + count;
    this.lastEpoch = epoch;
    if (payloads > 0) this.lastNumbers[source] = firstNumberOf(words, place) + payloads - 1;
    this.length = length + 1;
  }

  /** Appends a copy of a frame of an epoch. False if there is no room. */
  append(from: Int32Array, at: number, epoch = epochOf(from, at)): boolean {
    const count = wordsOf(from, at);
    const place = this.roomFor(count);
    if (place === NO_ROOM) return false;
    copyWords(from, at, this.words, place, count);
    this.take(place, count, epoch);
    return true;
  }

  /** Makes room for one more frame of `count` words in a log that may be longer than it should be. */
  appendBeyond(from: Int32Array, at: number, epoch = epochOf(from, at)): void {
    const count = wordsOf(from, at);
    const place = this.roomBeyond(count);
    copyWords(from, at, this.words, place, count);
    this.take(place, count, epoch);
  }

  /**
   * Appends copies of frames number `from` to before `to`, as far as each is of that epoch and slot, follows on the history, is of the host
   * whose turn it is, and has room: as `append` would one by one. `order` is that of the turns, `turn` whose it is first. Returns how many.
   */
  appendRun(
    frames: FrameRun,
    from: number,
    to: number,
    epoch: number,
    order: Uint8Array,
    turn: number,
  ): number {
    const { history, mask, sources, places, words: own, weight, lastNumbers, start, length } = this;
    const { words } = frames;
    const size = own.length;
    const epochHigh = highOf(epoch);
    let isFull = false;
    const last = from + Math.min(to - from, this.entriesMax - (length - start));
    let tail = length === start ? -1 : (places[start & mask] as number);
    let { head, digest } = this;
    let index = from;
    let slot = length;
    let next = turn;
    for (; index < last; index++, slot++) {
      const at = frames.placeOf(index);
      const word = words[at + SOURCE_AT] as number;
      const source = word & 0xff;
      if (
        words[at + HISTORY_AT] !== digest ||
        source !== order[next] ||
        words[at + SLOT_AT] !== (slot | 0) ||
        words[at + SLOT_AT + 1] !== highOf(slot) ||
        words[at + EPOCH_AT] !== (epoch | 0) ||
        words[at + EPOCH_AT + 1] !== epochHigh
      )
        break;
      const count = HEADER_WORDS + ((words[at + BODY_BYTES_AT] as number) >>> 2);
      const place = placeFor(count, size, head, tail < 0 ? null : tail);
      if (place === NO_ROOM) {
        isFull = true;
        break;
      }
      copyWords(words, at, own, place, count);
      if (slot >= history) digest = withoutOldest(digest, sources[(slot - history) & mask] as number, weight);
      digest = withNewest(digest, source);
      sources[slot & mask] = source;
      places[slot & mask] = place;
      if (word >>> 16 > 0) lastNumbers[source] = firstNumberOf(words, at) + (word >>> 16) - 1;
      if (tail < 0) tail = place;
      head = place + count;
      next = next + 1 === order.length ? 0 : next + 1;
    }
    if (index > from) {
      this.digest = digest;
      this.head = head;
      this.length = slot;
      this.lastEpoch = epoch;
    }
    if (!isFull || !this.grow(wordsOf(words, frames.placeOf(index)))) return index - from;
    return index - from + this.appendRun(frames, index, to, epoch, order, next);
  }
}
