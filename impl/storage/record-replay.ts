import type { EpochRecord, LogImage, Mark, Stored } from '../core/records.js';
import { assert } from '../../errors/index.js';
import { HEADER_WORDS, numberAt, slotOf, wordsOf } from '../wire/layout.js';
import { KIND, kindOf, RECORD_HEADER_WORDS, recordWordsOf } from './record.js';
import type { StoredState } from './stored-state.js';

/** Applies the records from one word to another, in order. */
export function replay(words: Int32Array, from: number, to: number, state: StoredState): void {
  for (let at = from; at < to; at += recordWordsOf(words, at)) applyRecord(words, at, state);
}

/**
 * How the record at a word, which is whole and undamaged, does not follow on what is stored before it: it takes something back, or
 * leaves something out. Null if it follows. A host writes no such record, so there is something wrong with the disk.
 */
export function fallingBack(words: Int32Array, at: number, state: StoredState): string | null {
  const kind = kindOf(words, at);
  const start = at + RECORD_HEADER_WORDS;
  if (kind === KIND.entry) {
    const isWhole = start + HEADER_WORDS <= at + recordWordsOf(words, at);
    if (!isWhole || start + wordsOf(words, start) !== at + recordWordsOf(words, at)) {
      return 'an entry is not as long as its record';
    }
    return state.misfitOfEntry(slotOf(words, start));
  }
  const body = new Body(words, start);
  switch (kind) {
    case KIND.promise:
      return state.misfitOfPromise(body.number());
    case KIND.install:
      return state.misfitOfInstall(body.epoch(), body.log());
    case KIND.compact:
      return state.misfitOfMark(body.mark());
    case KIND.reserve:
      return state.misfitOfReserved(body.number());
    case KIND.checkpoint:
      return state.misfitOfState(body.stored());
    default:
      return 'a record is of no known kind';
  }
}

/** Applies the record at a word, which is whole and undamaged, and follows on what is stored. */
export function applyRecord(words: Int32Array, at: number, state: StoredState): void {
  const kind = kindOf(words, at);
  if (kind === KIND.entry) {
    state.entry(words, at + RECORD_HEADER_WORDS);
    return;
  }
  const body = new Body(words, at + RECORD_HEADER_WORDS);
  switch (kind) {
    case KIND.promise:
      state.promise(body.number());
      break;
    case KIND.install:
      state.install(body.epoch(), body.log());
      break;
    case KIND.compact:
      state.compact(body.mark(), body.bytes());
      break;
    case KIND.reserve:
      state.reserve(body.number());
      break;
    case KIND.checkpoint:
      state.restore(body.stored());
      break;
    default:
      assert(false, 'a sound record is of a known kind');
  }
  assert(body.cursor === at + recordWordsOf(words, at), 'a body is read to its end');
}

/** Reads fields in the order in which `RecordBatch` puts them. What it returns is a copy, but for frames. */
class Body {
  constructor(
    private readonly words: Int32Array,
    public cursor: number,
  ) {}

  number(): number {
    const value = numberAt(this.words, this.cursor);
    this.cursor += 2;
    return value;
  }

  bytes(): Uint8Array {
    return this.view().slice();
  }

  epoch(): EpochRecord {
    return { number: this.number(), members: this.bytes(), base: this.number(), snapshot: this.number() };
  }

  mark(): Mark {
    const length = this.number();
    const lastEpoch = this.numberOrNone();
    const sources = this.bytes();
    const numbers = new Float64Array(this.number());
    for (let i = 0; i < numbers.length; i++) numbers[i] = this.numberOrNone();
    return { length, lastEpoch, sources, numbers };
  }

  log(): LogImage {
    const mark = this.mark();
    const snapshot = this.number() === 0 ? null : this.bytes();
    return { mark, snapshot, delivered: this.number(), length: this.number(), frames: this.view() };
  }

  stored(): Stored {
    const promised = this.number();
    const installed = this.number() === 0 ? null : this.epoch();
    return { promised, installed, log: this.log(), reserved: this.number() };
  }

  private numberOrNone(): number {
    return this.number() - 1;
  }

  private view(): Uint8Array {
    const length = this.number();
    const view = new Uint8Array(this.words.buffer, this.words.byteOffset + 4 * this.cursor, length);
    this.cursor += (length + 3) >>> 2;
    return view;
  }
}
