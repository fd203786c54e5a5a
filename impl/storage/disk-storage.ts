import type { EpochRecord, LogImage, Mark, Stored } from '../core/records.js';
import { ExoError } from '../../errors/index.js';
import { beginFirst, beginSegment, checkpointOf, makeBeginning } from './beginning.js';
import { diskFailure, type Done, type Files, type OpenFile } from './files.js';
import { RecordBatch } from './record-batch.js';
import { replay } from './record-replay.js';
import { recover, type SegmentEnd } from './recovery.js';
import {
  type Owner,
  SEGMENT_BYTES_MAX,
  SEGMENT_HEADER_BYTES,
  SEGMENT_HEADER_WORDS,
  segmentName,
} from './segment.js';
import type { Storage } from './storage.js';
import type { StoredState } from './stored-state.js';

export interface DiskOptions {
  /** How many hosts the ring has. */
  readonly hosts: number;
  /** The host whose log it is, from 0: the directory of another host is refused. */
  readonly self: number;
  /** The configuration digest: what is stored under another one is refused. */
  readonly configuration: number;
  /** A segment is at most this long, unless one flush has more: 1,024 to 2^30. */
  readonly segmentBytesMax?: number;
}

const SEGMENT_BYTES_MAX_DEFAULT = 64 * 2 ** 20;
const SEGMENT_BYTES_MAX_LEAST = 1024;

/**
 * Storage in the files of one directory, docs/storage-format.md: segments to which records are appended. What is
 * written between two flushes is a group: it is gathered in memory, and written and made durable at once. One group is
 * under way at a time; all that is flushed meanwhile is the next group.
 *
 * Once the disk has failed, every flush and every write says so (EXO423), and the disk is not touched again.
 */
export class DiskStorage implements Storage {
  /** What was found: whether there was nothing yet, and how many bytes of a torn tail were cut off. */
  readonly recovered: { readonly isNew: boolean; readonly bytesCut: number };
  private readonly files: Files;
  private readonly owner: Owner;
  private readonly segmentBytesMax: number;
  /** What the disk has, with the group that is under way. */
  private readonly state: StoredState;
  /** The last segment. */
  private file: OpenFile;
  /** The number of the last segment. */
  private number: number;
  /** The salt of the last segment. */
  private salt: number;
  /** The place in the last segment at which its next group begins. */
  private position: number;
  /** The first segment that counts. */
  private first: number;
  /** Bytes of the segments that count, but for the last. */
  private bytesOfEarlier: number;
  /** What is gathered for the next group. */
  private batch = new RecordBatch();
  /** The group that is under way. */
  private group = new RecordBatch();
  /** Flushes that wait for the next group. */
  private waiting: Done[] = [];
  /** Flushes that wait for the group under way. */
  private running: Done[] = [];
  private isBusy = false;
  /** Whether the next group is being looked for, or callbacks are called: they may flush again. */
  private isTurning = false;
  private failure: ExoError | null = null;
  private isClosed = false;
  private whenClosed: (() => void) | null = null;

  /**
   * Takes the directory, and recovers what is stored in it, or begins with nothing.
   *
   * @throws ExoError EXO401 for a wrong option, EXO402 if the directory is in use, EXO421 and EXO422 if what is stored
   * cannot be used, EXO423 if the disk fails. The directory is free again then.
   */
  static open(files: Files, options: DiskOptions): DiskStorage {
    const { segmentBytesMax = SEGMENT_BYTES_MAX_DEFAULT } = options;
    const isSize = Number.isInteger(segmentBytesMax) && segmentBytesMax >= SEGMENT_BYTES_MAX_LEAST;
    if (!isSize || segmentBytesMax > SEGMENT_BYTES_MAX) {
      const range = `${SEGMENT_BYTES_MAX_LEAST} to ${SEGMENT_BYTES_MAX} (bytes), whole`;
      throw new ExoError('EXO401', `segmentBytesMax takes ${range}, not ${segmentBytesMax}`);
    }
    let isLocked = false;
    try {
      files.lock();
      isLocked = true;
      return new DiskStorage(files, options, segmentBytesMax);
    } catch (error) {
      if (isLocked) files.unlock();
      throw isOfTheSystem(error) ? diskFailure(files, error) : error;
    }
  }

  private constructor(files: Files, { hosts, self, configuration }: DiskOptions, segmentBytesMax: number) {
    const owner = { self, configuration };
    const found = recover(files, hosts, owner);
    const { state, file, number, salt, position, first, bytes, bytesCut, superseded } =
      found ?? beginFirst(files, hosts, owner);
    this.recovered = { isNew: found === null, bytesCut };
    this.files = files;
    this.owner = owner;
    this.segmentBytesMax = segmentBytesMax;
    this.state = state;
    this.file = file;
    this.number = number;
    this.salt = salt;
    this.position = position;
    this.first = first;
    this.bytesOfEarlier = bytes - position;
    for (const name of superseded) this.remove(name);
  }

  /** What is stored, the group under way included. */
  load(): Stored {
    return this.state.load();
  }

  entry(source: Uint8Array, at: number, bytes: number): void {
    this.expectUsable();
    this.batch.entry(source, at, bytes);
  }

  promise(epoch: number): void {
    this.expectUsable();
    this.batch.promise(epoch);
  }

  install(epoch: EpochRecord, log: LogImage): void {
    this.expectUsable();
    this.batch.install(epoch, log);
  }

  compact(mark: Mark, snapshot: Uint8Array): void {
    this.expectUsable();
    this.batch.compact(mark, snapshot);
  }

  reserve(upTo: number): void {
    this.expectUsable();
    this.batch.reserve(upTo);
  }

  flush(done: Done): void {
    const ended = this.ended();
    if (ended !== null) {
      done(ended);
      return;
    }
    const isUnderWay = this.isBusy && this.batch.isEmpty;
    (isUnderWay ? this.running : this.waiting).push(done);
    this.turn();
  }

  /** The directory is free once the group under way has ended; `done` is called then. */
  close(done?: () => void): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.whenClosed = done ?? null;
    if (!this.isBusy && !this.isTurning) this.release();
  }

  /** Begins groups, one after the other, as long as flushes wait. */
  private turn(): void {
    if (this.isTurning) return;
    this.isTurning = true;
    while (!this.isBusy && this.waiting.length > 0) this.begin();
    this.isTurning = false;
  }

  private begin(): void {
    this.isBusy = true;
    [this.running, this.waiting] = [this.waiting, this.running];
    [this.group, this.batch] = [this.batch, this.group];
    const { group } = this;
    if (group.isEmpty) {
      this.end();
      return;
    }
    replay(group.words, SEGMENT_HEADER_WORDS, group.end, this.state);
    if (this.position + 4 * group.length <= this.segmentBytesMax) this.append();
    else this.roll();
  }

  private append(): void {
    const { group, salt, position } = this;
    group.seal(salt, position);
    this.file.write(group.bytes, SEGMENT_HEADER_BYTES, 4 * group.end, position, this.written);
  }

  private readonly written: Done = (error) => {
    if (error === null) this.file.sync(this.synced);
    else this.fail(error);
  };

  private readonly synced: Done = (error) => {
    if (error === null) {
      this.position += 4 * this.group.length;
      this.end();
    } else {
      this.fail(error);
    }
  };

  /**
   * Begins the next segment: with a checkpoint, where that is at most half of what is stored, and then nothing before it
   * counts any more; else with the group. The checkpoint has the group in it.
   */
  private roll(): void {
    const { state, group, owner, position } = this;
    const { self, configuration } = owner;
    const bytesStored = this.bytesOfEarlier + position + 4 * group.length;
    const isCheckpoint = 2 * state.bytes <= Math.min(bytesStored, SEGMENT_BYTES_MAX);
    const beginning = isCheckpoint ? checkpointOf(state) : group;
    const number = this.number + 1;
    const salt = this.files.salt();
    const end = makeBeginning(beginning, { configuration, owner: self, number, bytesBefore: position, salt });
    beginSegment(this.files, beginning.bytes.subarray(0, end), number, (begun) => {
      if (begun instanceof Error) this.fail(begun);
      else this.rolled({ file: begun, number, salt, position: end }, isCheckpoint);
    });
  }

  private rolled({ file, number, salt, position }: SegmentEnd, isCheckpoint: boolean): void {
    this.file.close();
    this.bytesOfEarlier += this.position;
    this.file = file;
    this.number = number;
    this.salt = salt;
    this.position = position;
    if (isCheckpoint) {
      for (let old = this.first; old < number; old++) this.remove(segmentName(old));
      this.first = number;
      this.bytesOfEarlier = 0;
    }
    this.end();
  }

  /** A failure to remove a file is not one of the group under way, and is heard of with the next. */
  private remove(name: string): void {
    this.files.remove(name, (error) => {
      if (error !== null) this.failure ??= diskFailure(this.files, error);
    });
  }

  private fail(error: Error): void {
    this.failure ??= diskFailure(this.files, error);
    this.end();
  }

  /** The group under way is durable, or has failed. */
  private end(): void {
    this.isBusy = false;
    this.group.reset();
    const wasTurning = this.isTurning;
    this.isTurning = true;
    callAll(this.running, this.failure);
    const ended = this.ended();
    if (ended !== null) callAll(this.waiting, ended);
    this.isTurning = wasTurning;
    if (this.isClosed) this.release();
    this.turn();
  }

  private release(): void {
    this.file.close();
    this.files.unlock();
    this.whenClosed?.();
  }

  private ended(): ExoError | null {
    if (this.failure !== null) return this.failure;
    return this.isClosed ? new ExoError('EXO402', 'this storage has been closed') : null;
  }

  private expectUsable(): void {
    if (this.failure === null && !this.isClosed) return;
    throw this.ended() ?? new Error('unreachable');
  }
}

/** Calls all that wait, and empties the list. */
function callAll(waiting: Done[], error: Error | null): void {
  for (const done of waiting) done(error);
  waiting.length = 0;
}

/** Whether it is an error of a system call, and none of ours. */
function isOfTheSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
