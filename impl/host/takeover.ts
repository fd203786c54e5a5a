import { ANSWER, type Answer } from '../core/answers.js';
import type { Core } from '../core/core.js';
import type { HostOptions } from '../options.js';
import type { Membership } from './membership.js';
import type { HostPort } from './port.js';

/**
 * R5, R9: where a host is with a takeover of its own: there is none; it asks for promises (`preparing`); it has those of a
 * majority, and waits for the others while the `grace` timer runs (`grace`); or it begins its epoch as soon as the core takes
 * that (`ready`).
 */
export type TakeoverMode = 'none' | 'preparing' | 'grace' | 'ready';

export interface TakeoverState {
  readonly mode: TakeoverMode;
  /** The highest epoch number heard of. */
  readonly seen: number;
}

/** What a takeover needs of a core. */
export type TakeoverCore = Pick<
  Core,
  'self' | 'hosts' | 'majority' | 'promised' | 'gathered' | 'timeout' | 'begin' | 'askAgain'
>;

/** R5: takeovers of this host, one at a time. */
export class Takeover {
  /** How often this host has taken over. */
  count = 0;
  private mode: TakeoverMode = 'none';
  private seen = 0;

  constructor(
    private readonly core: TakeoverCore,
    private readonly port: Pick<HostPort, 'setTimer'>,
    private readonly options: Pick<HostOptions, 'prepareMs' | 'graceMs'>,
    private readonly membership: Pick<Membership, 'choose'>,
  ) {}

  /** There is an epoch of this number, or a promise for it. Returns whether it is higher than all before. */
  heardOf(epoch: number): boolean {
    if (epoch <= this.seen) return false;
    this.seen = epoch;
    return true;
  }

  /** R5: prepares the next own number above all that was heard of. Returns the core's answer. */
  prepare(): Answer {
    const { core } = this;
    const above = Math.max(this.seen, core.promised) + 1;
    const { hosts, self } = core;
    const epoch = above + ((self - (above % hosts) + hosts) % hosts);
    const answer = core.timeout(epoch);
    if (answer !== ANSWER.taken) return answer;
    this.mode = 'preparing';
    this.count += 1;
    this.heardOf(epoch);
    this.port.setTimer('prepare', this.options.prepareMs);
    return answer;
  }

  /**
   * R5, R9: promises have come, or the own one is written. With all of them the epoch begins at once; with those of a
   * majority, when the grace period is over. Returns whether it has begun.
   */
  promised(): boolean {
    const { core, options } = this;
    const promises = (core.gathered?.from.length ?? 0) + 1;
    if (promises === core.hosts || (promises >= core.majority && options.graceMs === 0)) {
      this.mode = 'ready';
    } else if (promises === core.majority && this.mode === 'preparing') {
      this.mode = 'grace';
      this.port.setTimer('grace', options.graceMs);
    }
    return this.begin();
  }

  /** The `grace` timer has gone off. Returns whether the epoch has begun. */
  graceIsOver(): boolean {
    if (this.mode === 'grace') this.mode = 'ready';
    return this.begin();
  }

  /** R10: the log has more room. Returns whether the epoch has begun now, whose base had none. */
  hasRoom(): boolean {
    return this.begin();
  }

  /** The `prepare` timer has gone off: who has not promised is asked again, if this host still waits for that. */
  askAgain(): void {
    const { core } = this;
    if (this.mode === 'none') return;
    for (let to = 0; to < core.hosts; to++) core.askAgain(to);
    this.port.setTimer('prepare', this.options.prepareMs);
  }

  /** An epoch has been promised or has begun, here or elsewhere: a takeover that was under way is over. */
  end(): void {
    this.mode = 'none';
  }

  save(): TakeoverState {
    return { mode: this.mode, seen: this.seen };
  }

  load({ mode, seen }: TakeoverState): void {
    this.mode = mode;
    this.seen = seen;
  }

  private begin(): boolean {
    return this.mode === 'ready' && this.core.begin(this.membership.choose()) === ANSWER.taken;
  }
}
