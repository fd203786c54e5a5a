import { ExoError } from '../../errors/index.js';
import type { EngineSide } from '../host/engine-side.js';
import { countOf, firstNumberOf, sourceOf } from '../wire/layout.js';

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
export class Pending {
  private readonly unsent: { readonly payload: Uint8Array; readonly waiter: Waiter | null }[] = [];
  private readonly waiters = new Map<number, Waiter>();
  /** The greatest own number that was on the medium. */
  private sent = -1;
  /** Entries, from the first, that have been looked through for own payloads. */
  private looked = 0;

  constructor(
    private readonly engine: EngineSide,
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
    for (const [number, one] of this.waiters) if (one === waiter) this.waiters.delete(number);
  }

  /** A frame of this host goes to the medium. */
  broadcast(words: Int32Array, place: number): void {
    const count = countOf(words, place);
    if (count === 0 || sourceOf(words, place) !== this.engine.self) return;
    const first = firstNumberOf(words, place);
    for (let number = first; number < first + count; number++) this.settle(number, 'sent', null);
    this.sent = Math.max(this.sent, first + count - 1);
  }

  /** Looks what has been agreed since, and hands over what there is room for now. */
  look(): void {
    const { engine } = this;
    const { log } = engine;
    if (this.looked < log.start) {
      for (const number of [...this.waiters.keys()]) {
        if (number <= log.markNumberOf(engine.self)) this.settle(number, 'agreed', null);
      }
      this.looked = log.start;
    }
    for (; this.looked < engine.agreed; this.looked++) this.lookAt(this.looked);
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
      this.waiters.delete(number);
      waiter.reject(new ExoError('EXO442', `${reason}: payload ${number} may be agreed yet, or not`));
    }
  }

  private lookAt(slot: number): void {
    const { log, self } = this.engine;
    const place = log.placeOf(slot);
    if (sourceOf(log.words, place) !== self) return;
    const first = firstNumberOf(log.words, place);
    const count = countOf(log.words, place);
    for (let number = first; number < first + count; number++) this.settle(number, 'agreed', slot);
  }

  private trySubmit(payload: Uint8Array, waiter: Waiter | null): boolean {
    const number = this.submit(payload);
    if (number === 'full') return false;
    if (waiter === null) return true;
    if (waiter.until === 'sent' && number <= this.sent) waiter.resolve({ number, seq: null });
    else this.waiters.set(number, waiter);
    return true;
  }

  private settle(number: number, how: Until, seq: number | null): void {
    const waiter = this.waiters.get(number);
    if (waiter === undefined || (how === 'sent' && waiter.until === 'agreed')) return;
    this.waiters.delete(number);
    waiter.resolve({ number, seq });
  }
}
