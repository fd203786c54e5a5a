import { sealFrame, UNSEALED } from '../wire/frame.js';
import { alignedWords } from '../wire/aligned.js';
import {
  BODY_BYTES_AT,
  countOf,
  CRC_AT,
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
import { assert } from '../../errors/index.js';
import { historyDigest, weightOfOldest, withNewest, withoutOldest } from './history.js';
import type { LogImage, Mark } from './records.js';
import { successorsNeeded } from './ring.js';
import { copyWords, NO_ROOM, placeFor } from './frame-ring.js';

/** How much of a log is kept in memory. */
export interface LogSize {
  /** Entries after the mark; a power of two is made of it. */
  readonly entriesMax: number;
  /** Bytes of frames after the mark. */
  readonly bytesMax: number;
  /** For how many of them memory is taken at first, and half as much again whenever that is too little; left out, 65,536. */
  readonly bytesAtFirst?: number;
}

const BYTES_AT_FIRST = 65_536;

/** Frames that stand in one memory. */
export interface FrameRun {
  readonly words: Int32Array;
  /** The word at which a frame begins, by its number. */
  placeOf(index: number): number;
}

/**
 * The log of a host (P1, R4): frames one after the other in a ring of words, behind a mark that stands for what is
 * compacted. Appending copies a frame and keeps the history's digest; once the ring is as large as the application lets it become, nothing
 * is allocated.
 */
export class EntryLog {
  /** The frames. Word `placeOf(slot)` is the first of a frame. Another array once the log has grown, and so is `bytes`. */
  words: Int32Array;
  bytes: Uint8Array;
  /** The slot of the first entry that is kept: how much the mark stands for. */
  start = 0;
  /** The next slot (s31: seq). */
  length = 0;
  /** The epoch of the last entry; -1 if there is none (R5). */
  lastEpoch = -1;
  /** Of the last h sources. */
  digest = 0;
  /** What the application made of the entries before `start`; null if there are none. */
  snapshot: Uint8Array | null = null;
  /** By host, the number of its last payload in the log; -1 if it has none (R11). */
  readonly lastNumbers: Float64Array;
  private places: Int32Array;
  private sources: Uint8Array;
  private mask: number;
  private readonly entriesMax: number;
  private readonly bytesMax: number;
  /** How many words of memory the log may take, as a rule. */
  private readonly wordsMax: number;
  private readonly history: number;
  private readonly weight: number;
  /** Where the next frame goes. */
  private head = 0;
  private markEpoch = -1;
  private readonly markNumbers: Float64Array;

  constructor(hosts: number, { entriesMax, bytesMax, bytesAtFirst = BYTES_AT_FIRST }: LogSize) {
    this.history = successorsNeeded(hosts);
    this.weight = weightOfOldest(this.history);
    this.entriesMax = entriesMax;
    this.bytesMax = bytesMax;
    this.wordsMax = bytesMax >>> 2;
    // Sources before the first entry that is kept are kept too, as far as a history reaches back.
    const capacity = capacityFor(entriesMax, this.history);
    this.mask = capacity - 1;
    this.places = new Int32Array(capacity);
    this.sources = new Uint8Array(capacity);
    this.words = new Int32Array(Math.min(bytesMax, bytesAtFirst) >>> 2);
    this.bytes = new Uint8Array(this.words.buffer);
    this.lastNumbers = new Float64Array(hosts).fill(-1);
    this.markNumbers = new Float64Array(hosts).fill(-1);
  }

  /** The word at which a slot's frame begins. The slot must be kept. */
  placeOf(slot: number): number {
    return this.places[slot & this.mask] as number;
  }

  /** The source of a slot that is kept, or that is among the h before the first one kept. */
  sourceAt(slot: number): number {
    return this.sources[slot & this.mask] as number;
  }

  /** The number of the last payload in a slot's entry, which must be kept; -1 if it is an empty message. */
  lastNumberAt(slot: number): number {
    const place = this.placeOf(slot);
    const count = countOf(this.words, place);
    return count === 0 ? -1 : firstNumberOf(this.words, place) + count - 1;
  }

  /** The number of a host's last payload before the first entry that is kept; -1 if it has none. */
  markNumberOf(host: number): number {
    return this.markNumbers[host] as number;
  }

  /** Whether there is room for a frame of this many words. */
  hasRoom(count: number): boolean {
    return !this.hasAllEntries && (this.placeHere(count) !== NO_ROOM || this.mayGrow(count));
  }

  /** Where a frame of this many words goes; `NO_ROOM` if nowhere. More memory is taken for it, where the log may. */
  roomFor(count: number): number {
    if (this.hasAllEntries) return NO_ROOM;
    const place = this.placeHere(count);
    return place === NO_ROOM && this.grow(count) ? this.head : place;
  }

  /**
   * R10: whether the log may be longer than it should be: where its first entries, up to slot `agreed`, fill less than half of it, or leave room
   * for `needed` entries, what fills it cannot be compacted, whatever the application does. Each takeover may leave entries that are agreed
   * only once more follow them.
   */
  mayOutgrow(agreed: number, needed: number): boolean {
    const most = Math.max(this.entriesMax / 2, this.entriesMax - needed);
    if (agreed - this.start >= most) return false;
    if (agreed === this.start) return true;
    const tail = this.placeOf(this.start);
    const end = agreed === this.length ? this.head : this.placeOf(agreed);
    const words = end > tail ? end - tail : end - tail + this.words.length;
    return 8 * words < this.bytesMax;
  }

  /** Makes room for one more frame of `count` words in a log that may be longer than it should be. */
  appendBeyond(from: Int32Array, at: number, epoch = epochOf(from, at)): void {
    const count = wordsOf(from, at);
    const place = this.roomBeyond(count);
    copyWords(from, at, this.words, place, count);
    this.take(place, count, epoch);
  }

  /** Where a frame of this many words goes in a log that may be longer than it should be; memory is taken for it where there is none. */
  roomBeyond(count: number): number {
    if (this.length - this.start + this.history >= this.mask) this.resize(2 * this.places.length, 0);
    const place = this.placeHere(count);
    if (place !== NO_ROOM) return place;
    if (!this.grow(count)) this.resize(0, this.words.length + Math.max(count, this.words.length >>> 2));
    return this.head;
  }

  /** Whether the log has room to become an image that it can become; nothing changes. */
  hasRoomFor({ mark, frames }: LogImage, settled: number): boolean {
    const isComposed = mark.length <= settled;
    const start = isComposed ? this.start : mark.length;
    let length = isComposed ? Math.max(mark.length, this.start) : mark.length;
    let head = isComposed ? this.headAt(length) : 0;
    let tail = length === start ? null : this.placeOf(start);
    // Once more memory is taken, frames stand one after the other.
    let size = this.words.length;
    let used = this.wordsIn(start, length);
    const words = alignedWords(frames);
    let slot = mark.length;
    for (let at = 0; at < words.length; at += wordsOf(words, at), slot++) {
      if (slot < length) continue;
      const count = wordsOf(words, at);
      if (length - start >= this.entriesMax) return false;
      let place = placeFor(count, size, head, tail);
      if (place === NO_ROOM && size < this.wordsMax && used + count <= this.wordsMax) {
        size = this.wordsMax;
        tail = 0;
        place = used;
      }
      if (place === NO_ROOM) return false;
      tail ??= place;
      head = place + count;
      used += count;
      length += 1;
    }
    return true;
  }

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

  /** What stands for the first `slot` entries; `start ≤ slot ≤ length`. */
  markAt(slot: number): Mark {
    const lastEpoch = slot === this.start ? this.markEpoch : epochOf(this.words, this.placeOf(slot - 1));
    const sources = Uint8Array.from({ length: Math.min(slot, this.history) }, (_, i) =>
      this.sourceAt(slot - 1 - i),
    );
    return { length: slot, lastEpoch, sources, numbers: this.numbersBefore(slot) };
  }

  /** By host, the number of its last payload before a slot: looked for from there back, as far as it has to be. */
  private numbersBefore(slot: number): Float64Array {
    const { words, start, lastNumbers } = this;
    const numbers = Float64Array.from(this.markNumbers);
    let open = 0;
    for (let host = 0; host < numbers.length; host++) if (numbers[host] !== lastNumbers[host]) open += 1;
    if (open === 0) return numbers;
    const isFound = new Uint8Array(numbers.length);
    for (let k = slot - 1; k >= start && open > 0; k--) {
      const place = this.placeOf(k);
      const count = countOf(words, place);
      const source = sourceOf(words, place);
      if (count === 0 || isFound[source] === 1) continue;
      numbers[source] = firstNumberOf(words, place) + count - 1;
      isFound[source] = 1;
      open -= 1;
    }
    return numbers;
  }

  /** The frames of slots from `from` to before `to`, one after the other, each with its CRC. */
  framesOf(from: number, to: number): Uint8Array {
    const frames = new Uint8Array(4 * this.wordsIn(from, to));
    const words = alignedWords(frames);
    let at = 0;
    for (let slot = from; slot < to; slot++) {
      const place = this.placeOf(slot);
      const end = 4 * (place + wordsOf(this.words, place));
      frames.set(this.bytes.subarray(4 * place, end), at);
      if (this.words[place + CRC_AT] === UNSEALED) sealFrame(words, at >>> 2);
      at += end - 4 * place;
    }
    return frames;
  }

  /**
   * The log up to `length`, of which `delivered` entries are agreed, for somebody who has the first `from` of those:
   * what is before `from` is left out where that can be, with its snapshot where not (R10).
   */
  image(from: number, delivered: number, length: number): LogImage {
    const start = Math.max(this.start, Math.min(from, delivered, length));
    const mark = this.markAt(start);
    const snapshot = from >= start ? null : this.snapshot;
    return { mark, snapshot, delivered, length, frames: this.framesOf(start, length) };
  }

  /** All that is kept, as storage takes it. */
  whole(delivered: number): LogImage {
    return this.image(-1, delivered, this.length);
  }

  /** Whether the log can become that image, if its own first `settled` entries are known to be agreed. */
  canBecome(image: LogImage, settled: number): boolean {
    const { mark, snapshot, length } = image;
    return (mark.length <= settled || snapshot !== null) && length >= this.start;
  }

  /**
   * Becomes the image. Own entries that are agreed are the image's too, and are not taken again. False if there
   * is no room for it, unless the log may be longer than it should be (`mayOutgrow`), and then nothing has changed.
   */
  become(image: LogImage, settled: number, isBeyond: boolean): boolean {
    if (!isBeyond && !this.hasRoomFor(image, settled)) return false;
    const { mark, snapshot, frames } = image;
    const isComposed = mark.length <= settled;
    const kept = isComposed ? Math.max(mark.length, this.start) : mark.length;
    if (isComposed) this.cut(kept);
    else this.restartAt(mark, snapshot);
    const words = alignedWords(frames);
    let slot = mark.length;
    for (let at = 0; at < words.length; at += wordsOf(words, at)) {
      if (slot >= kept) this.appendBeyond(words, at);
      slot += 1;
    }
    return true;
  }

  /** R10: the first `slot` entries are no longer kept; a copy of `snapshot` stands for them. */
  compact(slot: number, snapshot: Uint8Array): void {
    assert(slot >= this.start && slot <= this.length, 'what is compacted is in the log');
    const { lastEpoch, numbers } = this.markAt(slot);
    this.start = slot;
    this.markEpoch = lastEpoch;
    this.markNumbers.set(numbers);
    this.snapshot = new Uint8Array(snapshot);
  }

  /** Empties the log down to the mark, for which a copy of `snapshot` stands. */
  restartAt(mark: Mark, snapshot: Uint8Array | null): void {
    this.start = mark.length;
    this.length = mark.length;
    this.head = 0;
    this.markEpoch = mark.lastEpoch;
    this.lastEpoch = mark.lastEpoch;
    this.markNumbers.set(mark.numbers);
    this.lastNumbers.set(mark.numbers);
    mark.sources.forEach((source, i) => (this.sources[(mark.length - 1 - i) & this.mask] = source));
    this.digest = historyDigest(mark.sources);
    this.snapshot = snapshot && new Uint8Array(snapshot);
  }

  /** Whether there are as many entries as may be, whatever their length. */
  private get hasAllEntries(): boolean {
    return this.length - this.start >= this.entriesMax;
  }

  /** Where a frame of this many words goes in the memory that there is; `NO_ROOM` if nowhere. */
  private placeHere(count: number): number {
    const tail = this.length === this.start ? null : this.placeOf(this.start);
    return placeFor(count, this.words.length, this.head, tail);
  }

  /** Whether the log has less memory than it may have, and enough with more for what it has and a frame of this many words. */
  private mayGrow(count: number): boolean {
    const { words, wordsMax } = this;
    return words.length < wordsMax && this.wordsIn(this.start, this.length) + count <= wordsMax;
  }

  /** Takes more memory for a frame of this many words, which goes to `head` then. False if the log may not. */
  private grow(count: number): boolean {
    if (!this.mayGrow(count)) return false;
    const { words, wordsMax } = this;
    this.resize(0, Math.min(wordsMax, words.length + Math.max(count, words.length >>> 1)));
    return true;
  }

  /** How many words the frames of slots from `from` to before `to` have. */
  private wordsIn(from: number, to: number): number {
    let count = 0;
    for (let slot = from; slot < to; slot++) count += wordsOf(this.words, this.placeOf(slot));
    return count;
  }

  /** Takes more memory, for a number of entries and words if that is more than there is. Frames stand one after the other then, from word 0 on. */
  private resize(capacity: number, size: number): void {
    const { start, length, history, sources, mask } = this;
    const frames = alignedWords(this.framesOf(start, length));
    const last = Math.max(0, start - history);
    const before = Uint8Array.from({ length: length - last }, (_, i) => sources[(last + i) & mask] as number);
    this.mask = Math.max(capacity, this.places.length) - 1;
    this.places = new Int32Array(this.mask + 1);
    this.sources = new Uint8Array(this.mask + 1);
    before.forEach((source, i) => (this.sources[(last + i) & this.mask] = source));
    this.words = new Int32Array(Math.max(size, this.words.length));
    this.bytes = new Uint8Array(this.words.buffer);
    this.words.set(frames);
    this.head = 0;
    for (let slot = start; slot < length; slot++) {
      this.places[slot & this.mask] = this.head;
      this.head += wordsOf(frames, this.head);
    }
  }

  /** Where the next frame would go if the log ended before `slot`. */
  private headAt(slot: number): number {
    if (slot === this.length) return this.head;
    return slot === this.start ? 0 : this.placeOf(slot);
  }

  /** Takes away the entries from `slot` on. */
  private cut(slot: number): void {
    if (slot === this.length) return;
    const { lastEpoch, sources, numbers } = this.markAt(slot);
    this.head = this.headAt(slot);
    this.length = slot;
    this.lastEpoch = lastEpoch;
    this.lastNumbers.set(numbers);
    this.digest = historyDigest(sources);
  }
}

/** A power of two: the places of a log with a number of entries. */
function capacityFor(entries: number, history: number): number {
  return 2 ** Math.ceil(Math.log2(entries + history + 1));
}
