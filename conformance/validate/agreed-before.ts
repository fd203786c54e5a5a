import type { RingRun } from './ring-run.js';
import type { SeenEvent } from './seen.js';

/**
 * How much was ever agreed at a host. O11: a host that restarts may keep any part of its agreement pointer. Hosts that run are told by their
 * application, when that comes back, what it has: all of it was agreed at this host before.
 */
export class AgreedBefore {
  /** How many entries, from the first. */
  length = 0;
  /** Whether the application of this life may still say how much of it it has. */
  private mayRecall = false;

  /** A life begins, perhaps the first of this host. An application without a disk has nothing to say, unless there is a driver. */
  beginsLife(run: RingRun, self: number, { layer }: SeenEvent, isFirst: boolean): void {
    // An engine that shows its sessions is told so as one begins.
    const hasNothing = layer === 'host' ? run.isDiskless : run.showsSessions;
    this.mayRecall = !hasNothing && !isFirst && (run.isLive || run.drivers.isWatched(self));
  }

  /** The host has agreed this number of entries. */
  agrees(length: number): void {
    this.length = Math.max(this.length, length);
  }

  /** Whether the application has come back with this number of entries, more than the host knows to be agreed. Once a life it may. */
  recalls(agreed: number | undefined, known: number, written: number): agreed is number {
    if (!this.mayRecall || agreed === undefined || agreed <= known || agreed > this.length) return false;
    if (agreed > written) return false;
    this.mayRecall = false;
    return true;
  }
}
