/** Where a host keeps what must survive a crash (R4). Memory, a disk, or a simulated disk stands behind it. */
import type { EpochRecord, LogImage, Mark, Stored } from '../core/records.js';

/**
 * Writes are taken in order and become durable in order; each of them is one atomic record: after a crash a
 * prefix of what was written is there, every record whole, and at least up to the last `flush` that succeeded.
 *
 * Once a write or a flush has failed, nothing further is taken (EXO423) until the storage is opened again: what is
 * on the disk then is what was durable.
 */
export interface Storage {
  /** True where nothing is kept, and a flush is done at once: then entries need not be handed over, nor flushed. */
  readonly keepsNothing?: true;
  /** What is stored; before the first write, a host that has promised epoch 0 and installed it with all hosts. */
  load(): Stored;
  /** R4: the next entry of the log, the frame of `bytes` bytes at byte `at` of `source`. It is copied. */
  entry(source: Uint8Array, at: number, bytes: number): void;
  /** R5: the promise, which drops the installed epoch. */
  promise(epoch: number): void;
  /** R6: promise, installed epoch and log, all replaced in one. `log.snapshot` may be null only as in `LogImage`: then the stored one stays. */
  install(epoch: EpochRecord, log: LogImage): void;
  /** R10: entries before the mark are no longer needed; `snapshot` is what the application made of them. */
  compact(mark: Mark, snapshot: Uint8Array): void;
  /** R11: payload numbers below `upTo` may be in use. */
  reserve(upTo: number): void;
  /** Calls back once all that was written so far is durable, or with what went wrong. */
  flush(done: (error: Error | null) => void): void;
  /** Writes nothing more. What was not flushed may or may not be there afterwards. */
  close(): void;
}
