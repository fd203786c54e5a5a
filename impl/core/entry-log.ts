import { assert } from '../../errors/index.js';
import { alignedWords } from '../wire/aligned.js';
import { countOf, epochOf, firstNumberOf, sourceOf, wordsOf } from '../wire/layout.js';
import { NO_ROOM, placeFor } from './frame-ring.js';
import { historyDigest } from './history.js';
import { LogAppending } from './log-appending.js';
import type { LogImage, Mark } from './records.js';

/**
 * The log of a host (P1, R4): frames one after the other in a ring of words, behind a mark that stands for what is
 * compacted. Appending copies a frame and keeps the history's digest; once the ring is as large as the application lets it become, nothing
 * is allocated.
 */
export class EntryLog extends LogAppending {
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
