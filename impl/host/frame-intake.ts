import { checkFrame, type FrameCheck } from '../wire/frame.js';
import { FRAME_BYTES_MAX } from '../wire/layout.js';

/** Looks at frames as they come, whatever their bytes are, and counts those that are none. */
export class FrameIntake {
  /** How many were refused, by what was wrong with them. */
  readonly refused = new Map<FrameCheck, number>();
  private readonly scratch = new Int32Array(FRAME_BYTES_MAX >>> 2);
  private readonly scratchBytes = new Uint8Array(this.scratch.buffer);

  constructor(private readonly ring: { readonly configuration: number; readonly hosts: number }) {}

  /** The bytes of a frame as words: a view of them, or a copy that is good until the next one. What is too long is not copied whole. */
  wordsOf(bytes: Uint8Array): Int32Array {
    const { length, byteOffset, buffer } = bytes;
    if (byteOffset % 4 === 0 && length % 4 === 0) return new Int32Array(buffer, byteOffset, length >>> 2);
    this.scratchBytes.set(bytes.subarray(0, Math.min(length, FRAME_BYTES_MAX)));
    return this.scratch;
  }

  /** Whether the bytes at a word are a frame of this ring. */
  isSound(words: Int32Array, at: number, bytes: number): boolean {
    const check = checkFrame(words, at, bytes, this.ring.configuration, this.ring.hosts);
    if (check === 0) return true;
    this.refused.set(check, (this.refused.get(check) ?? 0) + 1);
    return false;
  }
}
