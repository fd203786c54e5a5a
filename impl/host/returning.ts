import { STATUS, type Core } from '../core/core.js';
import type { HostOptions } from '../options.js';
import type { HostPort } from './port.js';

/** R9: whether a host has begun to listen, so that the `return` timer is set. */
export type ReturningMode = 'idle' | 'listening';

export interface ReturningState {
  readonly mode: ReturningMode;
  /** How often this host has returned since it was last well as a member. */
  readonly returns: number;
}

/** After this number of returns in vain the time to listen no longer doubles. */
const DOUBLINGS_MAX = 5;

/** What returning needs of a core. */
export type ReturningCore = Pick<Core, 'self' | 'status' | 'installed' | 'hasRoom'>;

/**
 * R9: a host that follows an epoch of which it is no member listens for a while, and takes over then, so that it is one again. If it
 * is no use as a member, because nobody hears it or it hears nobody, the others leave it out again, and it listens twice as long each time.
 */
export class Returning {
  private mode: ReturningMode = 'idle';
  private returns = 0;
  /** Whether this host is a member of the epoch that was looked at last. */
  private isMember = false;
  private epoch: ReturningCore['installed'] = null;

  constructor(
    private readonly core: ReturningCore,
    private readonly port: Pick<HostPort, 'setTimer'>,
    private readonly options: Pick<HostOptions, 'returnMs'>,
  ) {}

  /** Whether this host follows an epoch of which it is no member. */
  get isListener(): boolean {
    const { status, installed, self } = this.core;
    if (status !== STATUS.following || installed === null) return false;
    // This is asked with every entry, and an epoch never changes.
    if (installed !== this.epoch) {
      this.epoch = installed;
      this.isMember = installed.members.includes(self);
    }
    return !this.isMember;
  }

  /** Begins to listen, where this host is no member of the epoch that it follows. */
  look(): void {
    if (this.mode === 'listening' || this.options.returnMs === 0 || !this.isListener) return;
    this.mode = 'listening';
    this.port.setTimer('return', this.options.returnMs * 2 ** Math.min(this.returns, DOUBLINGS_MAX));
  }

  /** The `return` timer has gone off. Returns whether it is time to take over: not while the log has no room (R10). */
  isTime(): boolean {
    this.mode = 'idle';
    if (!this.isListener) return false;
    if (!this.core.hasRoom) {
      this.look();
      return false;
    }
    this.returns += 1;
    return true;
  }

  /** This host has been well as a member for some rounds. */
  isWell(): void {
    this.returns = 0;
  }

  save(): ReturningState {
    return { mode: this.mode, returns: this.returns };
  }

  load({ mode, returns }: ReturningState): void {
    this.mode = mode;
    this.returns = returns;
  }
}
