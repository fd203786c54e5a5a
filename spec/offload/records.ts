/** What goes through the two channels between the driver and its engine (O4), and what both say when they attach (O9). */
import type { Entry } from '../exo/log.js';

/** C2, late form: an entry that is agreed, for it is in C2. */
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

export type C2Record = AppendRecord | SnapshotRecord;

/** O9: what a driver says first in a session: what its application has, and how far its pointer is. */
export interface DriverBegin {
  readonly delivered: number;
  readonly pointer: number;
}

/** O9: what an engine says first in a session: its next payload number, and its mark. */
export interface EngineBegin {
  readonly next: number;
  readonly mark: number;
}
