import { ANSWER } from '../core/answers.js';
import type { Core } from '../core/core.js';

/** What the application has made of the first `slot` entries. */
export interface Snapshot {
  readonly slot: number;
  readonly snapshot: Uint8Array;
}

export interface CompactingState {
  /** What is to be compacted as soon as it may be; null if there is nothing. */
  readonly waiting: Snapshot | null;
}

/** What compacting needs of a core. */
export type CompactingCore = Pick<Core, 'compactable' | 'compact' | 'delivered' | 'agreed'> & {
  readonly log: { readonly start: number };
};

/**
 * R10: the snapshots of the application. One that comes while the base of the running epoch has to stay waits until that is no longer so:
 * a log that is full brings its application nothing new to compact, so nobody would ask again.
 */
export class Compacting {
  private waiting: Snapshot | null = null;

  constructor(private readonly core: CompactingCore) {}

  /** Whether a snapshot waits: the application has done what it can, and others have to go on. */
  get isWaiting(): boolean {
    return this.waiting !== null;
  }

  /** Takes a snapshot in place of entries. One that may be compacted later waits, as a copy, in place of an earlier one. Returns whether it is compacted. */
  take(slot: number, snapshot: Uint8Array): boolean {
    const { core } = this;
    if (core.compact(slot, snapshot) === ANSWER.taken) {
      if (this.waiting !== null && this.waiting.slot <= slot) this.waiting = null;
      return true;
    }
    this.keep(slot, snapshot, core.delivered);
    return false;
  }

  /** A snapshot waits until the host has done what it is at: an application that is just being given an entry has one of it, too. */
  defer(slot: number, snapshot: Uint8Array): void {
    this.keep(slot, snapshot, this.core.agreed);
  }

  /** Gives up the snapshot that waits if it may be compacted now; null if none may. */
  due(): Snapshot | null {
    const { waiting, core } = this;
    if (waiting === null || (waiting.slot > core.compactable && waiting.slot > core.log.start)) return null;
    this.waiting = null;
    return waiting.slot > core.log.start ? waiting : null;
  }

  save(): CompactingState {
    return { waiting: this.waiting };
  }

  load({ waiting }: CompactingState): void {
    this.waiting = waiting;
  }

  private keep(slot: number, snapshot: Uint8Array, most: number): void {
    const isLater = slot > this.core.log.start && slot <= most && slot >= (this.waiting?.slot ?? 0);
    if (isLater) this.waiting = { slot, snapshot: new Uint8Array(snapshot) };
  }
}
