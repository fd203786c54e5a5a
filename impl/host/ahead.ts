import { alignedWords } from '../wire/aligned.js';
import { epochOf, slotOf, wordsOf } from '../wire/layout.js';
import { copyWords } from '../core/frame-ring.js';

/** No frame is kept that is further ahead: more are broadcast while much is fetched over a slow network. */
const FRAMES = 16_384;
/** The number of words that all that is kept may have: 1 MiB. */
const WORDS_MAX = 2 ** 18;

/**
 * Frames that have come before the one that is missing (R3). The core takes entries in order only, and refuses them; they
 * are kept here for when it can take them, so that one lost frame costs one fetch, whatever was broadcast meanwhile, and what was
 * broadcast while much is fetched need not be fetched after it. Where there is no room for all, the nearest are kept.
 */
export class Ahead {
  /** By slot; of one slot, that of the highest epoch. */
  private readonly kept = new Map<number, Int32Array>();
  /** The number of words of all of them. */
  private size = 0;
  /** No frame that is kept is further ahead than this slot. */
  private furthest = -1;

  /** Whether no frame is kept. */
  get isEmpty(): boolean {
    return this.size === 0;
  }

  /** Keeps a copy of a frame, if there is room for it. Returns whether it is kept, and was not before. */
  keep(words: Int32Array, at: number, length: number): boolean {
    const slot = slotOf(words, at);
    if (slot < length || slot >= length + FRAMES) return false;
    const before = this.kept.get(slot);
    // The same one again, or that of an epoch that is over.
    if (before !== undefined && epochOf(before, 0) >= epochOf(words, at)) return false;
    this.drop(slot);
    const count = wordsOf(words, at);
    if (!this.makeRoom(count, slot)) return false;
    const copy = new Int32Array(count);
    copyWords(words, at, copy, 0, count);
    this.kept.set(slot, copy);
    this.size += count;
    if (slot > this.furthest) this.furthest = slot;
    return true;
  }

  /** Whether the frame of an epoch for a slot is kept. */
  has(slot: number, epoch: number): boolean {
    const one = this.kept.get(slot);
    return one !== undefined && epochOf(one, 0) === epoch;
  }

  /** The frame for a slot; null if there is none. */
  at(slot: number): Int32Array | null {
    return this.size === 0 ? null : (this.kept.get(slot) ?? null);
  }

  /** The frame for a slot is no longer kept. */
  drop(slot: number): void {
    // As a rule nothing is kept, and this is asked with every entry.
    if (this.size === 0) return;
    const one = this.kept.get(slot);
    if (one === undefined) return;
    this.kept.delete(slot);
    this.size -= one.length;
  }

  /** Of no slot before this one, and of no epoch before that one, a frame is kept any longer. */
  dropBefore(slot: number, epoch: number): void {
    for (const [one, words] of this.kept) if (one < slot || epochOf(words, 0) < epoch) this.drop(one);
  }

  /** The frames that are kept, by their slots. */
  save(): readonly Uint8Array[] {
    return [...this.kept].sort(([a], [b]) => a - b).map(([, words]) => new Uint8Array(words.slice().buffer));
  }

  load(frames: readonly Uint8Array[]): void {
    this.kept.clear();
    this.size = 0;
    this.furthest = -1;
    for (const frame of frames) {
      const words = alignedWords(frame);
      this.keep(words, 0, slotOf(words, 0));
    }
  }

  /** Gives up frames further ahead than a slot until there is room for a number of words. Returns whether there is. */
  private makeRoom(count: number, slot: number): boolean {
    for (; this.size + count > WORDS_MAX; this.furthest--) {
      if (this.furthest <= slot) return false;
      this.drop(this.furthest);
    }
    return true;
  }
}
