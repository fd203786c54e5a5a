import { wordsOfFrames } from '../core/entry-log.js';
import type { EpochRecord, LogImage, Mark, Stored } from '../core/records.js';
import type { Storage } from '../storage/storage.js';
import { CRC_AT, wordsOf } from '../wire/layout.js';

/** What is written and not durable, but for entries. */
type Change =
  | { readonly kind: 'promise'; readonly at: number; readonly epoch: number }
  | { readonly kind: 'install'; readonly at: number; readonly epoch: EpochRecord; readonly log: LogImage }
  | { readonly kind: 'compact'; readonly at: number; readonly length: number };

/** Told that a disk no longer has what it had for a slot. */
export type WhenReplaced = (slot: number, checksum: number) => void;

/**
 * A storage of which is known, from outside, what it has said to be durable: a checksum for each entry. It believes
 * nothing of what the host says, and knows nothing of how the storage does it.
 */
export class AuditedStorage implements Storage {
  /** What is durable: the promise, how much of the log is compacted, and how long the log is. */
  promised = 0;
  start = 0;
  length = 0;
  /** Once it is set, everything fails. */
  failure: Error | null = null;
  /** Where there was none, a storage that has failed. */
  private inner: Storage | null = null;
  /** By slot, in a ring. */
  private readonly checksums: Int32Array;
  /** Changes that were written, and that are durable. */
  private written = 0;
  private settled = 0;
  /** By change that is an entry, in a ring, its checksum. */
  private readonly entries: Int32Array;
  private others: Change[] = [];
  private readonly mask: number;

  constructor(
    entriesMax: number,
    private readonly whenReplaced: WhenReplaced,
  ) {
    // A compaction becomes durable with the entries that are written after it.
    const size = 2 ** Math.ceil(Math.log2(2 * entriesMax));
    this.mask = size - 1;
    this.checksums = new Int32Array(size);
    this.entries = new Int32Array(size);
  }

  /** Whether the entry of a slot is durable here, as such or in a snapshot. */
  has(slot: number, checksum: number): boolean {
    return slot < this.length && (slot < this.start || this.checksums[slot & this.mask] === checksum);
  }

  /**
   * The storage has been opened again, and has that now. Returns what is missing that was durable, or null. What was
   * written besides may be there or not.
   */
  reopen(inner: Storage, stored: Stored): string | null {
    const missing = this.inner === null ? null : this.missingFrom(stored);
    this.inner = inner;
    this.failure = null;
    this.written = this.settled = 0;
    this.others = [];
    this.promised = stored.promised;
    this.start = stored.log.mark.length;
    this.take(stored.log);
    return missing;
  }

  load(): Stored {
    return this.open().load();
  }

  entry(source: Uint8Array, at: number, bytes: number): void {
    this.open().entry(source, at, bytes);
    const crc = at + 4 * CRC_AT;
    this.entries[this.written & this.mask] =
      (source[crc] as number) |
      ((source[crc + 1] as number) << 8) |
      ((source[crc + 2] as number) << 16) |
      ((source[crc + 3] as number) << 24);
    this.written += 1;
  }

  promise(epoch: number): void {
    this.open().promise(epoch);
    this.others.push({ kind: 'promise', at: this.written++, epoch });
  }

  install(epoch: EpochRecord, log: LogImage): void {
    this.open().install(epoch, log);
    this.others.push({ kind: 'install', at: this.written++, epoch, log });
  }

  compact(mark: Mark, snapshot: Uint8Array): void {
    this.open().compact(mark, snapshot);
    this.others.push({ kind: 'compact', at: this.written++, length: mark.length });
  }

  reserve(upTo: number): void {
    this.open().reserve(upTo);
  }

  flush(done: (error: Error | null) => void): void {
    if (this.failure !== null || this.inner === null) {
      done(this.failure);
      return;
    }
    const { written, inner } = this;
    inner.flush((error) => {
      // A storage that has been opened again since has other changes to count.
      if (this.inner !== inner) return;
      if (error === null) this.settle(written);
      done(error);
    });
  }

  close(): void {
    this.inner?.close();
  }

  private open(): Storage {
    if (this.failure !== null) throw this.failure;
    if (this.inner === null) throw new Error('this storage has not been opened');
    return this.inner;
  }

  private settle(upTo: number): void {
    const { others, entries, checksums, mask } = this;
    let next = 0;
    for (let at = this.settled; at < upTo; at++) {
      const other = others[next];
      if (other?.at === at) {
        this.apply(other);
        next += 1;
      } else {
        checksums[this.length & mask] = entries[at & mask] as number;
        this.length += 1;
      }
    }
    if (next > 0) others.splice(0, next);
    if (upTo > this.settled) this.settled = upTo;
  }

  private apply(change: Change): void {
    switch (change.kind) {
      case 'promise':
        this.promised = change.epoch;
        return;
      case 'install':
        this.promised = change.epoch.number;
        this.replace(change.log);
        return;
      case 'compact':
        this.start = Math.max(this.start, change.length);
        return;
    }
  }

  private replace(log: LogImage): void {
    const from = Math.max(this.start, log.mark.length);
    const before: number[] = [];
    for (let slot = from; slot < this.length; slot++) before.push(this.checksums[slot & this.mask] as number);
    if (log.snapshot !== null) this.start = log.mark.length;
    this.take(log);
    before.forEach((checksum, i) => {
      if (!this.has(from + i, checksum)) this.whenReplaced(from + i, checksum);
    });
  }

  private take({ mark, length, frames }: LogImage): void {
    const words = wordsOfFrames(frames);
    let slot = mark.length;
    for (let at = 0; at < words.length; at += wordsOf(words, at)) {
      this.checksums[slot & this.mask] = words[at + CRC_AT] as number;
      slot += 1;
    }
    this.length = length;
  }

  private missingFrom({ promised, log }: Stored): string | null {
    if (promised < this.promised) return `promise ${this.promised}, of which it had ${promised}`;
    const isReplaced = this.others.some(({ kind }) => kind === 'install');
    if (isReplaced) return null;
    if (log.length < this.length) return `entries up to ${this.length}, of which it had ${log.length}`;
    const words = wordsOfFrames(log.frames);
    let slot = log.mark.length;
    for (let at = 0; at < words.length && slot < this.length; at += wordsOf(words, at)) {
      const isSame = slot < this.start || this.checksums[slot & this.mask] === words[at + CRC_AT];
      if (!isSame) return `the entry of slot ${slot}, which is another one now`;
      slot += 1;
    }
    return null;
  }
}
