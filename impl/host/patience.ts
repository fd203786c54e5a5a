import type { HostOptions } from '../options.js';

/** After this many takeovers in vain the back-off no longer doubles; it is hours by then. */
const DOUBLINGS_MAX = 20;

/** How patience stands, as plain data. */
export interface PatienceState {
  /** Takeovers since the last progress. */
  readonly attempts: number;
  /** Whether there has been progress since waiting began. */
  readonly hasProgressed: boolean;
}

/**
 * R9, R10: how long a host waits for progress before it takes over: longer the further it stands behind the last sender, and
 * longer after each takeover in vain. An accepted entry, or an epoch, is progress; a promise is not, or hosts with little
 * patience would take over from each other for ever.
 */
export class Patience {
  /** Takeovers since the last progress. */
  private attempts = 0;
  /** Whether there has been progress since waiting began. */
  private hasProgressed = true;

  constructor(
    private readonly options: HostOptions,
    /** From 0 to below 1, uniform. */
    private readonly random: () => number,
  ) {}

  /** Whether there has been no progress since waiting began. */
  get isOver(): boolean {
    return !this.hasProgressed;
  }

  madeProgress(): void {
    this.hasProgressed = true;
    this.attempts = 0;
  }

  /** Another host takes over: this one waits anew, but no shorter than before. */
  gaveWay(): void {
    this.hasProgressed = true;
  }

  tookOver(): void {
    this.attempts += 1;
  }

  /** Begins to wait. Returns for how long, in milliseconds, at this many places in the ring behind the last sender. */
  begin(distance: number): number {
    const { takeoverMs, takeoverStepMs, backOffMs } = this.options;
    this.hasProgressed = false;
    const backOff = this.random() * backOffMs * 2 ** Math.min(this.attempts, DOUBLINGS_MAX);
    return takeoverMs + distance * takeoverStepMs + backOff;
  }

  save(): PatienceState {
    return { attempts: this.attempts, hasProgressed: this.hasProgressed };
  }

  load({ attempts, hasProgressed }: PatienceState): void {
    this.attempts = attempts;
    this.hasProgressed = hasProgressed;
  }
}
