import type { EpochRecord, LogImage, Mark, Stored } from '../core/records.js';
import { assert, ExoError } from '../../errors/index.js';
import { putNumber } from '../wire/layout.js';
import {
  BODY_BYTES_AT,
  KIND,
  KIND_AT,
  type Kind,
  RECORD_HEADER_WORDS,
  recordWordsOf,
  sealRecord,
} from './record.js';
import { SEGMENT_BYTES_MAX, SEGMENT_HEADER_WORDS } from './segment.js';
import { copyWords } from '../core/frame-ring.js';

const WORDS_AT_FIRST = 1024;
/** A buffer that had to become larger than this is given up after use. */
const WORDS_KEPT_MAX = 2 ** 20;
const WORDS_MAX = SEGMENT_BYTES_MAX / 4;

/**
 * Records that are to be written together, one after the other, behind room for the header of a segment. Adding an
 * entry copies its frame, and allocates nothing once the buffer is as large as it has to be.
 */
export class RecordBatch {
  words = new Int32Array(WORDS_AT_FIRST);
  bytes = new Uint8Array(this.words.buffer);
  /** The word behind the last record. */
  end = SEGMENT_HEADER_WORDS;
  /** Where the next field goes. */
  private cursor = SEGMENT_HEADER_WORDS;
  /** What entries were copied from last, as words: it is the same memory every time. */
  private source = this.words;

  get isEmpty(): boolean {
    return this.end === SEGMENT_HEADER_WORDS;
  }

  /** Words of records. */
  get length(): number {
    return this.end - SEGMENT_HEADER_WORDS;
  }

  /** Empties the batch. */
  reset(): void {
    this.end = SEGMENT_HEADER_WORDS;
    if (this.words.length > WORDS_KEPT_MAX) this.useWords(new Int32Array(WORDS_AT_FIRST));
  }

  /** Gives up the records before a word at which one begins, or all end. */
  drop(to: number): void {
    this.words.copyWithin(SEGMENT_HEADER_WORDS, to, this.end);
    this.end -= to - SEGMENT_HEADER_WORDS;
    if (this.isEmpty) this.reset();
  }

  entry(source: Uint8Array, at: number, bytes: number): void {
    assert(bytes > 0 && bytes % 4 === 0, 'a frame has a whole number of words');
    const count = bytes >>> 2;
    this.begin(KIND.entry);
    this.need(count);
    const byte = source.byteOffset + at;
    if (byte % 4 === 0) {
      if (this.source.buffer !== source.buffer) this.source = wordsOfBuffer(source.buffer);
      copyWords(this.source, byte >>> 2, this.words, this.cursor, count);
    } else {
      this.bytes.set(source.subarray(at, at + bytes), 4 * this.cursor);
    }
    this.cursor += count;
    this.finish();
  }

  promise(epoch: number): void {
    this.begin(KIND.promise);
    this.put(epoch);
    this.finish();
  }

  install(epoch: EpochRecord, log: LogImage): void {
    this.begin(KIND.install);
    this.putEpoch(epoch);
    this.putLog(log);
    this.finish();
  }

  compact(mark: Mark, snapshot: Uint8Array): void {
    this.begin(KIND.compact);
    this.putMark(mark);
    this.putBytes(snapshot);
    this.finish();
  }

  reserve(upTo: number): void {
    this.begin(KIND.reserve);
    this.put(upTo);
    this.finish();
  }

  checkpoint({ promised, installed, log, reserved }: Stored): void {
    this.begin(KIND.checkpoint);
    this.put(promised);
    this.put(installed === null ? 0 : 1);
    if (installed !== null) this.putEpoch(installed);
    this.putLog(log);
    this.put(reserved);
    this.finish();
  }

  /** Completes all records for the place in a segment where they will stand. */
  seal(salt: number, position: number): void {
    for (let at = SEGMENT_HEADER_WORDS; at < this.end; at += recordWordsOf(this.words, at)) {
      sealRecord(this.words, at, salt, position, position + 4 * (at - SEGMENT_HEADER_WORDS));
    }
  }

  private begin(kind: Kind): void {
    this.cursor = this.end;
    this.need(RECORD_HEADER_WORDS);
    this.words[this.cursor + KIND_AT] = kind;
    this.cursor += RECORD_HEADER_WORDS;
  }

  private finish(): void {
    this.words[this.end + BODY_BYTES_AT] = 4 * (this.cursor - this.end - RECORD_HEADER_WORDS);
    this.end = this.cursor;
  }

  private put(value: number): void {
    assert(Number.isSafeInteger(value) && value >= 0, 'what is stored is a whole number from 0 to 2^53 - 1');
    this.need(2);
    putNumber(this.words, this.cursor, value);
    this.cursor += 2;
  }

  /** A number from -1 on. */
  private putOrNone(value: number): void {
    this.put(value + 1);
  }

  /** The count of bytes, the bytes, and zeros up to a whole word. */
  private putBytes(bytes: Uint8Array): void {
    this.put(bytes.length);
    const count = (bytes.length + 3) >>> 2;
    this.need(count);
    if (count > 0) this.words[this.cursor + count - 1] = 0;
    this.bytes.set(bytes, 4 * this.cursor);
    this.cursor += count;
  }

  private putEpoch({ number, members, base, snapshot }: EpochRecord): void {
    this.put(number);
    this.putBytes(members);
    this.put(base);
    this.put(snapshot);
  }

  private putMark({ length, lastEpoch, sources, numbers }: Mark): void {
    this.put(length);
    this.putOrNone(lastEpoch);
    this.putBytes(sources);
    this.put(numbers.length);
    for (const number of numbers) this.putOrNone(number);
  }

  private putLog({ mark, snapshot, delivered, length, frames }: LogImage): void {
    this.putMark(mark);
    this.put(snapshot === null ? 0 : 1);
    if (snapshot !== null) this.putBytes(snapshot);
    this.put(delivered);
    this.put(length);
    this.putBytes(frames);
  }

  /** Makes room for this many words at the cursor. A record that is not finished is as if it had not been begun. */
  private need(count: number): void {
    const least = this.cursor + count;
    if (least <= this.words.length) return;
    if (least > WORDS_MAX) {
      const limit = `${SEGMENT_BYTES_MAX} bytes`;
      throw new ExoError(
        'EXO411',
        `what is written between two flushes comes to ${4 * least} bytes, not at most ${limit}`,
      );
    }
    const grown = new Int32Array(Math.min(WORDS_MAX, Math.max(least, 2 * this.words.length)));
    grown.set(this.words.subarray(0, this.cursor));
    this.useWords(grown);
  }

  private useWords(words: Int32Array<ArrayBuffer>): void {
    this.words = words;
    this.bytes = new Uint8Array(words.buffer);
  }
}

function wordsOfBuffer(buffer: ArrayBufferLike): Int32Array<ArrayBuffer> {
  return new Int32Array(buffer as ArrayBuffer, 0, buffer.byteLength >>> 2);
}
