import type { Delivery } from '../host/port.js';
import type { LogView } from '../host/view.js';
import { realColumn, wordColumn } from './column.js';
import type { Durable } from './durable.js';
import { hostName } from './host-name.js';
import type { Judge } from './judge.js';
import { LEFT_OUT, NOT_NEXT, type Submissions } from './submissions.js';

/**
 * The one order that all hosts have to deliver in: the first host that delivers an entry or a payload puts it at the end,
 * and everyone else's is compared with what stands there.
 */
export class GlobalOrder {
  /** By slot, the checksum of the entry that was agreed. It covers epoch, source, and all payloads. */
  private readonly entries = wordColumn();
  /** Of the entries whose checksums are given up. */
  private droppedDigest = 0;
  /** By place: the slot of a payload, and its identity. */
  private readonly slots = realColumn();
  private readonly ids = wordColumn();
  /** By place: a digest of all payloads up to it. */
  private readonly digests = wordColumn();

  constructor(
    private readonly disks: readonly Durable[],
    private readonly majority: number,
    private readonly submissions: Submissions,
    private readonly judge: Judge,
  ) {}

  /** How many entries are agreed somewhere. */
  get length(): number {
    return this.entries.length;
  }

  /** How many payloads have been delivered somewhere. */
  get payloads(): number {
    return this.ids.length;
  }

  /** Holds the entries that a host has delivered, from one slot to before another, against the order. */
  checkEntries(name: string, log: Pick<LogView, 'checksumAt'>, from: number, to: number): void {
    const { entries } = this;
    if (from < entries.first && from < to) {
      this.judge.blame('Agreement', `${name} agrees on slot ${from}, which no log has any more`);
      return;
    }
    for (let slot = from; slot < to; slot++) {
      const checksum = log.checksumAt(slot);
      if (slot === entries.length) {
        entries.push(checksum);
        this.checkMajority(slot);
      } else if (entries.at(slot) !== checksum) {
        this.judge.blame(
          'Agreement',
          `${name} agrees on an entry for slot ${slot} that is another one elsewhere`,
        );
        return;
      }
    }
  }

  /**
   * Holds a payload that a host delivers, in a place of its own counting, against the order. Returns which one it is, or
   * a number below 0 if it is wrong.
   */
  deliver(name: string, place: number, { slot, source, number, payload }: Delivery): number {
    const { submissions, judge } = this;
    const id = place < this.ids.length ? this.ids.at(place) : this.extend(name, slot, source, number);
    if (id < 0) return id;
    const isSame =
      this.slots.at(place) === slot &&
      submissions.sourceOf(id) === source &&
      submissions.numberOf(id) === number;
    if (!isSame) {
      judge.blame('Agreement', `${what(name, slot, source, number)} where others had another one`);
      return NOT_NEXT;
    }
    if (!submissions.hasBytes(id, payload)) {
      judge.blame('Validity', `${name} delivers other bytes than were submitted, in slot ${slot}`);
    }
    return id;
  }

  /** How many payloads stand before a slot. */
  payloadsBefore(slot: number): number {
    let low = this.slots.first;
    let high = this.slots.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.slots.at(middle) < slot) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Nobody delivers payloads, or is given a snapshot, of slots before this one any more. What is kept of these is given up, when it is
   * much; of checksums of entries, which are a part of what a run comes to, a digest is left.
   */
  dropBefore(slot: number): void {
    const { entries, slots, ids, digests, submissions } = this;
    const end = Math.min(slot, entries.length);
    if (end >= entries.first + ENTRIES_DROPPED_AT_ONCE) {
      this.droppedDigest = this.entriesDigestTo(end);
      entries.dropBefore(end);
    }
    // The digest of what stands before the first payload that is kept is asked for.
    const place = this.payloadsBefore(slot) - 1;
    if (place < slots.first + DROPPED_AT_ONCE) return;
    for (const column of [slots, ids, digests]) column.dropBefore(place);
    let least = submissions.firstUnordered;
    for (let k = place; k < ids.length; k++) least = Math.min(least, ids.at(k));
    submissions.dropBefore(least);
  }

  /** What an application makes of this many of the first payloads. */
  digestAt(payloads: number): number {
    return payloads === 0 ? 0 : this.digests.at(payloads - 1);
  }

  /** The checksum of the entry of a slot that a log may have. */
  checksumAt(slot: number): number {
    return this.entries.at(slot);
  }

  /** A digest of all entries that are agreed. */
  get entriesDigest(): number {
    return this.entriesDigestTo(this.entries.length);
  }

  private entriesDigestTo(end: number): number {
    const { entries } = this;
    let digest = this.droppedDigest;
    for (let slot = entries.first; slot < end; slot++)
      digest = Math.imul(digest ^ entries.at(slot), 0x01000193);
    return digest;
  }

  /** An agreed entry is on the disks of a majority. */
  checkMajority(slot: number): void {
    const checksum = this.entries.at(slot);
    let count = 0;
    for (const disk of this.disks) if (disk.hasOrHad(slot, checksum)) count += 1;
    if (count < this.majority) {
      const text = `the entry of slot ${slot} is agreed, and on ${count} disks where it has to be on ${this.majority}`;
      this.judge.blame('MinorityHalt', text);
    }
  }

  private extend(name: string, slot: number, source: number, number: number): number {
    const id = this.submissions.claim(source, number);
    if (id < 0) {
      this.refuse(name, slot, source, number, id === LEFT_OUT);
      return id;
    }
    const last = this.slots.length === 0 ? 0 : this.slots.at(this.slots.length - 1);
    if (slot < last) {
      this.judge.blame('Agreement', `${what(name, slot, source, number)} after one of slot ${last}`);
    }
    this.digests.push(withPayload(this.digestAt(this.ids.length), slot, id));
    this.slots.push(slot);
    this.ids.push(id);
    return id;
  }

  /** Says what is wrong with a payload that cannot be the next one of all. */
  private refuse(name: string, slot: number, source: number, number: number, isOneLeftOut: boolean): void {
    const { submissions, judge } = this;
    const text = what(name, slot, source, number);
    if (!submissions.has(source, number)) judge.blame('Validity', `${text}, which was never submitted`);
    else if (isOneLeftOut) judge.blame('Fifo', `${text} before one that was submitted earlier`);
    else if (this.hasDelivered(source, number)) judge.blame('Integrity', `${text} once more`);
    else judge.blame('Fifo', `${text} after one that was submitted later`);
  }

  private hasDelivered(source: number, number: number): boolean {
    for (let place = this.ids.first; place < this.ids.length; place++) {
      const id = this.ids.at(place);
      if (this.submissions.sourceOf(id) === source && this.submissions.numberOf(id) === number) return true;
    }
    return false;
  }
}

/** Fewer payloads are not worth the time that it takes. */
const DROPPED_AT_ONCE = 1_024;
/** As for payloads; there are several in an entry, as a rule. */
const ENTRIES_DROPPED_AT_ONCE = 256;

function what(name: string, slot: number, source: number, number: number): string {
  return `${name} delivers payload ${number} of ${hostName(source)} in slot ${slot}`;
}

/** The digest of what was delivered, with one payload more. */
export function withPayload(digest: number, slot: number, id: number): number {
  return (Math.imul(Math.imul(digest, 0x01000193) ^ slot, 0x85ebca6b) + id + 1) | 0;
}
