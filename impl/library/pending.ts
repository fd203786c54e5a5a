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

/** Payloads that were broadcast together, and whoever waits for the last of them. */
interface Together {
  readonly waiter: Waiter;
  readonly count: number;
  /** How many of them were handed over. */
  handedOver: number;
}

interface Unsent {
  readonly payload: Uint8Array;
  readonly of: Together;
  readonly isLast: boolean;
}

/** Payloads that wait: for room in the host's queue, to be sent, and to be agreed. */
export class Pending implements OwnAgreed {
  private readonly unsent: Unsent[] = [];
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

  /** Payloads are to be broadcast, in order; they are copied. Somebody waits for the last of them, and so for all: payloads are agreed in order. */
  add(payloads: readonly Uint8Array[], waiter: Waiter): void {
    const of = { waiter, count: payloads.length, handedOver: 0 };
    payloads.forEach((payload, i) => {
      const isLast = i === payloads.length - 1;
      if (this.unsent.length > 0 || !this.trySubmit(payload, of, isLast))
        this.unsent.push({ payload: payload.slice(), of, isLast });
    });
  }

  /** Nobody waits for it any more. A payload that was not handed over yet never is. */
  forget(waiter: Waiter): void {
    const first = this.unsent.findIndex(({ of }) => of.waiter === waiter);
    if (first >= 0) {
      const last = this.unsent.findLastIndex(({ of }) => of.waiter === waiter);
      this.unsent.splice(first, last + 1 - first);
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
    for (;;) {
      const one = this.unsent[0];
      if (one === undefined || !this.trySubmit(one.payload, one.of, one.isLast)) return;
      this.unsent.shift();
    }
  }

  /** EXO442 for those who wait, or those of them who do not want to when nothing is agreed; EXO443 for those of whose payloads none was handed over. */
  fail(reason: string, which: 'all' | 'those that do not wait'): void {
    const gone = (waiter: Waiter): boolean => which === 'all' || waiter.failsWhenHalted;
    for (const { waiter, count, handedOver } of new Set(this.unsent.map(({ of }) => of))) {
      if (!gone(waiter)) continue;
      this.forget(waiter);
      waiter.reject(
        handedOver === 0
          ? new ExoError('EXO443', `${reason}: the payload was not broadcast`)
          : new ExoError(
              'EXO442',
              `${reason}: the first ${handedOver} of ${count} payloads may be agreed yet, or not; the others were not broadcast`,
            ),
      );
    }
    for (const [number, waiter] of [...this.waiters]) {
      if (!gone(waiter)) continue;
      this.drop(number, waiter);
      waiter.reject(new ExoError('EXO442', `${reason}: payload ${number} may be agreed yet, or not`));
    }
  }

  private trySubmit(payload: Uint8Array, of: Together, isLast: boolean): boolean {
    const number = this.submit(payload);
    if (number === 'full') return false;
    of.handedOver += 1;
    if (!isLast) return true;
    const { waiter } = of;
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
