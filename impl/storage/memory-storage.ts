import type { EpochRecord, LogImage, Mark, Stored } from '../core/records.js';
import { alignedWords } from '../wire/aligned.js';
import { assert, ExoError } from '../../errors/index.js';
import type { Done } from './files.js';
import { RecordBatch } from './record-batch.js';
import { replay } from './record-replay.js';
import { SEGMENT_HEADER_WORDS } from './segment.js';
import type { Storage } from './storage.js';
import { StoredState } from './stored-state.js';

/**
 * Storage that survives crashes of a host, but not of the process: for tests, simulators, and hosts without a disk.
 * What is written is durable once a flush of it is done: at once, or whenever `schedule` runs what it is given, which it
 * does in order.
 */
export class MemoryStorage implements Storage {
  private readonly state: StoredState;
  private readonly schedule: ((run: () => void) => void) | null;
  /** What is written and not flushed, as a disk would be given it. */
  private readonly batch = new RecordBatch();
  /** How many words of records have become durable. */
  private settled = 0;
  /** How often a crash has ended what was scheduled. */
  private crashes = 0;
  private isClosed = false;
  /** Entries that are in the state already and are not flushed: without a schedule, and before any other record, they need no batch. */
  private early = 0;
  /** What entries were copied from last, as words: it is the same memory every time. */
  private source = new Uint8Array(0);
  private sourceWords = new Int32Array(0);

  /** Begins with what `load` gave, or with `firstStored`. */
  constructor(stored: Stored, schedule: ((run: () => void) => void) | null = null) {
    this.state = new StoredState(stored);
    this.schedule = schedule;
  }

  /** All that is durable. */
  load(): Stored {
    return this.state.load(this.early);
  }

  entry(source: Uint8Array, at: number, bytes: number): void {
    this.expectOpen();
    if (this.schedule !== null || !this.batch.isEmpty || source.byteOffset % 4 !== 0 || at % 4 !== 0) {
      this.batch.entry(source, at, bytes);
      return;
    }
    if (source !== this.source) {
      this.source = source as Uint8Array<ArrayBuffer>;
      this.sourceWords = alignedWords(source) as Int32Array<ArrayBuffer>;
    }
    this.state.entry(this.sourceWords, at >>> 2);
    this.early += 1;
  }

  promise(epoch: number): void {
    this.expectOpen();
    this.batch.promise(epoch);
  }

  install(epoch: EpochRecord, log: LogImage): void {
    this.expectOpen();
    this.batch.install(epoch, log);
  }

  compact(mark: Mark, snapshot: Uint8Array): void {
    this.expectOpen();
    this.batch.compact(mark, snapshot);
  }

  reserve(upTo: number): void {
    this.expectOpen();
    this.batch.reserve(upTo);
  }

  flush(done: Done): void {
    if (this.isClosed) {
      done(closed());
      return;
    }
    const { schedule, crashes } = this;
    this.early = 0;
    if (schedule === null && this.batch.isEmpty) {
      done(null);
      return;
    }
    const position = this.settled + this.batch.length;
    const settle = (): void => {
      if (crashes !== this.crashes) return;
      this.settle(position);
      done(null);
    };
    if (schedule === null) settle();
    else schedule(settle);
  }

  close(): void {
    this.isClosed = true;
  }

  /** What is not durable is lost, and flushes under way are never heard of again. The storage is open. */
  crash(): void {
    this.state.forget(this.early);
    this.early = 0;
    this.batch.reset();
    this.crashes += 1;
    this.isClosed = false;
  }

  /** Makes durable what was written up to a position. */
  private settle(position: number): void {
    const end = SEGMENT_HEADER_WORDS + position - this.settled;
    assert(end >= SEGMENT_HEADER_WORDS, 'flushes become durable in order');
    replay(this.batch.words, SEGMENT_HEADER_WORDS, end, this.state);
    this.batch.drop(end);
    this.settled = position;
  }

  private expectOpen(): void {
    if (this.isClosed) throw closed();
  }
}

function closed(): ExoError {
  return new ExoError('EXO402', 'this storage has been closed');
}
