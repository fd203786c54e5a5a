/** What a core is made of, what it says, and what it is restored from. */
import type { LogSize } from './log-memory.js';
import type { QueueSize } from './waiting-payloads.js';
import type { LivesState } from './lives.js';
import type { EpochRecord, LogImage, Packet, PromisePacket } from './records.js';

/** Where a host is in the protocol; the states of the specified host, but for being down. */
export const STATUS = {
  following: 0,
  /** R5: has promised; the promise is being written. */
  promising: 1,
  /** R5: has promised, and waits for the epoch to start. */
  waiting: 2,
  /** R5: prepares an epoch of its own; its own promise is being written. */
  claiming: 3,
  /** R5: gathers promises. */
  gathering: 4,
  /** R5: starts its epoch; the record is being written. */
  starting: 5,
  /** R6: installs an epoch; it is being written. */
  installing: 6,
  /** D2: has restarted without a disk, and asks the others. */
  recovering: 7,
} as const;

export type Status = (typeof STATUS)[keyof typeof STATUS];

export interface CoreOptions {
  /** This host's place in the ring, from 0. */
  readonly self: number;
  /** How many hosts the ring has: 2 to 256. */
  readonly hosts: number;
  /** The digest of what all hosts of a ring have in common (wire/configuration.ts). */
  readonly configuration: number;
  readonly log: LogSize;
  readonly queue: QueueSize;
  /**
   * D3: the number of this life of a host without a disk, above those of all its earlier ones; 0 at the first, with which a ring
   * begins. Left out where hosts have disks.
   */
  readonly life?: number;
  /** Whether frames get their CRC when they are made; left out, they do. Otherwise they get it when they leave this process, in a log that is sent. */
  readonly seals?: boolean;
}

/** What a host says. Frames are views of its log: they are to be copied or sent before the next call. */
export interface CoreOutput {
  /** The frame at word `at` goes to all hosts, over the broadcast medium (R2). */
  broadcast(words: Int32Array, at: number): void;
  /** The frame at word `at` goes to one host, out of band: an entry that it has fetched (R3). */
  resend(to: number, words: Int32Array, at: number): void;
  /** A packet goes to one host, out of band. */
  send(to: number, packet: Packet): void;
}

/** All that a core is, as plain data: what it is restored from. Equal states are equal data. */
export interface CoreState {
  readonly status: Status;
  readonly promised: number;
  readonly installed: EpochRecord | null;
  readonly gathered: Gathered | null;
  /** How many durable changes are not written, and how many of these storage has not been handed. */
  readonly unwritten: number;
  readonly unhanded: number;
  readonly agreed: number;
  readonly known: number;
  readonly delivered: number;
  readonly deliveredByAll: number;
  readonly log: LogImage;
  readonly queue: readonly { readonly number: number; readonly payload: Uint8Array }[];
  /** Left out where hosts have disks. */
  readonly lives?: LivesState;
}

/** What a storage has to take of a host. */
export interface CoreWriter {
  entry(source: Uint8Array, at: number, bytes: number): void;
  promise(epoch: number): void;
  install(epoch: EpochRecord, log: LogImage): void;
}

/** The steps of a host, as its trace names them. */
export type CoreAction =
  | 'Submit'
  | 'Append'
  | 'Broadcast'
  | 'Receive'
  | 'Persist'
  | 'Deliver'
  | 'Timeout'
  | 'Promise'
  | 'Gather'
  | 'Start'
  | 'Install'
  | 'CatchUp'
  | 'Fetch'
  | 'Join'
  | 'AnswerFetch'
  | 'AnswerJoin'
  | 'Announce'
  | 'Answer'
  | 'TakeAnswer';

/** R5: the promises that a starter has, its own apart. */
export interface Gathered {
  /** Who promised, ascending. */
  readonly from: readonly number[];
  /** The greatest log among them, if it is greater than the starter's own. */
  readonly log: LogImage | null;
  /** Of the greatest log, how much is known to be agreed. */
  readonly delivered: number;
  /** What all promisers have delivered: nobody needs to be sent that. */
  readonly deliveredByAll: number;
  /** D9: where hosts have no disks, all promises that have come; the above is of those of them that count. */
  readonly kept?: KeptPromises;
}

/** D9: promises are kept, because a later one may know of a new life, and then earlier ones no longer count. */
export interface KeptPromises {
  /** What the starter knew to be agreed when it began to gather. */
  readonly settled: number;
  /** At most one of each host, ascending. */
  readonly promises: readonly PromisePacket[];
}
