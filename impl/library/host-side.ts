import type { AgreedLog } from '../host/engine-side.js';
import type { HostView } from '../host/view.js';
import type { TransportCounts } from '../transport/transport.js';

/** What the library needs of a host, wherever its protocol runs: in this thread, or behind the channels of an engine. */
export interface HostSide {
  readonly view: SideView;
  readonly cursor: AgreedCursor;
  readonly own: OwnEntries;
  /** A payload to be broadcast; it is copied. Its number, or `full` while too much waits. */
  submit(payload: Uint8Array): number | 'full';
  counts(): SideCounts;
  /** Releases timers, networks and log. */
  close(): Promise<void>;
}

/** Where a host is in the protocol. */
export type SideView = Pick<HostView, 'self' | 'status' | 'promised' | 'agreed'> & {
  /** R1: the epoch that the host follows. */
  readonly epoch: {
    readonly number: number;
    readonly members: Iterable<number> & { includes(host: number): boolean };
  } | null;
  readonly log: Pick<HostView['log'], 'start' | 'length'>;
};

/** What is agreed, as whoever takes it in order looks at it. */
export interface AgreedCursor {
  /** Entries, from the first, that are known here to be agreed. */
  readonly agreed: number;
  /** D2: whether the host is a new life without a disk that does not know yet what there is: nothing is taken before it does. */
  readonly isRecovering: boolean;
  /** Entries from `start` on; of these, that of the position is there. */
  readonly log: Pick<AgreedLog, 'start' | 'length' | 'snapshot' | 'words' | 'bytes' | 'placeOf'>;
  /** The application has the first `from` entries, of those that there are, and goes on there. They are agreed. */
  begin(from: number): void;
  /** The application has the first `delivered` entries. */
  acknowledge(delivered: number): void;
  /** R10: the snapshot stands for the first `slot` entries. */
  compact(slot: number, snapshot: Uint8Array): void;
}

/** Told of own payloads that are agreed. */
export interface OwnAgreed {
  /** Those of the entry of a slot. */
  agreedIn(slot: number, first: number, count: number): void;
  /** All up to a number: a snapshot stands for their entries. */
  agreedUpTo(number: number): void;
}

/** The own payloads that are agreed, each told once. */
export interface OwnEntries {
  /** Tells what has been agreed since the last time. */
  take(to: OwnAgreed): void;
}

/** What is counted at a host. */
export interface SideCounts {
  readonly takeovers: number;
  readonly repeats: number;
  readonly medium: TransportCounts | null;
  readonly outOfBand: TransportCounts | null;
  /** Messages that were refused, by why. */
  readonly refused: Readonly<Record<string, number>>;
}
