import { copyWords } from '../core/entry-log.js';
import { alignedWords } from '../wire/aligned.js';
import { epochOf, slotOf, wordsOf } from '../wire/layout.js';

/** No frame is kept that is further ahead: more are broadcast while much is fetched over a slow network. A power of two. */
const FRAMES = 16_384;
/** The number of words that all that is kept may have. */
const WORDS_MAX = 2 ** 18;

/** A frame that is kept, from word 0 on. */
interface Kept {
  words: Int32Array;
  /** Which it is; -1 if there is none. */
  slot: number;
}

/**
 * Frames that have come before the one that is missing (R3). The core takes entries in order only, and refuses them; they
 * are kept here for when it can take them, so that one lost frame costs one fetch, whatever was broadcast meanwhile, and what was
 * broadcast while much is fetched need not be fetched after it.
 */
export class Ahead {
  /** By slot, in a ring. */
  private readonly kept = new Map<number, Kept>();
  /** The number of words of all of them. */
  private size = 0;

  /** Keeps a copy of a frame, if it is not further ahead than there is room for. */
  keep(words: Int32Array, at: number, length: number): void {
    const slot = slotOf(words, at);
    if (slot < length || slot >= length + FRAMES) return;
    const one = this.placeOf(slot);
    // The same one again, or that of an epoch that is over.
    if (one.slot === slot && epochOf(one.words, 0) >= epochOf(words, at)) return;
    const count = wordsOf(words, at);
    if (one.words.length < count) {
      const more = count - one.words.length;
      if (this.size + more > WORDS_MAX) return;
      this.size += more;
      one.words = new Int32Array(count);
    }
    copyWords(words, at, one.words, 0, count);
    one.slot = slot;
  }

  /** Whether the frame of an epoch for a slot is kept. */
  has(slot: number, epoch: number): boolean {
    const one = this.kept.get(slot % FRAMES);
    return one !== undefined && one.slot === slot && epochOf(one.words, 0) === epoch;
  }

  /** The frame for a slot; null if there is none. It stays as it is until the next `keep`. */
  at(slot: number): Int32Array | null {
    const one = this.kept.get(slot % FRAMES);
    return one !== undefined && one.slot === slot ? one.words : null;
  }

  /** The frame for a slot is no longer kept. */
  drop(slot: number): void {
    const one = this.kept.get(slot % FRAMES);
    if (one !== undefined && one.slot === slot) one.slot = -1;
  }

  /** The frames that are kept, by their slots. */
  save(): readonly Uint8Array[] {
    return [...this.kept.values()]
      .filter(({ slot }) => slot >= 0)
      .sort((a, b) => a.slot - b.slot)
      .map(({ words }) => new Uint8Array(words.slice(0, wordsOf(words, 0)).buffer));
  }

  load(frames: readonly Uint8Array[]): void {
    this.kept.clear();
    this.size = 0;
    for (const frame of frames) {
      const words = alignedWords(frame);
      this.keep(words, 0, slotOf(words, 0));
    }
  }

  private placeOf(slot: number): Kept {
    const place = slot % FRAMES;
    const one = this.kept.get(place) ?? { words: new Int32Array(0), slot: -1 };
    this.kept.set(place, one);
    return one;
  }
}
