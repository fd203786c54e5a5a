/** What hosts store and send, rules R1–R4: entries, epochs, logs. */

/** What a slot holds (R4): an entry keeps the epoch in which it was broadcast. */
export interface Entry {
  readonly epoch: number;
  readonly source: number;
  /** The payload's number in the order in which its source submitted them; null in an empty message (R11). */
  readonly payload: number | null;
}

/** R2: M = (epoch, seq, history, data?), here with the source that the medium knows. */
export interface Message extends Entry {
  readonly kind: 'entry';
  readonly slot: number;
  /** The last h senders, newest first; shorter at the beginning of the log. */
  readonly history: readonly number[];
}

/** R1: an epoch, fixed for ever when it starts. Its starter follows from its number. */
export interface Epoch {
  readonly number: number;
  /** At least a majority of the hosts, ascending. */
  readonly members: readonly number[];
  /** The length of its base log: the first slot that the epoch itself fills. */
  readonly base: number;
  /** How much of the base log is a snapshot. */
  readonly snapshot: number;
  /**
   * D7: without disks, by host, the newest life that was known when the epoch started. The life of a member here is the one
   * that is a member.
   */
  readonly lives?: readonly number[];
}

/**
 * A log as it is stored and sent: the first `delivered` entries may be compacted. What the application made of
 * them is its snapshot, and only a snapshot can stand for them, whole. The model keeps the entries behind it in
 * its place, and reads of them only what a snapshot says: how many there are, the epoch of the last one, the
 * last h senders, and which payloads they held.
 */
export interface Log {
  readonly log: readonly Entry[];
  readonly delivered: number;
}

/** R4: what is durable, and changed in one atomic step. */
export interface Durable extends Log {
  /** No part is taken in epochs below this one. */
  readonly promised: number;
  /** The installed epoch; null once a promise has taken the host out of it. Its number is `promised`. */
  readonly installed: Epoch | null;
}
