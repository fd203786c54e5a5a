/**
 * What an application has of a host whose protocol runs in an engine: a driver, and its ends of the channels. It is used as a `Host` is; but it
 * is polled for what is agreed, as often as the application likes, and what it is not polled for waits in C2 and in the engine's log.
 */
import type { HostOptions } from '../options.js';
import type { C2 } from './channels.js';
import { RingEnds, type DriverEnds } from './driver-ends.js';
import type { Application } from './application.js';
import { Driver } from './driver.js';
import { Waiter } from './idling.js';
import { SharedMemory, type OffloadMemory } from './layout.js';

export interface OffloadHostParts {
  readonly memory: OffloadMemory | SharedMemory;
  /** As its engine's. */
  readonly options: HostOptions;
  readonly application: Application;
  /** How many entries, from the first, the application has; 0 if left out. */
  readonly delivered?: number;
  /** How the thread of the driver waits; to be given where that runs several drivers. */
  readonly waiter?: Waiter;
  /** What is between the driver and its engine; rings in the memory if left out. */
  readonly ends?: DriverEnds;
}

/** What a driver has done so far. */
export interface OffloadCounts {
  /** Sessions that were begun: more than one where an engine, or a driver before this one, has begun anew. */
  readonly sessions: number;
  readonly records: number;
  /** How often C1 had no room. */
  readonly refused: number;
  readonly sleeps: number;
}

/** Records that are taken out of C2 at once, and entries that the application is given. */
const RECORDS = 256;

export class OffloadHost {
  private readonly driver: Driver;
  private readonly application: Application;
  private readonly incoming: Incoming;
  private readonly ends: DriverEnds;
  private readonly waiter: Waiter;
  private sessions = 0;

  constructor({ memory: shared, options, application, delivered = 0, waiter, ends }: OffloadHostParts) {
    const memory = shared instanceof SharedMemory ? shared : new SharedMemory(shared);
    const { self } = options;
    this.application = {
      deliver: (delivery) => {
        this.waiter.payloads += 1;
        application.deliver(delivery);
      },
      restore: (slot, snapshot) => application.restore(slot, snapshot),
    };
    this.driver = new Driver(driverOptions(options), delivered);
    this.incoming = new Incoming(this.driver, this.application);
    this.ends = ends ?? new RingEnds(memory, self);
    this.waiter = waiter ?? new Waiter(memory, memory.plan.drivers[self] as number);
    this.goOn();
  }

  /** Whether the engine has answered this driver; before it has for the first time, every submission is refused. */
  get isAttached(): boolean {
    return this.driver.isAttached;
  }

  /** The number of entries, from the first, that the application has. */
  get delivered(): number {
    return this.driver.delivered;
  }

  /** How many payloads wait to be agreed. */
  get waiting(): number {
    return this.driver.waiting;
  }

  get counts(): OffloadCounts {
    const { sessions, waiter, ends } = this;
    const { records, refused } = ends.counts;
    return { sessions, records, refused, sleeps: waiter.sleeps };
  }

  /**
   * A payload to be broadcast, of at most `payloadBytesMax` bytes; it is copied. Returns its number; or `full` while too much waits, and before
   * the engine has answered: try again after a `poll`. Of several, only the last needs to be followed by the work of showing them to the engine.
   *
   * @throws ExoError EXO402 for a payload that is too long.
   */
  submit(payload: Uint8Array, isLast = true): number | 'full' {
    const answer = this.driver.submit(payload);
    this.waiter.payloads += 1;
    if (isLast) this.flush();
    return answer === 'apart' ? 'full' : answer;
  }

  /** Shows the engine all that was submitted. */
  flush(): void {
    const { driver, ends } = this;
    while (driver.putC1(ends.c1));
    ends.publish();
  }

  /**
   * Gives the application what is agreed, at most `entriesMax` entries, and sees to whatever else is due. Returns whether something has
   * happened.
   */
  poll(entriesMax = RECORDS): boolean {
    const { driver, application, incoming } = this;
    incoming.left = entriesMax;
    let count = this.ends.take(incoming, RECORDS);
    for (; incoming.left > 0 && driver.deliver(application); incoming.left--) count += 1;
    return this.goOn() || count > 0;
  }

  /**
   * R10: the application has a snapshot of what it made of the first `slot` entries, which it has: as soon as the engine may, it no longer
   * keeps these. The snapshot is copied. Of several that are under way, the last one counts.
   */
  compact(slot: number, snapshot: Uint8Array): void {
    this.ends.compact(this.driver.inSession, Math.min(slot, this.driver.delivered), snapshot);
    this.goOn();
  }

  /** Waits until something has happened, or for so long; the event loop goes on meanwhile. The thread spins first, for some microseconds, if it may. */
  wait(timeoutMs: number): Promise<void> {
    return this.waiter.until(() => this.poll(), timeoutMs);
  }

  /** This driver is used no more: another one may take its place. */
  close(): void {
    this.waiter.close();
  }

  /** Whatever can be done without the application. Returns whether something was. */
  private goOn(): boolean {
    const { driver, ends } = this;
    if (driver.isApart) {
      driver.attach(ends.nextSession());
      this.sessions += 1;
    }
    const before = ends.counts.records;
    ends.tell(driver.inSession, driver.delivered);
    this.flush();
    return ends.goOn() || ends.counts.records !== before;
  }
}

const NO_WORDS = new Int32Array(0);
const NO_BYTES = new Uint8Array(0);

/** What comes from the engine, on its way to the driver: what the application may be given at once does not wait in the driver's copy. */
class Incoming implements C2 {
  /** The number of entries that the application may be given. */
  left = 0;
  /** The memory in which entries stand, always the same as a rule, and its bytes. */
  private words: Int32Array = NO_WORDS;
  private bytes: Uint8Array = NO_BYTES;

  constructor(
    private readonly driver: Driver,
    private readonly application: Application,
  ) {}

  reset(): boolean {
    return this.driver.reset();
  }

  begin(session: number, next: number, mark: number): boolean {
    return this.driver.begin(session, next, mark);
  }

  snapshot(mark: number, number: number, bytes: Uint8Array): boolean {
    return this.driver.snapshot(mark, number, bytes);
  }

  append(slot: number, words: Int32Array, at: number): boolean {
    const { driver } = this;
    if (this.left === 0) return driver.append(slot, words, at);
    const before = driver.delivered;
    const isTaken = driver.appendTo(this.application, slot, words, this.bytesOf(words), at);
    this.left -= driver.delivered - before;
    return isTaken;
  }

  appendEmpties(slot: number, count: number): number {
    const taken = this.driver.skipEmpties(slot, Math.min(count, this.left));
    this.left -= taken;
    return taken;
  }

  private bytesOf(words: Int32Array): Uint8Array {
    if (words !== this.words) {
      this.words = words;
      this.bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    }
    return this.bytes;
  }
}

function driverOptions(options: HostOptions): ConstructorParameters<typeof Driver>[0] {
  const { self, queuePayloadsMax, queueBytesMax, payloadBytesMax, logEntriesMax, logBytesMax } = options;
  return {
    self,
    payloadBytesMax,
    pending: { payloadsMax: 2 * queuePayloadsMax, bytesMax: 2 * queueBytesMax },
    copy: {
      entriesMax: Math.min(logEntriesMax, COPY.entriesMax),
      bytesMax: Math.min(logBytesMax, COPY.bytesMax),
    },
  };
}

/** Entries that wait in the copy at most; what is beyond waits in C2. */
const COPY = { entriesMax: 4_096, bytesMax: 2 ** 20 };
