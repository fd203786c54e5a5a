import { STATUS, type Core } from '../core/core.js';
import type { HostOptions } from '../options.js';
import type { HostPort } from './port.js';

export interface RecoveringState {
  /** How often the others have been asked. */
  readonly asked: number;
}

/** What recovering needs of a core. */
export type RecoveringCore = Pick<Core, 'status' | 'announce'>;

/** The time between two questions is doubled so often at most. */
const DOUBLINGS_MAX = 6;

/** D4: a host that has restarted without a disk asks all others what it has lost, again and again until it has recovered. */
export class Recovering {
  private asked = 0;

  constructor(
    private readonly core: RecoveringCore,
    private readonly port: Pick<HostPort, 'setTimer'>,
    private readonly options: Pick<HostOptions, 'askMs'>,
    /** From 0 to below 1: hosts that restart together do not ask together for ever. */
    private readonly random: () => number,
  ) {}

  get isRecovering(): boolean {
    return this.core.status === STATUS.recovering;
  }

  /** Asks all others, at the start and whenever the `recover` timer has gone off. */
  ask(): void {
    if (!this.isRecovering) return;
    this.core.announce();
    const waitMs = this.options.askMs * 2 ** Math.min(this.asked, DOUBLINGS_MAX);
    this.asked += 1;
    this.port.setTimer('recover', waitMs * (1 + this.random()));
  }

  save(): RecoveringState {
    return { asked: this.asked };
  }

  load({ asked }: RecoveringState): void {
    this.asked = asked;
  }
}
