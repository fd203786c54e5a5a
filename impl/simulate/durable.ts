import { alignedWords } from '../wire/aligned.js';
import type { EpochRecord, LogImage, Stored } from '../core/records.js';
import { CRC_AT, wordsOf } from '../wire/layout.js';
import { ChecksumRing } from './checksum-ring.js';

/** Told of an entry that a log no longer has at its slot. */
export type WhenReplaced = (slot: number, checksum: number) => void;

/** R10: how much may be compacted where so much is delivered: not the base of an epoch that is installed, which others may ask for, before there is more. */
export function compactableIn(
  { installed, base, snapshot }: Pick<Durable, 'installed' | 'base' | 'snapshot'>,
  delivered: number,
): number {
  if (installed === null) return delivered;
  return delivered > base ? delivered : Math.min(delivered, snapshot);
}

/**
 * What is durable at one host, as far as it can be told from outside: the numbers of it, and a checksum for each entry.
 * A write is a change of it; what each makes of a log is said here a second time, apart from the storages.
 */
export class Durable {
  /** R4: the promise, and the number of the installed epoch; null once a promise has taken the host out of it. */
  promised = 0;
  installed: number | null = 0;
  /** R10: of that epoch, the first slot that it fills itself, and how much before that is a snapshot. */
  base = 0;
  snapshot = 0;
  /** A snapshot stands for the entries before `start`; the log ends before `length`. */
  start = 0;
  length = 0;
  /** R11. */
  reserved = 0;
  /** By slot. */
  private checksums: ChecksumRing;
  /** D2: what there was before crashes that have left nothing. */
  private readonly former: {
    readonly start: number;
    readonly length: number;
    readonly checksums: ChecksumRing;
  }[] = [];

  /** Of a log that keeps this many entries, as a rule. */
  constructor(private readonly entries: number) {
    this.checksums = new ChecksumRing(entries);
  }

  /** D2: nothing is left. */
  forget(): void {
    const { start, length, checksums } = this;
    this.former.push({ start, length, checksums });
    this.checksums = new ChecksumRing(this.entries);
    this.start = this.length = 0;
  }

  /** Whether the entry of a slot is there, or was before a crash that has left nothing: then it was there when it was agreed. */
  hasOrHad(slot: number, checksum: number): boolean {
    const had = this.former.some(
      (one) => slot < one.length && (slot < one.start || one.checksums.at(slot) === checksum),
    );
    return had || this.has(slot, checksum);
  }

  /** Whether the entry of a slot is there, as such or in a snapshot. */
  has(slot: number, checksum: number): boolean {
    return slot < this.length && (slot < this.start || this.checksums.at(slot) === checksum);
  }

  /** Whether all entries of a log are there. */
  hasAll(log: LogImage): boolean {
    return log.length <= this.length && this.firstOther(log) === null;
  }

  /** Whether that is all that is stored, and nothing else. */
  is({ promised, installed, log, reserved }: Stored): boolean {
    const hasSameNumbers =
      promised === this.promised &&
      (installed?.number ?? null) === this.installed &&
      log.mark.length === this.start &&
      log.length === this.length &&
      reserved === this.reserved;
    return hasSameNumbers && this.firstOther(log) === null;
  }

  /** What of it is not stored any more; null if it is nothing that can be named. */
  missingFrom({ promised, installed, log, reserved }: Stored): string | null {
    if (promised < this.promised) return `promise ${this.promised}: it says ${promised}`;
    if (promised === this.promised && this.installed !== null && installed === null)
      return `epoch ${this.installed}`;
    if (log.length < this.length) return `entries ${log.length} to ${this.length - 1}`;
    const other = this.firstOther(log);
    if (other !== null) return `the entry of slot ${other}: it has another one`;
    if (log.mark.length < this.start) return `the snapshot of ${this.start} entries`;
    if (reserved < this.reserved) return `that payload numbers below ${this.reserved} may be in use`;
    return null;
  }

  become({ promised, installed, log, reserved }: Stored): void {
    this.promised = promised;
    this.installed = installed?.number ?? null;
    this.base = installed?.base ?? 0;
    this.snapshot = installed?.snapshot ?? 0;
    this.reserved = reserved;
    this.start = log.mark.length;
    this.take(log);
  }

  entry(checksum: number): void {
    this.checksums.put(this.length, checksum, this.start);
    this.length += 1;
  }

  promise(epoch: number): void {
    this.promised = epoch;
    this.installed = null;
  }

  /** Tells of every entry that it replaces or takes away. */
  install({ number, base, snapshot }: EpochRecord, log: LogImage, whenReplaced: WhenReplaced): void {
    this.promised = this.installed = number;
    this.base = base;
    this.snapshot = snapshot;
    const from = Math.max(this.start, log.mark.length);
    const before: number[] = [];
    for (let slot = from; slot < this.length; slot++) before.push(this.checksums.at(slot));
    // Without a snapshot the log is one that goes on from entries of this host.
    if (log.snapshot !== null) this.start = log.mark.length;
    this.take(log);
    before.forEach((checksum, i) => {
      if (!this.has(from + i, checksum)) whenReplaced(from + i, checksum);
    });
  }

  compact(length: number): void {
    this.start = Math.max(this.start, length);
  }

  private take(log: LogImage): void {
    for (const [slot, checksum] of entriesOf(log)) {
      if (slot >= this.start) this.checksums.put(slot, checksum, this.start);
    }
    this.length = log.length;
  }

  /** The first slot at which a log has another entry; null if there is none. */
  private firstOther(log: LogImage): number | null {
    for (const [slot, checksum] of entriesOf(log)) {
      if (slot < this.length && !this.has(slot, checksum)) return slot;
    }
    return null;
  }
}

/** The slots of an image, each with the checksum of its entry. */
function* entriesOf({ mark, frames }: LogImage): Generator<readonly [slot: number, checksum: number]> {
  const words = alignedWords(frames);
  let slot = mark.length;
  for (let at = 0; at < words.length; at += wordsOf(words, at)) {
    yield [slot, words[at + CRC_AT] as number];
    slot += 1;
  }
}
