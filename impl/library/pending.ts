import { ExoError } from '../../errors/index.js';
import type { OwnAgreed, OwnEntries } from './host-side.js';

/** What became of a payload. */
export interface Receipt {
  /** The number of the payload at this host. */
  readonly number: number;
  /**
   * The slot of its entry, once it is agreed; null for `until: 'sent'`, and where this host knows that the payload is agreed from a
   * snapshot that stands for the entry.
   */
  readonly seq: number | null;
}

/**
 * Until when `broadcast` waits: `sent`, the payload is on the medium, and may still be lost; `agreed`, a majority has it, and every
 * host will deliver it.
 */
export type Until = 'sent' | 'agreed';

/** Whoever waits for a payload. */
export interface Waiter {
  readonly until: Until;
  /** Whether it gives up when the host notices that nothing is agreed any more. */
  readonly failsWhenHalted: boolean;
  resolve(receipt: Receipt): void;
  reject(error: unknown): void;
}

/** Payloads that wait: for room in the host's queue, to be sent, and to be agreed. */
export class Pending implements OwnAgreed {
  private readonly unsent: { readonly payload: Uint8Array; readonly waiter: Waiter | null }[] = [];
  private readonly waiters = new Map<number, Waiter>();
  /** Waiters that wait until their payload is on the medium. As a rule there are none, and nobody is looked through for each message. */
  private untilSent = 0;
  /** The greatest own number that was on the medium. */
  private sent = -1;

  constructor(
    private readonly own: OwnEntries,
    private readonly submit: (payload: Uint8Array) => number | 'full',
  ) {}

  get size(): number {
    return this.unsent.length + this.waiters.size;
  }

  /** A payload is to be broadcast; it is copied. Without a waiter, whoever waits for a later one waits for it too: payloads are agreed in order. */
  add(payload: Uint8Array, waiter: Waiter | null): void {
    if (this.unsent.length > 0 || !this.trySubmit(payload, waiter)) {
      this.unsent.push({ payload: payload.slice(), waiter });
    }
  }

  /** Nobody waits for it any more. A payload that was not handed over yet never is. */
  forget(waiter: Waiter): void {
    const at = this.unsent.findIndex((one) => one.waiter === waiter);
    if (at >= 0) {
      // Those before it that nobody else waits for are its own.
      let first = at;
      while (first > 0 && this.unsent[first - 1]?.waiter === null) first -= 1;
      this.unsent.splice(first, at + 1 - first);
    }
    for (const [number, one] of this.waiters) if (one === waiter) this.drop(number, one);
  }

  /** Own payloads up to this number are on the medium. */
  sentUpTo(number: number): void {
    if (number <= this.sent) return;
    this.sent = number;
    if (this.untilSent === 0) return;
    for (const [one, waiter] of [...this.waiters]) {
      if (one <= number && waiter.until === 'sent') this.settle(one, null);
    }
  }

  agreedIn(slot: number, first: number, count: number): void {
    for (let number = first; number < first + count; number++) this.settle(number, slot);
  }

  agreedUpTo(upTo: number): void {
    for (const number of [...this.waiters.keys()]) if (number <= upTo) this.settle(number, null);
  }

  /** Looks what has been agreed since, and hands over what there is room for now. */
  look(): void {
    this.own.take(this);
    while (this.unsent.length > 0) {
      const { payload, waiter } = this.unsent[0] as (typeof this.unsent)[number];
      if (!this.trySubmit(payload, waiter)) break;
      this.unsent.shift();
    }
  }

  /** EXO442 for those who wait, or those of them who do not want to when nothing is agreed. */
  fail(reason: string, which: 'all' | 'those that do not wait'): void {
    const gone = (waiter: Waiter): boolean => which === 'all' || waiter.failsWhenHalted;
    for (const waiter of this.unsent.map((one) => one.waiter)) {
      if (waiter === null || !gone(waiter)) continue;
      this.forget(waiter);
      waiter.reject(new ExoError('EXO443', `${reason}: the payload was not broadcast`));
    }
    for (const [number, waiter] of [...this.waiters]) {
      if (!gone(waiter)) continue;
      this.drop(number, waiter);
      waiter.reject(new ExoError('EXO442', `${reason}: payload ${number} may be agreed yet, or not`));
    }
  }

  private trySubmit(payload: Uint8Array, waiter: Waiter | null): boolean {
    const number = this.submit(payload);
    if (number === 'full') return false;
    if (waiter === null) return true;
    if (waiter.until === 'sent' && number <= this.sent) waiter.resolve({ number, seq: null });
    else this.keep(number, waiter);
    return true;
  }

  private keep(number: number, waiter: Waiter): void {
    this.waiters.set(number, waiter);
    if (waiter.until === 'sent') this.untilSent += 1;
  }

  private drop(number: number, { until }: Waiter): void {
    this.waiters.delete(number);
    if (until === 'sent') this.untilSent -= 1;
  }

  private settle(number: number, seq: number | null): void {
    const waiter = this.waiters.get(number);
    if (waiter === undefined) return;
    this.drop(number, waiter);
    waiter.resolve({ number, seq: waiter.until === 'sent' ? null : seq });
  }
}
