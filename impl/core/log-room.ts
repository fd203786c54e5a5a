import { alignedWords } from '../wire/aligned.js';
import { wordsOf } from '../wire/layout.js';
import { NO_ROOM, placeFor } from './frame-ring.js';
import { LogMemory } from './log-memory.js';

/** Where in a log's memory the next frame goes, and when more memory is taken for it. */
export class LogRoom extends LogMemory {
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

  /** Where a frame of this many words goes in a log that may be longer than it should be; memory is taken for it where there is none. */
  roomBeyond(count: number): number {
    if (this.length - this.start + this.history >= this.mask) this.resize(2 * this.places.length, 0);
    const place = this.placeHere(count);
    if (place !== NO_ROOM) return place;
    if (!this.grow(count)) this.resize(0, this.words.length + Math.max(count, this.words.length >>> 2));
    return this.head;
  }

  /** Takes more memory for a frame of this many words, which goes to `head` then. False if the log may not. */
  protected grow(count: number): boolean {
    if (!this.mayGrow(count)) return false;
    const { words, wordsMax } = this;
    this.resize(0, Math.min(wordsMax, words.length + Math.max(count, words.length >>> 1)));
    return true;
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
}
