import type { HostOptions } from '../options.js';

/** After this many takeovers in vain the back-off no longer doubles; it is hours by then. */
const DOUBLINGS_MAX = 20;

/**
 * R9, R10: how long a host waits for progress before it takes over: longer the further it stands behind the last sender, and
 * longer after each takeover in vain. An accepted entry, or an epoch, is progress; a promise is not, or hosts with little
 * patience would take over from each other for ever.
 */
export class Patience {
  /** Takeovers since the last progress. */
  private attempts = 0;
  private progress = 0;
  /** What there was of progress when waiting began. */
  private progressSeen = -1;

  constructor(
    private readonly options: HostOptions,
    /** From 0 to below 1, uniform. */
    private readonly random: () => number,
  ) {}

  /** Whether there has been no progress since waiting began. */
  get isOver(): boolean {
    return this.progress === this.progressSeen;
  }

  madeProgress(): void {
    this.progress += 1;
    this.attempts = 0;
  }

  /** Another host takes over: this one waits anew, but no shorter than before. */
  gaveWay(): void {
    this.progress += 1;
  }

  tookOver(): void {
    this.attempts += 1;
  }

  /** Begins to wait. Returns for how long, in milliseconds, at this many places in the ring behind the last sender. */
  begin(distance: number): number {
    const { takeoverMs, takeoverStepMs, backOffMs } = this.options;
    this.progressSeen = this.progress;
    const backOff = this.random() * backOffMs * 2 ** Math.min(this.attempts, DOUBLINGS_MAX);
    return takeoverMs + distance * takeoverStepMs + backOff;
  }
}
