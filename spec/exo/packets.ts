/** What hosts say to each other on the out-of-band network (R3–R6, R9). Entries go over the broadcast medium. */
import type { Epoch, Log, Message } from './records.js';

/**
 * D1: the life of its sender, where hosts have no disks. Entries and records need none: the record of an epoch has the lives of its
 * members (D7).
 */
interface OfLife {
  readonly life?: number;
}

/** R5: a starter asks all hosts for their promise. */
export interface Prepare extends OfLife {
  readonly kind: 'prepare';
  readonly epoch: number;
}

/** R5: a promise, with the log as of that moment. */
export interface Promised extends Log, OfLife {
  readonly kind: 'promise';
  readonly epoch: number;
  readonly from: number;
  /** D1: the newest lives that its sender knows, by host. */
  readonly known?: readonly number[];
  /** D9: the life of the starter that asked for it. */
  readonly starterLife?: number;
}

/** R5, R6: Start(e), the record of an epoch: members and base log, from its starter or passed on as it came. */
export interface Start extends Log {
  readonly kind: 'start';
  readonly epoch: Epoch;
}

/** R3, R9, R10: the record of an epoch whose base is compacted, with a snapshot that reaches beyond it. */
export interface Install extends Log {
  readonly kind: 'install';
  readonly epoch: Epoch;
}

/**
 * R3, R10: whether what is asked for is still there, entry by entry, or compacted into a snapshot. That depends on
 * the host that answers, and on when it compacts what it has delivered; so a question comes in both kinds.
 */
export type Wanted = 'entries' | 'snapshot';

/** R3: a host asks for the entries of its epoch that follow on its log. */
export interface Fetch extends OfLife {
  readonly kind: 'fetch';
  readonly wanted: Wanted;
  readonly from: number;
  readonly epoch: number;
  readonly length: number;
}

/** R3, R9: a host asks for the running epoch. */
export interface Join extends OfLife {
  readonly kind: 'join';
  readonly wanted: Wanted;
  readonly from: number;
  /** What it has promised. */
  readonly promised: number;
  /** Whether it has installed that epoch. */
  readonly isInstalled: boolean;
}

/** D4: a host that has restarted without a disk tells the others its life. */
export interface Announce {
  readonly kind: 'announce';
  readonly from: number;
  readonly life: number;
  /** What its answers have to say again. A life is a nonce: it is new each time. */
  readonly nonce: number;
}

/** D4: what a host knows, for one that has restarted. */
export interface Answer extends Log {
  readonly kind: 'answer';
  readonly from: number;
  readonly life: number;
  /** That of the announcement. */
  readonly nonce: number;
  readonly promised: number;
  readonly installed: Epoch | null;
  readonly agreed: number;
  /** D1: the newest lives that its sender knows, by host. */
  readonly known: readonly number[];
}

/** Everything that may be in an inbox; a fetched entry is the message that was broadcast, said again. */
export type Packet = Message | Prepare | Promised | Start | Install | Fetch | Join | Announce | Answer;

export type PacketKind = Packet['kind'];
