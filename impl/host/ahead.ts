import { copyWords } from '../core/entry-log.js';
import { alignedWords } from '../wire/aligned.js';
import { epochOf, slotOf, wordsOf } from '../wire/layout.js';

/** The number of frames that are kept: about as many as are broadcast while a missing one is fetched. A power of two. */
const FRAMES = 64;

/** A frame that is kept, from word 0 on. */
interface Kept {
  words: Int32Array;
  /** Which it is; -1 if there is none. */
  slot: number;
}

/**
 * Frames that have come before the one that is missing (R3). The core takes entries in order only, and refuses them; they
 * are kept here for when it can take them, so that one lost frame costs one fetch, whatever was broadcast meanwhile.
 */
export class Ahead {
  /** By slot, in a ring. */
  private readonly kept: readonly Kept[] = Array.from({ length: FRAMES }, () => ({
    words: new Int32Array(0),
    slot: -1,
  }));

  /** Keeps a copy of a frame, if it is not further ahead than there is room for. */
  keep(words: Int32Array, at: number, length: number): void {
    const slot = slotOf(words, at);
    if (slot >= length + FRAMES) return;
    const one = this.kept[slot % FRAMES] as Kept;
    // The same one again, or that of an epoch that is over.
    if (one.slot === slot && epochOf(one.words, 0) >= epochOf(words, at)) return;
    const count = wordsOf(words, at);
    if (one.words.length < count) one.words = new Int32Array(count);
    copyWords(words, at, one.words, 0, count);
    one.slot = slot;
  }

  /** The frame for a slot; null if there is none. It stays as it is until the next `keep`. */
  at(slot: number): Int32Array | null {
    const one = this.kept[slot % FRAMES] as Kept;
    return one.slot === slot ? one.words : null;
  }

  /** The frame for a slot is no longer kept. */
  drop(slot: number): void {
    const one = this.kept[slot % FRAMES] as Kept;
    if (one.slot === slot) one.slot = -1;
  }

  /** The frames that are kept, in the order of their places. */
  save(): readonly Uint8Array[] {
    return this.kept.flatMap(({ words, slot }) =>
      slot < 0 ? [] : [new Uint8Array(words.slice(0, wordsOf(words, 0)).buffer)],
    );
  }

  load(frames: readonly Uint8Array[]): void {
    for (const one of this.kept) one.slot = -1;
    for (const frame of frames) {
      const words = alignedWords(frame);
      this.keep(words, 0, slotOf(words, 0));
    }
  }
}
