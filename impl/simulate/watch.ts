import type { Submissions } from './submissions.js';

/**
 * Looks whether the cluster agrees again after the last fault: whether every host has delivered a payload that was submitted
 * since, and whether every host has delivered one of its own.
 */
export class Watch {
  /** When the last fault ended; null while there has been none. */
  lastFaultMs: number | null = null;
  /** When every host had delivered something submitted since; null if that has not happened. */
  agreedMs: number | null = null;
  /** When every host had delivered something of its own, so was a member again; null if that has not happened. */
  returnedMs: number | null = null;
  private since = 0;
  private readonly some: Uint8Array;
  private readonly own: Uint8Array;
  private someLeft: number;
  private ownLeft: number;

  constructor(
    private readonly hosts: number,
    private readonly submissions: Submissions,
  ) {
    this.some = new Uint8Array(hosts);
    this.own = new Uint8Array(hosts);
    this.someLeft = this.ownLeft = hosts;
  }

  /** Whether every host has delivered something new. */
  get isAgreed(): boolean {
    return this.someLeft === 0;
  }

  /** Whether every host has delivered something new of its own: nothing is missing any more. */
  get isSettled(): boolean {
    return this.ownLeft === 0;
  }

  /** A fault has ended just now: all that was seen before counts for nothing. */
  faultEnded(nowMs: number): void {
    this.lastFaultMs = this.since = nowMs;
    this.agreedMs = this.returnedMs = null;
    this.some.fill(0);
    this.own.fill(0);
    this.someLeft = this.ownLeft = this.hosts;
  }

  /** A host has delivered a payload. */
  delivered(host: number, id: number, nowMs: number): void {
    if (this.ownLeft === 0 || this.submissions.timeOf(id) < this.since) return;
    if (this.some[host] === 0) {
      this.some[host] = 1;
      this.someLeft -= 1;
      if (this.someLeft === 0) this.agreedMs = nowMs;
    }
    if (this.own[host] === 0 && this.submissions.sourceOf(id) === host) {
      this.own[host] = 1;
      this.ownLeft -= 1;
      if (this.ownLeft === 0) this.returnedMs = nowMs;
    }
  }

  /** The hosts that have delivered nothing new. */
  withoutAny(): readonly number[] {
    return zerosOf(this.some);
  }

  /** The hosts that have delivered nothing new of their own. */
  withoutOwn(): readonly number[] {
    return zerosOf(this.own);
  }
}

function zerosOf(flags: Uint8Array): readonly number[] {
  return [...flags].flatMap((flag, host) => (flag === 0 ? [host] : []));
}
