import { numberAt, putNumber } from '../wire/layout.js';
import type { SharedWords } from './ring-words.js';

/** Where what is in a register: a count that is odd while it is being written, and two numbers of 64 bits. */
const COUNT_AT = 0;
const SESSION_AT = 1;
const DELIVERED_AT = 3;
const VALUES = 4;

/** The words of a register, on a cache line of its own. */
export const REGISTER_WORDS = 16;

/**
 * O4: the register beside C1, as its one writer has it: the session of a driver, and how much the application has. Two numbers that are read
 * together, without anybody waiting: whoever reads while it is written reads again later.
 */
export class RegisterWriter {
  private session = -1;
  private delivered = -1;
  private readonly scratch = new Int32Array(VALUES);
  /** What stands there: only what is another one is written. */
  private readonly written = new Int32Array(VALUES);

  constructor(
    private readonly words: SharedWords,
    private readonly at: number,
  ) {
    for (let k = 0; k < VALUES; k++) this.written[k] = words.load(at + SESSION_AT + k);
  }

  /** Returns whether that is something new. */
  write(session: number, delivered: number): boolean {
    if (session === this.session && delivered === this.delivered) return false;
    this.session = session;
    this.delivered = delivered;
    const { words, at, scratch } = this;
    putNumber(scratch, SESSION_AT - 1, session);
    putNumber(scratch, DELIVERED_AT - 1, delivered);
    // A writer that was killed may have left an odd count.
    const odd = words.load(at + COUNT_AT) | 1;
    words.store(at + COUNT_AT, odd);
    for (let k = 0; k < VALUES; k++) {
      const value = scratch[k] as number;
      if (value === this.written[k]) continue;
      words.store(at + SESSION_AT + k, value);
      this.written[k] = value;
    }
    words.store(at + COUNT_AT, (odd + 1) | 0);
    return true;
  }
}

/** A register as its reader has it. */
export class RegisterReader {
  private count = 0;
  private readonly scratch = new Int32Array(VALUES);

  constructor(
    private readonly words: SharedWords,
    private readonly at: number,
  ) {}

  /** Hands over what is there, if that is new and is not being written just now. */
  read(take: { register(session: number, delivered: number): void }): boolean {
    const { words, at, scratch } = this;
    const count = words.load(at + COUNT_AT);
    if (count === this.count || (count & 1) === 1) return false;
    for (let k = 0; k < VALUES; k++) scratch[k] = words.load(at + SESSION_AT + k);
    if (words.load(at + COUNT_AT) !== count) return false;
    this.count = count;
    take.register(numberAt(scratch, SESSION_AT - 1), numberAt(scratch, DELIVERED_AT - 1));
    return true;
  }
}
