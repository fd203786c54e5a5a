import { ExoError } from '../../errors/index.js';
import { expectNames, expectOneOf, expectSignal, shown, type Names } from '../given.js';
import { expectPayload } from '../host/misuse.js';
import { Deliveries, type Compaction, type DeliveriesOptions } from './deliveries.js';
import { HostEmitter, type HostEvents } from './events.js';
import type { HostSide } from './host-side.js';
import type { Logger } from './logger.js';
import type { Message } from './messages.js';
import { metricsOf, type HostMetrics } from './metrics.js';
import { Pending, type Receipt, type Until, type Waiter } from './pending.js';
import { Watch } from './watch.js';

/** How long, and for what, `broadcast` waits. */
export interface BroadcastOptions {
  /** `agreed` if left out. */
  readonly until?: Until;
  /** Whether the broadcast goes on waiting while the host is halted (R8), or fails with EXO442; `wait` if left out. */
  readonly whenHalted?: 'wait' | 'fail';
  readonly signal?: AbortSignal;
}

/** What a host is made of, once all of it is open. */
export interface ExoHostParts {
  readonly id: string;
  readonly ids: readonly string[];
  readonly transport: string;
  readonly logName: string;
  readonly logger: Logger;
  readonly compaction: Compaction;
  readonly haltedAfterMs: number;
  readonly payloadBytesMax: number;
  /** Nobody takes deliveries: entries are dropped as soon as they are agreed. */
  readonly skipsDeliveries: boolean;
  /** Closes the host. */
  readonly signal: AbortSignal | undefined;
}

const TICK_MS = 20;

/**
 * A host of a ring: what is broadcast at any of them is delivered at all of them, in one order. Made by `join`.
 *
 * It is an event emitter (`HostEvents`); messages are no events, but are taken by `deliveries`.
 */
export class ExoHost extends HostEmitter implements AsyncDisposable {
  /** The name of this host. */
  readonly id: string;
  /** The names of all hosts, in ring order. */
  readonly ring: readonly string[];
  private readonly pending: Pending;
  private readonly taken: Deliveries;
  private readonly watch: Watch;
  private readonly ticks: NodeJS.Timeout;
  private readonly aborted = (): void => void this.close();
  private closing: Promise<void> | null = null;
  private failure: Error | null = null;
  private isDue = false;
  private isLooking = false;

  /** @internal Use `join`. */
  constructor(
    private readonly side: HostSide,
    private readonly parts: ExoHostParts,
  ) {
    super();
    const { id, ids, logger, compaction, haltedAfterMs } = parts;
    this.id = id;
    this.ring = ids;
    this.pending = new Pending(side.own, (payload) => side.submit(payload));
    this.taken = new Deliveries(side.cursor, ids, compaction);
    this.watch = new Watch(side.view, ids, this, logger, haltedAfterMs, () => performance.now());
    this.ticks = setInterval(() => this.tick(), TICK_MS);
    this.ticks.unref();
    parts.signal?.addEventListener('abort', this.aborted);
  }

  /**
   * Broadcasts a payload, of at most `payloadBytesMax` bytes (32,768 as a rule); it is copied. Waits while too much waits already.
   *
   * @returns when the payload is on the medium, or agreed.
   * @throws ExoError EXO402 for a payload that is too long, or a host that was closed; EXO423 once the disk has failed. EXO442 if what became
   * of the payload cannot be known: the host was closed, its disk has failed, or it halted and `whenHalted` is `fail`; EXO443 if the same
   * happened before it was broadcast. The reason of the signal, after which it may be agreed yet.
   */
  broadcast(payload: Uint8Array | string, options: BroadcastOptions = {}): Promise<Receipt> {
    return this.broadcastAll([payload], options);
  }

  /**
   * Broadcasts payloads, in order, and waits for all of them at once: as `broadcast`, but far cheaper for each where there are many. They may
   * share entries with others.
   *
   * @returns the receipt of the last one: when that is agreed, all before it are.
   * @throws ExoError as `broadcast`; EXO402 for no payloads at all.
   */
  broadcastAll(payloads: readonly (Uint8Array | string)[], options: BroadcastOptions = {}): Promise<Receipt> {
    return new Promise<Receipt>((resolve, reject) => {
      const { until = 'agreed', whenHalted = 'wait', signal } = checked(options);
      const all = payloads.map(bytesOf);
      signal?.throwIfAborted();
      this.expectOpen();
      this.expectPayloads(all);
      const abort = (): void => {
        this.pending.forget(waiter);
        reject(signal?.reason as Error);
      };
      const done = (): void => signal?.removeEventListener('abort', abort);
      const waiter: Waiter = {
        until,
        failsWhenHalted: whenHalted === 'fail',
        resolve: (receipt) => {
          done();
          resolve(receipt);
        },
        reject: (error) => {
          done();
          reject(error as Error);
        },
      };
      signal?.addEventListener('abort', abort);
      this.pending.add(all, waiter);
      if (whenHalted === 'fail' && this.watch.isHalted)
        this.pending.fail('the host is halted', 'those that do not wait');
      this.changed();
    });
  }

  /**
   * All messages, in the order in which every host has them. There is one application: one iterator at a time. A message counts as
   * taken when the next one is asked for; the log is compacted up to there.
   *
   * After a restart, give `from` what the application stored with its own state, to have each message exactly once; without that, messages
   * come again from the oldest that is kept.
   *
   * @example
   * for await (const { seq, from, payload } of host.deliveries()) console.log(seq, from, payload);
   */
  deliveries(options: DeliveriesOptions = {}): AsyncGenerator<Message, void, undefined> {
    if (this.parts.skipsDeliveries)
      throw new ExoError('EXO402', 'this host was joined with deliveries: none');
    return this.taken.from(options);
  }

  /** As `deliveries`, but all messages that were broadcast together at a time: far cheaper for each where there are many. */
  entries(options: DeliveriesOptions = {}): AsyncGenerator<readonly Message[], void, undefined> {
    if (this.parts.skipsDeliveries)
      throw new ExoError('EXO402', 'this host was joined with deliveries: none');
    return this.taken.entriesFrom(options);
  }

  /** Entries, from the first, that are agreed, as far as this host knows. */
  get agreed(): number {
    return this.side.view.agreed;
  }

  /** R8: something waits, and nothing has been agreed for a while. */
  get isHalted(): boolean {
    return this.watch.isHalted;
  }

  /** How the host is doing, as plain data. */
  metrics(): HostMetrics {
    const { transport, logName } = this.parts;
    return metricsOf(this.side, {
      transport,
      log: logName,
      pending: this.pending.size,
      delivered: this.taken.delivered,
      isHalted: this.watch.isHalted,
    });
  }

  /** Leaves: sockets, timers and log are released. The others go on without this host. What it waits for ends with EXO442. */
  close(): Promise<void> {
    return (this.closing ??= this.release());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal Anything may have changed at the host. */
  changed(): void {
    if (this.closing !== null || this.failure !== null) return;
    this.isDue = true;
    if (this.isLooking) return;
    this.isLooking = true;
    // What is looked at here may submit payloads, or compact, and so change things further.
    while (this.isDue) {
      this.isDue = false;
      this.pending.look();
      if (this.parts.skipsDeliveries) this.taken.skip();
      this.taken.look();
      this.watch.look();
    }
    this.isLooking = false;
  }

  /** @internal Own payloads up to this number are on the medium. */
  sent(number: number): void {
    this.pending.sentUpTo(number);
  }

  /** @internal */
  failed(error: Error): void {
    const what = failureOf(error);
    this.failure = error;
    this.parts.logger.error({ error }, what);
    this.pending.fail(what, 'all');
    this.taken.end(error);
    this.tell('failed', error);
  }

  /** @internal The engine has died, and will be there again. */
  engineLost(error: Error): void {
    this.parts.logger.warn({ error }, 'the engine is gone');
    this.tell('engineLost', error);
  }

  /** @internal */
  engineBack(): void {
    this.parts.logger.info({}, 'the engine is back');
    this.tell('engineBack');
  }

  /** @internal */
  trouble(error: Error): void {
    this.parts.logger.debug({ error }, 'trouble on the network');
    this.tell('trouble', error);
  }

  private tick(): void {
    if (this.watch.tick(this.pending.size > 0)) {
      this.pending.fail('the host has halted', 'those that do not wait');
    }
  }

  private expectOpen(): void {
    if (this.failure !== null)
      throw new ExoError(codeOf(this.failure), failureOf(this.failure), { cause: this.failure });
    if (this.closing !== null) throw new ExoError('EXO402', 'this host was closed');
  }

  /** Before any of them is handed over. */
  private expectPayloads(payloads: readonly Uint8Array[]): void {
    if (payloads.length === 0) throw new ExoError('EXO402', 'there is nothing to broadcast');
    for (const payload of payloads) expectPayload(payload, this.parts.payloadBytesMax);
  }

  private async release(): Promise<void> {
    clearInterval(this.ticks);
    this.parts.signal?.removeEventListener('abort', this.aborted);
    this.pending.fail('the host was closed', 'all');
    this.taken.end(null);
    await this.side.close();
    this.removeAllListeners();
  }
}

const NAMES = { until: true, whenHalted: true, signal: true } as const satisfies Names<BroadcastOptions>;

function checked(options: BroadcastOptions): BroadcastOptions {
  expectNames<BroadcastOptions>('broadcast', options, NAMES);
  expectOneOf('until', options.until, ['sent', 'agreed']);
  expectOneOf('whenHalted', options.whenHalted, ['wait', 'fail']);
  expectSignal(options.signal);
  return options;
}

function bytesOf(payload: unknown): Uint8Array {
  if (typeof payload === 'string') return new TextEncoder().encode(payload);
  if (payload instanceof Uint8Array) return payload;
  throw new ExoError('EXO402', `a payload is a text or a Uint8Array, not ${shown(payload)}`);
}

/** EXO449 where the engine is gone, EXO424 where another life has begun; the disk in all other cases. */
function codeOf(failure: Error): 'EXO449' | 'EXO424' | 'EXO423' {
  const isKnown = failure instanceof ExoError && (failure.code === 'EXO449' || failure.code === 'EXO424');
  return isKnown ? (failure.code as 'EXO449' | 'EXO424') : 'EXO423';
}

const FAILURES = {
  EXO449: 'the engine of this host is gone',
  EXO424: 'this life of the host is over',
  EXO423: 'the disk of this host has failed',
} as const;

function failureOf(failure: Error): string {
  return FAILURES[codeOf(failure)];
}

export type { HostEvents };
