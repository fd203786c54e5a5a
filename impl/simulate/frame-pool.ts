import { assert } from '../../errors/index.js';
import { copyWords } from '../core/frame-ring.js';

/** A frame that is under way to some hosts: its words from 0, and how many bytes it has. */
export interface PooledFrame {
  readonly words: Int32Array;
  bytes: number;
  /** To this many hosts it is still under way. */
  copies: number;
}

/** Memory for frames under way, used again once they have arrived. */
export class FramePool {
  /** By the binary logarithm of how many words they hold. */
  private readonly free: PooledFrame[][] = Array.from({ length: 32 }, () => []);

  /** A copy of the `bytes` bytes from a word on, with no receivers yet. */
  copy(words: Int32Array, at: number, bytes: number): PooledFrame {
    const count = (bytes + 3) >>> 2;
    const size = 32 - Math.clz32(Math.max(count, WORDS_LEAST) - 1);
    const frame = this.free[size]?.pop() ?? { words: new Int32Array(2 ** size), bytes: 0, copies: 0 };
    copyWords(words, at, frame.words, 0, count);
    frame.bytes = bytes;
    frame.copies = 0;
    return frame;
  }

  /** A receiver has it, or never will. */
  release(frame: PooledFrame): void {
    assert(frame.copies > 0, 'a frame arrives as often as it was sent');
    frame.copies -= 1;
    this.freeIfUnused(frame);
  }

  /** Takes it back if nobody is to have it. */
  freeIfUnused(frame: PooledFrame): void {
    if (frame.copies === 0) this.free[31 - Math.clz32(frame.words.length)]?.push(frame);
  }
}

const WORDS_LEAST = 32;
