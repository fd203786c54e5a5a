import { alignedWords } from '../wire/aligned.js';
import type { EpochRecord, LogImage, Mark, Stored } from '../core/records.js';
import { allHosts } from '../core/ring.js';
import { assert } from '../../errors/index.js';
import { wordsOf } from '../wire/layout.js';
import { StoredFrames } from './stored-frames.js';

/**
 * R1: what a host begins with, before its first write: epoch 0, promised and installed, with all hosts and no base.
 *
 * @example
 * const storage = new MemoryStorage(firstStored(3));
 * console.log(storage instanceof MemoryStorage); // true
 */
export function firstStored(hosts: number): Stored {
  const numbers = new Float64Array(hosts).fill(-1);
  return {
    promised: 0,
    installed: { number: 0, members: allHosts(hosts), base: 0, snapshot: 0 },
    log: {
      mark: { length: 0, lastEpoch: -1, sources: new Uint8Array(0), numbers },
      snapshot: null,
      delivered: 0,
      length: 0,
      frames: new Uint8Array(0),
    },
    reserved: 0,
  };
}

/**
 * What is stored, and what each write makes of it: the one meaning of a write, in memory and on disk. Nothing
 * that is handed in is kept but epochs, marks and snapshots, which nobody changes.
 */
export class StoredState {
  private promised = 0;
  private installed: EpochRecord | null = null;
  private mark: Mark;
  private snapshot: Uint8Array | null = null;
  private delivered = 0;
  private reserved = 0;
  private readonly frames = new StoredFrames();

  constructor(stored: Stored) {
    this.mark = stored.log.mark;
    this.restore(stored);
  }

  /** The next slot. */
  get length(): number {
    return this.mark.length + this.frames.count;
  }

  /** How many bytes cannot be given up: snapshot and frames. What else there is comes to a few hundred. */
  get bytes(): number {
    return (this.snapshot?.length ?? 0) + this.frames.bytes;
  }

  /** All that is stored, but for the last `without` entries. */
  load(without = 0): Stored {
    const { promised, installed, mark, snapshot, delivered, reserved } = this;
    const length = this.length - without;
    const log = { mark, snapshot, delivered, length, frames: this.frames.copy(without) };
    return { promised, installed, log, reserved };
  }

  /** Becomes what `load` gave. */
  restore({ promised, installed, log, reserved }: Stored): void {
    assert(log.mark.length === 0 || log.snapshot !== null, 'a snapshot stands for what is compacted');
    this.promised = promised;
    this.installed = installed;
    this.reserved = reserved;
    this.replaceLog(log);
  }

  /** The last entries are no longer stored. */
  forget(count: number): void {
    if (count > 0) this.frames.keep(this.frames.count - count);
  }

  /** How an entry for this slot would not be the next one; null if it is. */
  misfitOfEntry(slot: number): string | null {
    return slot === this.length ? null : `an entry is for slot ${slot}, and the next slot is ${this.length}`;
  }

  /** How a promise would be below one that was made; null if it is not. */
  misfitOfPromise(epoch: number): string | null {
    const { promised } = this;
    return epoch >= promised ? null : `epoch ${epoch} is promised, and epoch ${promised} was before`;
  }

  /** How an installed epoch and its log would take back what is stored; null if they do not. */
  misfitOfInstall(epoch: EpochRecord, log: LogImage): string | null {
    const { promised, length, mark } = this;
    if (epoch.number < promised)
      return `epoch ${epoch.number} is installed, and epoch ${promised} was promised`;
    if (log.snapshot === null && log.mark.length > length) {
      return `a log goes on at slot ${log.mark.length}, and what is stored ends at slot ${length}`;
    }
    return log.length >= mark.length
      ? null
      : `a log of ${log.length} entries is installed, and ${mark.length} are compacted`;
  }

  /** How a compaction would be one of less than is compacted, or of more than there is; null if it is not. */
  misfitOfMark({ length }: Mark): string | null {
    if (length > this.length) return `${length} entries are compacted, and there are ${this.length}`;
    return length >= this.mark.length
      ? null
      : `${length} entries are compacted, and ${this.mark.length} were before`;
  }

  /** How a reservation would be below one that was made; null if it is not. */
  misfitOfReserved(upTo: number): string | null {
    return upTo >= this.reserved
      ? null
      : `numbers below ${upTo} are reserved, and ${this.reserved} were before`;
  }

  /** How a whole state would take back what is stored before it; null if it does not. */
  misfitOfState({ promised, log, reserved }: Stored): string | null {
    if (log.length < this.mark.length)
      return `a checkpoint has ${log.length} entries, and ${this.mark.length} are compacted`;
    return this.misfitOfPromise(promised) ?? this.misfitOfReserved(reserved);
  }

  /** R4: the next entry, whose frame is at word `at`. */
  entry(words: Int32Array, at: number): void {
    this.frames.append(words, at, this.length);
  }

  /** R5. */
  promise(epoch: number): void {
    this.promised = epoch;
    this.installed = null;
  }

  /** R6. */
  install(epoch: EpochRecord, log: LogImage): void {
    this.promised = epoch.number;
    this.installed = epoch;
    if (log.snapshot === null) this.replaceLogAbove(log);
    else this.replaceLog(log);
  }

  /** R10. */
  compact(mark: Mark, snapshot: Uint8Array): void {
    this.frames.drop(mark.length - this.mark.length);
    this.mark = mark;
    this.snapshot = snapshot;
    this.delivered = Math.max(this.delivered, mark.length);
  }

  /** R11. */
  reserve(upTo: number): void {
    this.reserved = upTo;
  }

  private replaceLog(log: LogImage): void {
    this.frames.keep(0);
    this.mark = log.mark;
    this.snapshot = log.snapshot;
    this.delivered = log.delivered;
    this.append(log, log.mark.length);
  }

  /**
   * Entries before the image's mark are the host's own, and so is a snapshot that it has. Where that stands for more than
   * the image leaves out, it stands for the entries of the image too, because what is compacted is agreed.
   */
  private replaceLogAbove(log: LogImage): void {
    assert(log.mark.length <= this.length, 'a log is left out only as far as its receiver has it');
    assert(log.length >= this.mark.length, 'what is compacted is in every later log');
    const kept = Math.max(log.mark.length, this.mark.length);
    this.frames.keep(kept - this.mark.length);
    this.delivered = Math.min(Math.max(this.delivered, log.delivered), log.length);
    this.append(log, kept);
  }

  /** Appends the entries of an image from slot `from` on. */
  private append({ mark, length, frames }: LogImage, from: number): void {
    const words = alignedWords(frames);
    let at = 0;
    for (let slot = mark.length; slot < from; slot++) at += wordsOf(words, at);
    while (at < words.length) at = this.frames.append(words, at, this.length);
    assert(this.length === length, 'an image has an entry for every slot from its mark to its length');
  }
}
