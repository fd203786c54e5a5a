import type { ExoError } from '../../../errors/index.js';
import { STATUS, type Status } from '../../core/core.js';
import type { SideCounts } from '../host-side.js';
import type { SharedWords } from '../../offload/ring-words.js';
import { alignedWords } from '../../wire/aligned.js';

/** What an engine lets be known of itself, beside the channels. */
export interface EngineStatus extends SideCounts {
  readonly status: Status;
  readonly promised: number;
  readonly epoch: { readonly number: number; readonly members: readonly number[] } | null;
  readonly length: number;
  readonly start: number;
  readonly agreed: number;
  /** Why the engine takes part in nothing any more; null while it does. */
  readonly failure: { readonly code: ExoError['code']; readonly text: string } | null;
  /** What went wrong last that it went on after, and how often something did. */
  readonly trouble: { readonly count: number; readonly text: string };
}

/** Before an engine has said anything. */
export const UNKNOWN_STATUS: EngineStatus = {
  ...{ status: STATUS.following, promised: 0, epoch: null, length: 0, start: 0, agreed: 0 },
  ...{ takeovers: 0, repeats: 0, medium: null, outOfBand: null, refused: {} },
  ...{ failure: null, trouble: { count: 0, text: '' } },
};

const COUNT_AT = 0;
const BYTES_AT = 1;
const TEXT_AT = 2;
/** Words of a board. */
export const BOARD_WORDS = 2 ** 13;
const TEXT_BYTES_MAX = 4 * (BOARD_WORDS - TEXT_AT);

/** The engine's end of a board in shared memory: one writer, and nobody waits. A count is odd while the board is being written. */
export class BoardWriter {
  private last = '';

  constructor(
    private readonly words: SharedWords,
    private readonly at: number,
  ) {}

  write(status: EngineStatus): void {
    const text = JSON.stringify(status);
    if (text === this.last) return;
    this.last = text;
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > TEXT_BYTES_MAX) return;
    const { words, at } = this;
    // A writer that was killed may have left an odd count.
    const odd = words.load(at + COUNT_AT) | 1;
    words.store(at + COUNT_AT, odd);
    words.store(at + BYTES_AT, bytes.length);
    const text32 = alignedWords(padded(bytes));
    text32.forEach((word, k) => words.store(at + TEXT_AT + k, word));
    words.store(at + COUNT_AT, (odd + 1) | 0);
  }
}

/** The driver's end. */
export class BoardReader {
  private count = 0;

  constructor(
    private readonly words: SharedWords,
    private readonly at: number,
  ) {}

  /** What is there, if it is new, and is not being written just now; null otherwise. */
  read(): EngineStatus | null {
    const { words, at } = this;
    const count = words.load(at + COUNT_AT);
    if (count === this.count || (count & 1) === 1) return null;
    const bytes = words.load(at + BYTES_AT);
    const text32 = new Int32Array((bytes + 3) >>> 2);
    for (let k = 0; k < text32.length; k++) text32[k] = words.load(at + TEXT_AT + k);
    if (words.load(at + COUNT_AT) !== count) return null;
    this.count = count;
    return JSON.parse(new TextDecoder().decode(new Uint8Array(text32.buffer, 0, bytes))) as EngineStatus;
  }
}

/** The bytes, with zeros up to a whole number of words. */
function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array((bytes.length + 3) & ~3);
  whole.set(bytes);
  return whole;
}
