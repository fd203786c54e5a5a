import { STATUS, type Core } from '../core/core.js';
import type { HostOptions } from '../options.js';
import type { HostPort } from './port.js';

/** R9: whether a host has begun to listen, so that the `return` timer is set. */
export type ReturningMode = 'idle' | 'listening';

/** What returning needs of a core. */
export type ReturningCore = Pick<Core, 'self' | 'status' | 'installed'>;

/** R9: a host that follows an epoch of which it is no member listens for a while, and takes over then, so that it is one again. */
export class Returning {
  private mode: ReturningMode = 'idle';

  constructor(
    private readonly core: ReturningCore,
    private readonly port: Pick<HostPort, 'setTimer'>,
    private readonly options: Pick<HostOptions, 'returnMs'>,
  ) {}

  /** Begins to listen, where this host is no member of the epoch that it follows. */
  look(): void {
    if (this.mode === 'listening' || this.options.returnMs === 0 || !this.isListener) return;
    this.mode = 'listening';
    this.port.setTimer('return', this.options.returnMs);
  }

  /** The `return` timer has gone off. Returns whether it is time to take over. */
  isTime(): boolean {
    this.mode = 'idle';
    return this.isListener;
  }

  save(): ReturningMode {
    return this.mode;
  }

  load(mode: ReturningMode): void {
    this.mode = mode;
  }

  private get isListener(): boolean {
    const { status, installed, self } = this.core;
    return status === STATUS.following && installed !== null && !installed.members.includes(self);
  }
}
