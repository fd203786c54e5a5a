/** What is due in a run, in the order of its times. */
import { setTimeout as sleep } from 'node:timers/promises';
import { assert } from '../../errors/index.js';
import { EventQueue } from '../../impl/parts.js';

/** Events that come one after the other. Virtual time goes on with them; real time is waited for. */
export class DueEvents<Due> {
  private readonly queue = new EventQueue<Due>();
  private beganAt = performance.now();
  private wakeUp: () => void = () => undefined;

  constructor(private readonly isVirtual: boolean) {}

  /** Real time counts from now on. */
  begin(): void {
    this.beganAt = performance.now();
  }

  /** Milliseconds since the beginning. */
  get now(): number {
    return this.isVirtual ? this.queue.now : performance.now() - this.beganAt;
  }

  push(atMs: number, host: number, due: Due): void {
    this.queue.push(atMs, 0, host, 0, due);
    this.wake();
  }

  /** Whoever waits in real time looks again at what is due. */
  wake(): void {
    this.wakeUp();
  }

  /** The next event, and the host that it is for. In real time null where something else may be due before it, once that is so. */
  async next(): Promise<{ readonly host: number; readonly due: Due } | null> {
    const { queue } = this;
    if (!(await this.isDue())) return null;
    const isThere = queue.take();
    assert(isThere, 'the deadline is in the queue');
    return { host: queue.host, due: queue.subject as Due };
  }

  /** In real time waits for the next event, or until something else is due. */
  private async isDue(): Promise<boolean> {
    if (this.isVirtual) return true;
    const waitMs = (this.queue.due ?? 0) - this.now;
    if (waitMs <= 0) return true;
    const control = new AbortController();
    this.wakeUp = () => control.abort();
    await sleep(waitMs, null, { signal: control.signal }).catch(() => undefined);
    this.wakeUp = () => undefined;
    return false;
  }
}
