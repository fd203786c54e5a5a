/**
 * What hosts say to each other out of band, and what storage keeps: plain data, rules R1–R11 of docs/protocol.md.
 * Numbers of epochs, slots and payloads are whole, from 0 to 2^53 - 1; on the wire and on disk they have 64 bits.
 */

/** R1: an epoch, fixed for ever when it starts. Its starter is host `number % n`. */
export interface EpochRecord {
  readonly number: number;
  /** At least a majority of the hosts, ascending. */
  readonly members: Uint8Array;
  /** The length of its base log: the first slot that the epoch itself fills. */
  readonly base: number;
  /** How much of the base log was known to be agreed when it started. At most `base`. */
  readonly snapshot: number;
  /**
   * D7: where hosts have no disks, by host, the newest life that was known when the epoch started; that of a member is the life that is a
   * member. Left out where hosts have disks.
   */
  readonly lives?: Float64Array;
}

/** What stands for the first `length` entries of a log once they are compacted: all that the rules ask of them. */
export interface Mark {
  readonly length: number;
  /** The epoch of the last of them; -1 if there are none. */
  readonly lastEpoch: number;
  /** The sources of the last of them, newest first; at most h = floor(n/2) (P1). */
  readonly sources: Uint8Array;
  /** By host, the number of its last payload among them; -1 if it has none (R11). n values. */
  readonly numbers: Float64Array;
}

/** A log as it is sent and stored: a mark, and the entries after it. */
export interface LogImage {
  readonly mark: Mark;
  /**
   * What the application made of the entries that the mark stands for; null if there are none, or if the
   * receiver is known to have delivered them itself.
   */
  readonly snapshot: Uint8Array | null;
  /** The number of entries, from the first, that are known to be agreed: from `mark.length` to `length`. */
  readonly delivered: number;
  readonly length: number;
  /** The entries from `mark.length` to `length`, as frames (wire/layout.ts), one after the other. */
  readonly frames: Uint8Array;
}

/** D1: the life of a packet's sender. Left out where hosts have disks. */
interface OfLife {
  readonly life?: number;
}

/** R5: a starter asks for promises. It says how much it has delivered, so that nobody sends it that. */
export interface Prepare extends OfLife {
  readonly kind: 'prepare';
  readonly from: number;
  readonly epoch: number;
  readonly delivered: number;
}

/** R5: a promise, with the log as of that moment. */
export interface PromisePacket extends OfLife {
  readonly kind: 'promise';
  readonly from: number;
  readonly epoch: number;
  readonly log: LogImage;
  /** D9: the life of the starter that asked for it. */
  readonly starterLife?: number;
  /** D1: the newest lives that its sender knows, by host. */
  readonly known?: Float64Array;
}

/** R5, R6: Start(e), from its starter or passed on as it came. `log.length` is `epoch.base`. */
export interface Start {
  readonly kind: 'start';
  readonly from: number;
  readonly epoch: EpochRecord;
  readonly log: LogImage;
}

/** R3, R9, R10: the record of an epoch with a snapshot of all that is delivered, in place of its base. */
export interface Install {
  readonly kind: 'install';
  readonly from: number;
  readonly epoch: EpochRecord;
  readonly log: LogImage;
}

/** R3: a host asks for the entries of its epoch that follow on its log, which has `length`. */
export interface Fetch extends OfLife {
  readonly kind: 'fetch';
  readonly from: number;
  readonly epoch: number;
  /** The length of its log: the first slot that it lacks. */
  readonly length: number;
  /** The first slot that it does not ask for: it has that, or asks for it later. */
  readonly upTo: number;
  readonly delivered: number;
}

/** R3, R9: a host asks for the running epoch. */
export interface Join extends OfLife {
  readonly kind: 'join';
  readonly from: number;
  readonly promised: number;
  /** Whether it has installed the epoch that it has promised. */
  readonly isInstalled: boolean;
  readonly delivered: number;
}

/** R3, R5: older than what its receiver has promised. */
export interface Refuse {
  readonly kind: 'refuse';
  readonly from: number;
  readonly promised: number;
}

/** R2: a host has a payload for its next slot: who holds the token before that need not. Nothing rests on it. */
export interface Hint {
  readonly kind: 'hint';
  readonly from: number;
  readonly epoch: number;
  readonly slot: number;
}

/** D4: a host that has restarted without a disk tells the others its life. */
export interface Announce {
  readonly kind: 'announce';
  readonly from: number;
  readonly life: number;
  /** What answers to it have to say again. */
  readonly nonce: number;
}

/** D4: all that a host is, for one that has restarted without a disk. */
export interface AnswerPacket {
  readonly kind: 'answer';
  readonly from: number;
  readonly life: number;
  /** That of the announcement. */
  readonly nonce: number;
  readonly promised: number;
  /** Null where its sender has promised to leave it. */
  readonly installed: EpochRecord | null;
  /** The number of entries, from the first, that are agreed: at least `log.delivered`. */
  readonly agreed: number;
  /** D1: the newest lives that its sender knows, by host. */
  readonly known: Float64Array;
  readonly log: LogImage;
}

/** Everything that travels out of band, but for entries that were fetched: those are frames. */
export type Packet =
  Prepare | PromisePacket | Start | Install | Fetch | Join | Refuse | Hint | Announce | AnswerPacket;

/** R4: what storage holds, and a host restarts with. */
export interface Stored {
  readonly promised: number;
  /** Null once a promise has taken the host out of it. Its number is `promised`. */
  readonly installed: EpochRecord | null;
  readonly log: LogImage;
  /** Payload numbers of this host from here on have never been used (R11). */
  readonly reserved: number;
}
