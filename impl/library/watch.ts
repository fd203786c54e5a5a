import { STATUS } from '../core/core.js';
import type { HostEmitter } from './events.js';
import type { SideView } from './host-side.js';
import type { Logger } from './logger.js';

/** Notices what changes at a host, and tells it. */
export class Watch {
  private epoch: number | null = null;
  private agreed = 0;
  private agreedAtMs: number;
  private isBehind = true;
  private isHaltedNow = false;

  constructor(
    private readonly view: SideView,
    private readonly ids: readonly string[],
    private readonly emitter: HostEmitter,
    private readonly logger: Logger,
    /** After so long without an agreed entry, while something waits, the host has halted. */
    private readonly haltedAfterMs: number,
    private readonly nowMs: () => number,
  ) {
    this.agreedAtMs = nowMs();
    this.agreed = view.agreed;
  }

  /** R8: something waits, and nothing is agreed. */
  get isHalted(): boolean {
    return this.isHaltedNow;
  }

  /** To be called whenever anything may have changed. */
  look(): void {
    const { view } = this;
    if (view.agreed > this.agreed) this.progressed();
    // What has promised only is in no epoch.
    if (view.status !== STATUS.following && view.status !== STATUS.installing) return;
    if (view.promised === this.epoch) return;
    const { epoch } = view;
    if (epoch !== null) this.entered(epoch);
  }

  /** To be called now and then; returns whether the host has just halted. */
  tick(waiting: boolean): boolean {
    if (!waiting) this.agreedAtMs = this.nowMs();
    if (this.isHaltedNow || this.nowMs() - this.agreedAtMs < this.haltedAfterMs) return false;
    this.isHaltedNow = true;
    this.isBehind = true;
    this.logger.warn({ agreed: this.view.agreed }, 'halted: nothing is agreed any more');
    this.emitter.tell('halted', { agreed: this.view.agreed });
    return true;
  }

  private progressed(): void {
    const { agreed } = this.view;
    this.agreed = agreed;
    this.agreedAtMs = this.nowMs();
    this.isHaltedNow = false;
    if (!this.isBehind) return;
    this.isBehind = false;
    this.logger.info({ agreed }, 'caught up: entries are agreed');
    this.emitter.tell('caughtUp', { agreed });
  }

  private entered({ number, members }: NonNullable<SideView['epoch']>): void {
    this.epoch = number;
    const told = { number, members: [...members].map((place) => this.ids[place] ?? String(place)) };
    const isMember = members.includes(this.view.self);
    this.logger.info(told, isMember ? 'follows an epoch' : 'left out of an epoch');
    this.emitter.tell(isMember ? 'epoch' : 'leftOut', told);
  }
}
