import { assert } from '../../errors/index.js';
import type { EpochRecord, LogImage, Mark, Stored } from '../core/records.js';
import type { Storage } from '../storage/storage.js';
import { CRC_AT } from '../wire/layout.js';
import { ChecksumRing } from './checksum-ring.js';
import { compactableIn, Durable, type WhenReplaced } from './durable.js';

/** A write that is no entry, and its place among all writes. */
type Change =
  | { readonly kind: 'promise'; readonly at: number; readonly epoch: number }
  | { readonly kind: 'install'; readonly at: number; readonly epoch: EpochRecord; readonly log: LogImage }
  | { readonly kind: 'compact'; readonly at: number; readonly length: number }
  | { readonly kind: 'reserve'; readonly at: number; readonly upTo: number };

/** Entries that are written, and not durable yet, as a rule. */
const WAITING = 64;

/**
 * A storage of which is known, from outside, what it has said to be durable. It believes nothing of what the host says, and
 * knows nothing of how the storage does it.
 */
export class AuditedStorage implements Storage {
  /** What has been flushed. */
  readonly durable: Durable;
  /** Once it is set, everything fails. */
  failure: Error | null = null;
  private inner: Storage | null = null;
  /** How many writes there have been since it was opened, and how many of these are durable. */
  private written = 0;
  private settled = 0;
  /** By write that is an entry, its checksum. */
  private readonly entries: ChecksumRing;
  /** All other writes that are not durable. */
  private changes: Change[] = [];

  /** For a host that keeps this many entries, as a rule. What a disk loses that it had is told. */
  constructor(
    entries: number,
    private readonly whenReplaced: WhenReplaced,
  ) {
    this.durable = new Durable(entries);
    this.entries = new ChecksumRing(WAITING);
  }

  /**
   * Goes on with a storage that has been opened. After a crash that has to have what was flushed, with any number of the writes
   * after that, in their order, and nothing else. Returns what is wrong with it, or null.
   */
  open(inner: Storage): string | null {
    const stored = inner.load();
    const wrong = this.inner === null ? null : this.wrongWith(stored);
    this.inner = inner;
    this.failure = null;
    this.written = this.settled = 0;
    this.changes = [];
    this.durable.become(stored);
    return wrong;
  }

  /** D2: a crash leaves nothing of it, and that is as it should be. What was there may have been counted by others. */
  forget(): void {
    this.durable.forget();
    this.inner = null;
  }

  load(): Stored {
    return this.running.load();
  }

  entry(source: Uint8Array, at: number, bytes: number): void {
    this.running.entry(source, at, bytes);
    const crc = at + 4 * CRC_AT;
    const checksum =
      (source[crc] as number) |
      ((source[crc + 1] as number) << 8) |
      ((source[crc + 2] as number) << 16) |
      ((source[crc + 3] as number) << 24);
    this.entries.put(this.written, checksum, this.settled);
    this.written += 1;
  }

  promise(epoch: number): void {
    this.running.promise(epoch);
    this.changes.push({ kind: 'promise', at: this.written++, epoch });
  }

  install(epoch: EpochRecord, log: LogImage): void {
    this.running.install(epoch, log);
    this.changes.push({ kind: 'install', at: this.written++, epoch, log });
  }

  compact(mark: Mark, snapshot: Uint8Array): void {
    this.running.compact(mark, snapshot);
    this.changes.push({ kind: 'compact', at: this.written++, length: mark.length });
  }

  reserve(upTo: number): void {
    this.running.reserve(upTo);
    this.changes.push({ kind: 'reserve', at: this.written++, upTo });
  }

  flush(done: (error: Error | null) => void): void {
    if (this.failure !== null) {
      done(this.failure);
      return;
    }
    const { written, running: inner } = this;
    inner.flush((error) => {
      // A storage that has been opened since has other writes to count.
      if (this.inner !== inner) return;
      if (error === null) this.settle(written);
      done(error);
    });
  }

  /** R10: how much may be compacted now where so much is delivered, by all that was written so far: what is durable is so in that order. */
  compactable(delivered: number): number {
    const last = this.changes.findLast(({ kind }) => kind === 'promise' || kind === 'install');
    if (last?.kind === 'promise') return delivered;
    if (last?.kind !== 'install') return compactableIn(this.durable, delivered);
    const { number, base, snapshot } = last.epoch;
    return compactableIn({ installed: number, base, snapshot }, delivered);
  }

  close(): void {
    this.inner?.close();
  }

  private get running(): Storage {
    if (this.failure !== null) throw this.failure;
    assert(this.inner !== null, 'a storage is opened before it is used');
    return this.inner;
  }

  /** This many of the first writes are durable. */
  private settle(upTo: number): void {
    const { changes, entries, durable } = this;
    let next = 0;
    for (let at = this.settled; at < upTo; at++) {
      const change = changes[next];
      if (change?.at === at) {
        this.apply(change);
        next += 1;
      } else {
        durable.entry(entries.at(at));
      }
    }
    if (next > 0) changes.splice(0, next);
    if (upTo > this.settled) this.settled = upTo;
  }

  private apply(change: Change): void {
    switch (change.kind) {
      case 'promise':
        this.durable.promise(change.epoch);
        return;
      case 'install':
        this.durable.install(change.epoch, change.log, this.whenReplaced);
        return;
      case 'compact':
        this.durable.compact(change.length);
        return;
      case 'reserve':
        this.durable.reserved = change.upTo;
        return;
    }
  }

  private wrongWith(stored: Stored): string | null {
    const missing = this.durable.missingFrom(stored);
    while (!this.durable.is(stored)) {
      if (this.settled === this.written)
        return missing === null ? 'has what was never written' : `has lost ${missing}`;
      this.settle(this.settled + 1);
    }
    return null;
  }
}
