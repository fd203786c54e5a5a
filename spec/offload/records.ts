/** What goes through the two channels between the driver and its engine (O4), and what both say when they attach (O9). */
import type { Entry } from '../exo/log.js';

/** C2: the next entry of the log. In the late form it is agreed, for it is in C2; in the early form only *agreed* says so. */
export interface AppendRecord {
  readonly kind: 'append';
  readonly slot: number;
  readonly entry: Entry;
}

/** C2: in place of entries that are compacted, what the application made of them; here, the entries themselves. */
export interface SnapshotRecord {
  readonly kind: 'snapshot';
  readonly mark: number;
  readonly log: readonly Entry[];
}

/** C2, early form: an install has changed the log from here on. */
export interface TruncateRecord {
  readonly kind: 'truncate';
  readonly length: number;
}

/** C2, early form: as many of the first entries are agreed, all of which are in C2 before this. */
export interface AgreedRecord {
  readonly kind: 'agreed';
  readonly pointer: number;
}

export type C2Record = AppendRecord | SnapshotRecord | TruncateRecord | AgreedRecord;

/** O9: what a driver says first in a session: what its application has, and its pointer, to which its copy is cut. */
export interface DriverBegin {
  readonly delivered: number;
  readonly pointer: number;
}

/** O9: what an engine says first in a session: its next payload number, and its mark. */
export interface EngineBegin {
  readonly next: number;
  readonly mark: number;
}
