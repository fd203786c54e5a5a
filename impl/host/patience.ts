import type { Core } from '../core/core.js';
import type { HostOptions } from '../options.js';
import type { HostPort } from './port.js';

/** After this many takeovers in vain the back-off no longer doubles; it is hours by then. */
const DOUBLINGS_MAX = 20;
/** The number of hosts of which, one after the other, it is asked whether they go on. */
const ASKS_MAX = 2;
/** Whether there is progress is looked at so often in a `takeoverMs`. */
const LOOKS = 20;

/**
 * R9, R10: what the `takeover` timer is set for. While entries come it goes off every now and then, and there was progress
 * since (`progressing`) or not yet (`quiet`). If there was none it is set once more, for all that is left of the time to wait from this
 * place in the ring (`waiting`); any progress ends that.
 */
export type PatienceMode = 'progressing' | 'quiet' | 'waiting';

export interface PatienceState {
  readonly mode: PatienceMode;
  /** Takeovers in vain, less the rounds of the ring in which more was agreed since. */
  readonly attempts: number;
  /** How much was agreed at the last of either; 0 without any. */
  readonly agreedThen: number;
  /** How often it was asked, since waiting began, whether others go on. */
  readonly asked: number;
}

/** What patience needs of a core. */
export type PatienceCore = Pick<Core, 'self' | 'hosts' | 'agreed'> & {
  readonly log: Pick<Core['log'], 'start' | 'length' | 'sourceAt'>;
};

/**
 * R9, R10: how long a host waits for progress before it takes over: longer the further it stands behind the last sender, and
 * up to twice as long after each takeover in vain. Each time that as many more entries are agreed as the ring has hosts, that is halved: where messages take
 * longer than a host waits, each epoch has its first entries, and is over before any of them is agreed, or soon after; whoever had no more patience at
 * once than at first would take over from those who have just gathered enough. An epoch, or an own entry, is none yet: a host
 * that nobody hears would begin one epoch after the other. A promise is none, or hosts with little patience would take over from each other for
 * ever. All of these let a host wait anew, with the patience that it has. A host has no clock, and sets no timer for each entry; so it
 * waits up to a twentieth of `takeoverMs` longer than it should.
 */
export class Patience {
  private mode: PatienceMode = 'quiet';
  private attempts = 0;
  private agreedThen = 0;
  /** Questions since waiting began. */
  private asked = 0;
  private readonly lookMs: number;

  constructor(
    private readonly core: PatienceCore,
    private readonly port: Pick<HostPort, 'setTimer'>,
    private readonly options: Pick<HostOptions, 'takeoverMs' | 'takeoverStepMs' | 'backOffMs' | 'askMs'>,
    /** From 0 to below 1, uniform. */
    private readonly random: () => number,
  ) {
    this.lookMs = options.takeoverMs / LOOKS;
  }

  /** Waits from now on. */
  begin(): void {
    this.mode = 'quiet';
    this.asked = 0;
    this.port.setTimer('takeover', this.lookMs);
  }

  /** There is an entry of another host. */
  madeProgress(): void {
    const { agreed, hosts } = this.core;
    if (this.attempts > 0 && agreed >= this.agreedThen + hosts) {
      this.attempts -= 1;
      this.agreedThen = this.attempts === 0 ? 0 : agreed;
    }
    this.gaveWay();
  }

  /** Another host takes over, or an epoch begins, or there is an own entry: this host waits anew, but no shorter than before. */
  gaveWay(): void {
    if (this.mode === 'waiting') this.begin();
    else this.mode = 'progressing';
  }

  /** This host has taken over: the next time it waits longer. */
  tookOver(): void {
    this.attempts += 1;
    this.agreedThen = this.core.agreed;
  }

  /** The `takeover` timer has gone off. Returns whether patience is over: then it is to begin anew, or to be asked first. */
  isOver(): boolean {
    const { mode } = this;
    if (mode === 'progressing') this.begin();
    if (mode === 'quiet') {
      this.mode = 'waiting';
      this.port.setTimer('takeover', this.waitMs() - this.lookMs);
    }
    return mode === 'waiting';
  }

  /**
   * Patience is over, but others may go on all the same (T3): whether it is to be asked once more, and waited for `askMs`, before this host
   * takes over.
   */
  asksFirst(): boolean {
    if (this.asked >= ASKS_MAX) return false;
    this.asked += 1;
    this.port.setTimer('takeover', this.options.askMs);
    return true;
  }

  save(): PatienceState {
    const { mode, attempts, agreedThen, asked } = this;
    return { mode, attempts, agreedThen, asked };
  }

  load({ mode, attempts, agreedThen, asked }: PatienceState): void {
    this.mode = mode;
    this.attempts = attempts;
    this.agreedThen = agreedThen;
    this.asked = asked;
  }

  /**
   * How long to wait at this place in the ring, in milliseconds. The first time randomness only tells hosts at one place apart, so that
   * the nearest one takes over; after that it is what makes one of several be first.
   */
  private waitMs(): number {
    const { takeoverMs, takeoverStepMs, backOffMs } = this.options;
    const { attempts } = this;
    const within = takeoverStepMs === 0 ? backOffMs : Math.min(takeoverStepMs, backOffMs);
    const spread = attempts === 0 ? within : backOffMs * 2 ** Math.min(attempts - 1, DOUBLINGS_MAX);
    return takeoverMs + this.distance() * takeoverStepMs + this.random() * spread;
  }

  /** How many places behind the last sender this host stands. */
  private distance(): number {
    const { self, hosts, log } = this.core;
    if (log.length === log.start) return 0;
    return (self - log.sourceAt(log.length - 1) + hosts) % hosts;
  }
}
