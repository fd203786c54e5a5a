import type { HostOptions } from '../options.js';

/** After this many takeovers in vain the back-off no longer doubles; it is hours by then. */
const DOUBLINGS_MAX = 20;
/** Of so many hosts, one after the other, it is asked whether they go on. */
const ASKS_MAX = 2;

/** How patience stands, as plain data. */
export interface PatienceState {
  /** Takeovers since the last progress. */
  readonly attempts: number;
  /** Whether there has been progress since waiting began. */
  readonly hasProgressed: boolean;
  /** How often it was asked, since waiting began, whether others go on. */
  readonly asked: number;
}

/**
 * R9, R10: how long a host waits for progress before it takes over: longer the further it stands behind the last sender, and
 * longer after each takeover in vain. An entry of another host is progress. An epoch, or an own entry, is none yet: a host that nobody hears
 * would begin one epoch after the other. A promise is none, or hosts with little patience would take over from each other for ever. All of
 * these let a host wait anew, with the patience that it has.
 */
export class Patience {
  /** Takeovers since the last progress. */
  private attempts = 0;
  /** Whether there has been progress since waiting began. */
  private hasProgressed = true;
  /** Questions since waiting began. */
  private asked = 0;

  constructor(
    private readonly options: HostOptions,
    /** From 0 to below 1, uniform. */
    private readonly random: () => number,
  ) {}

  /** Whether there has been no progress since waiting began. */
  get isOver(): boolean {
    return !this.hasProgressed;
  }

  /** There is an entry of another host. */
  madeProgress(): void {
    this.hasProgressed = true;
    this.attempts = 0;
  }

  /** Another host takes over, or an epoch begins, or there is an own entry: this host waits anew, but no shorter than before. */
  gaveWay(): void {
    this.hasProgressed = true;
  }

  /** Whether it is to be asked once more if others go on, before this host takes over (T3). Counts that it is. */
  asksFirst(): boolean {
    if (this.asked >= ASKS_MAX) return false;
    this.asked += 1;
    return true;
  }

  tookOver(): void {
    this.attempts += 1;
  }

  /** Begins to wait. Returns for how long, in milliseconds, at this many places in the ring behind the last sender. */
  begin(distance: number): number {
    const { takeoverMs, takeoverStepMs, backOffMs } = this.options;
    this.hasProgressed = false;
    this.asked = 0;
    const backOff = this.random() * backOffMs * 2 ** Math.min(this.attempts, DOUBLINGS_MAX);
    return takeoverMs + distance * takeoverStepMs + backOff;
  }

  save(): PatienceState {
    return { attempts: this.attempts, hasProgressed: this.hasProgressed, asked: this.asked };
  }

  load({ attempts, hasProgressed, asked }: PatienceState): void {
    this.attempts = attempts;
    this.hasProgressed = hasProgressed;
    this.asked = asked;
  }
}
