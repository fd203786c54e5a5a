import { assert } from '../../errors/index.js';
import { HEADER_BYTES } from '../wire/layout.js';
import {
  STATUS,
  type CoreAction,
  type CoreOptions,
  type CoreOutput,
  type Gathered,
  type Status,
} from './core-state.js';
import { EntryLog } from './entry-log.js';
import { Lives } from './lives.js';
import { PayloadQueue } from './payload-queue.js';
import type { EpochRecord, Packet } from './records.js';
import { allHosts, majority, successorsNeeded } from './ring.js';

/** Told of every step that was taken, after it. */
export type CoreTrace = (action: CoreAction, core: Standing) => void;

/** Where a host is: what of the protocol it has in mind, and what follows from that at once. The layers above make the steps. */
export class Standing {
  readonly self: number;
  readonly hosts: number;
  readonly majority: number;
  readonly configuration: number;
  readonly log: EntryLog;
  readonly queue: PayloadQueue;
  status: Status = STATUS.following;
  /** R5: no part is taken in epochs below this one. */
  promised = 0;
  /** R1: the installed epoch; null once a promise has taken this host out of it. */
  installed: EpochRecord | null;
  gathered: Gathered | null = null;
  /** The number of durable changes there have been. */
  journal = 0;
  /** The number of durable changes that were handed to storage. */
  handed = 0;
  /** The number of durable changes that storage has written. */
  written = 0;
  /** R7: the number of entries, from the first, that are agreed. */
  agreed = 0;
  /** The number of entries that are known to be agreed from other hosts' messages, written here or not. */
  known = 0;
  /** The number of entries that the application has taken. */
  delivered = 0;
  /** R5: what was known to be agreed when the promise was sent; -1 if it was sent in another life, or never. */
  settledAtPromise = -1;
  /** D1, D9: the lives that were known when the promise was sent: it is said again as it was. Null where hosts have disks, and as `settledAtPromise`. */
  knownAtPromise: Float64Array | null = null;
  /** Set from outside; null costs one comparison a step. */
  trace: CoreTrace | null = null;
  /** D1: what is known of lives; null where hosts have disks. */
  readonly lives: Lives | null;
  protected readonly seals: boolean;
  /** D8: whether no newer life of any member of the installed epoch is known. */
  protected isLiving = true;
  /** R2: the members in ring order from the starter, and whose turn it is. */
  protected order: Uint8Array;
  protected turn = 0;
  /** What need not be sent with a promise or a Start, because those who get it have delivered it. */
  protected deliveredByAll = 0;

  constructor(
    options: CoreOptions,
    protected readonly output: CoreOutput,
  ) {
    const { self, hosts, configuration, log, queue, life, seals = true } = options;
    this.seals = seals;
    this.self = self;
    this.hosts = hosts;
    this.majority = majority(hosts);
    this.configuration = configuration;
    this.log = new EntryLog(hosts, log);
    this.queue = new PayloadQueue(queue);
    this.lives = life === undefined ? null : new Lives(hosts, self, life);
    const first = firstEpoch(hosts, this.lives !== null);
    this.order = first.members;
    const isRecovering = life !== undefined && life > 0;
    this.installed = isRecovering ? null : first;
    if (isRecovering) this.status = STATUS.recovering;
  }

  /** R4: whether storage has all that is durable. */
  get isWritten(): boolean {
    return this.journal === this.written;
  }

  /** The log as far as storage has it; it is all there while nothing but entries is being written. */
  get writtenLength(): number {
    return this.log.length - (this.journal - this.written);
  }

  /** How much is known to be agreed and is in the log, delivered here yet or not: it never has to be sent again. */
  get settled(): number {
    return this.known > this.delivered ? this.known : this.delivered;
  }

  /** R2: whether this host is the one to fill the next slot. */
  get holdsToken(): boolean {
    return this.status === STATUS.following && this.order[this.turn] === this.self;
  }

  /** R2: whose turn it is in the installed epoch, or was when that was left. */
  get holder(): number {
    return this.order[this.turn] as number;
  }

  /** R10: whether the log has room for an entry, if only an empty one. */
  get hasRoom(): boolean {
    return this.log.hasRoom(HEADER_BYTES >>> 2) || this.mayOutgrow;
  }

  /**
   * R10: whether a log that is full takes the next entry all the same: one of the first q of an epoch, where it is full of entries that are
   * agreed only once those follow.
   */
  protected get mayOutgrow(): boolean {
    const { installed, log } = this;
    if (installed !== null && log.length >= installed.base + this.majority) return false;
    return log.mayOutgrow(this.agreedHere, this.needed);
  }

  /** R7, R8: an epoch may leave h entries that are not agreed, and q of the next one follow before they are. */
  protected get needed(): number {
    return this.majority + successorsNeeded(this.hosts);
  }

  /** How much is known to be agreed, written here or not. */
  protected get agreedHere(): number {
    return this.known > this.agreed ? this.known : this.agreed;
  }

  /** R2: whether the last entry is this host's own, of the installed epoch; D8: and that may go on. */
  get isLastSender(): boolean {
    const { log, installed } = this;
    return (
      this.status === STATUS.following &&
      this.isLiving &&
      installed !== null &&
      log.length > installed.base &&
      log.length > log.start &&
      log.sourceAt(log.length - 1) === this.self
    );
  }

  /** R2: the member whose turn a slot is, at or behind the end of the log. Only a host that follows an epoch knows. */
  proposerOf(slot: number): number {
    return this.order[(this.turn + slot - this.log.length) % this.order.length] as number;
  }

  /** R11: whether a payload waits that is not in the log. */
  get hasPayload(): boolean {
    return this.queue.hasAbove(this.log.lastNumbers[this.self] as number);
  }

  /**
   * R10: how much may be compacted: what is delivered, but the base of the running epoch stays, for those who ask for its
   * record, until more than the base is delivered. Who has left its epoch has no base to keep; only what a promise
   * says is agreed does not become less when the promise is sent again.
   */
  get compactable(): number {
    const { installed, delivered, status, settledAtPromise } = this;
    if (installed === null) {
      const isSaid = status === STATUS.waiting && settledAtPromise >= 0;
      return isSaid ? Math.min(delivered, settledAtPromise) : delivered;
    }
    if (status !== STATUS.following) return this.log.start;
    return delivered > installed.base ? delivered : Math.min(delivered, installed.snapshot);
  }

  /** The installed epoch, where there must be one. */
  get epoch(): EpochRecord {
    assert(this.installed !== null, 'a host that follows has an epoch installed');
    return this.installed;
  }

  /** The log has a further entry: the token is the next member's. */
  protected pass(): void {
    this.journal += 1;
    this.turn = this.turn + 1 === this.order.length ? 0 : this.turn + 1;
  }

  /** R5: out of the installed epoch, for good. */
  protected leaveFor(epoch: number, status: Status): void {
    this.promised = epoch;
    this.installed = null;
    this.status = status;
    this.journal += 1;
  }

  /** D1: a packet with the life of this host, where hosts have lives. */
  protected ofLife<P extends Packet>(packet: P): P {
    return this.lives === null ? packet : { ...packet, life: this.lives.life };
  }

  protected sendAll(packet: Packet): void {
    for (let to = 0; to < this.hosts; to++) if (to !== this.self) this.output.send(to, packet);
  }
}

/** R1: everybody is a member of epoch 0, which host 0 starts with nothing. */
export function firstEpoch(hosts: number, isDiskless = false): EpochRecord {
  const epoch = { number: 0, members: allHosts(hosts), base: 0, snapshot: 0 };
  return isDiskless ? { ...epoch, lives: new Float64Array(hosts) } : epoch;
}
