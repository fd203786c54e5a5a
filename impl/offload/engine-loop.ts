/** The engines of one thread: their ends of the channels, their timers, and what they hear of each other. */
import { assert } from '../../errors/index.js';
import { configurationDigest } from '../wire/configuration.js';
import { HEADER_BYTES } from '../wire/layout.js';
import type { Timer } from '../host/port.js';
import type { HostOptions } from '../options.js';
import type { Storage } from '../storage/storage.js';
import { Beside } from './beside.js';
import type { DriverEnds } from './driver-ends.js';
import { makeEngine, type Engine } from './engine.js';
import type { SharedMemory } from './layout.js';
import { Medium } from './medium.js';
import { RegisterReader } from './register.js';
import { RingC2, takeC1 } from './ring-channels.js';
import type { RingReader } from './ring.js';
import { SnapshotReader } from './snapshots.js';
import { EngineTimers, type CoarseClock } from './timers.js';

export interface EngineLoopParts {
  readonly memory: SharedMemory;
  /** The number of this thread. */
  readonly thread: number;
  /** Of the engines of this thread. */
  readonly engines: readonly { readonly options: HostOptions; readonly storage: Storage }[];
  readonly random: () => number;
  /** Milliseconds since any time. */
  readonly now: () => number;
  /** Counts payloads that were met, submitted or heard. */
  readonly activity: { payloads: number };
  /** The storage of an engine has failed: it takes part in nothing any more. */
  readonly failed: (self: number, error: Error) => void;
}

const EMPTIES_MAX = 64;
/** Such entries take up one part in this number of the log. */
const LOG_PART = 16;
/** Records of a channel in a turn. */
const RECORDS = 64;
/** Payloads that are taken from C1 in a turn: more than fit into a frame. */
const PAYLOADS = 256;
/** The clock is looked at once in this number of turns. */
const TURNS_A_LOOK = 16;

/** What runs the engines of one thread, turn by turn. What is between two turns is up to the thread. */
export class EngineLoop {
  readonly medium: Medium;
  private readonly clock: CoarseClock;
  private readonly ends: readonly EngineEnd[];
  private turns = 0;
  private readonly newsAt: number;
  /** Whether a driver has sent more than was taken: it rings no second time for that. */
  private isStuck = true;

  constructor(private readonly parts: EngineLoopParts) {
    const { memory, thread, engines, now } = parts;
    const [first] = engines;
    const { hosts = 0, cluster = '', storage = 'durable' } = first?.options ?? {};
    this.newsAt = memory.newsAt(thread);
    this.clock = { nowMs: now() };
    this.medium = new Medium(memory, thread, parts.activity, {
      configuration: configurationDigest({ hosts, cluster, storage }),
      ...{ hosts, storage },
    });
    this.ends = engines.map((one) => new EngineEnd(parts, one, this.clock, this.medium));
  }

  /** Starts the engines, each over what its storage holds. */
  start(): void {
    for (const end of this.ends) end.start();
  }

  /**
   * Does what is due, but no more than a few messages' worth. Returns whether there was anything. Whatever other threads have published is looked
   * for anew, so that a turn in which nothing happens is what a thread has to see before it sleeps.
   */
  turn(): boolean {
    this.turns += 1;
    if (this.turns % TURNS_A_LOOK === 0) this.clock.nowMs = this.parts.now();
    // Whoever has sent the token waits for the answer.
    const hasHeard = this.medium.look() && this.listens();
    let hasWorked = hasHeard;
    for (const end of this.ends) if (end.goOnBeside()) hasWorked = true;
    const { array } = this.parts.memory.words;
    // What a thread sees before it sleeps is a turn in which nothing happens.
    const word = hasWorked ? array[this.newsAt] : Atomics.load(array, this.newsAt);
    const hasNews = this.isStuck || word !== 0;
    if (hasNews) {
      // First the word, then the channels: what is published in between is seen now or then.
      Atomics.store(array, this.newsAt, 0);
      this.isStuck = false;
      for (const end of this.ends) {
        if (end.takeFromDriver()) hasWorked = true;
        if (end.hasMore) this.isStuck = true;
      }
    }
    if (!hasHeard && this.listens()) hasWorked = true;
    for (const end of this.ends) if (end.turn()) hasWorked = true;
    this.medium.publish();
    return hasWorked;
  }

  /** A round of the token, as a rule. Returns whether anything was heard. */
  private listens(): boolean {
    return this.medium.poll(this.parts.memory.plan.engines.length) > 0;
  }

  /** How long nothing is due unless somebody rings, in milliseconds; the clock is looked at, and again in the turn that follows. */
  restMs(): number {
    this.clock.nowMs = this.parts.now();
    this.turns = -1;
    let nextMs = Infinity;
    for (const end of this.ends) nextMs = Math.min(nextMs, end.nextMs);
    return Math.max(0, nextMs - this.clock.nowMs);
  }

  /** The ends of a driver that is run by this thread too, of an engine of this thread: from now on, nothing goes through the memory between them. */
  beside(self: number): DriverEnds {
    const end = this.ends.find(({ engine }) => engine.host.view.self === self);
    assert(end !== undefined, 'a driver is beside an engine of this thread');
    return end.putBeside();
  }

  /** What can be seen of the engine of a host of this thread. */
  engineOf(self: number): Engine | undefined {
    return this.ends.find(({ engine }) => engine.host.view.self === self)?.engine;
  }
}

/** Empty entries that a driver need not hear of yet: no more than a small part of the log, for what it has not heard of is not compacted. */
function emptiesMax({ logEntriesMax, logBytesMax }: HostOptions): number {
  return Math.min(EMPTIES_MAX, Math.floor(Math.min(logEntriesMax, logBytesMax / HEADER_BYTES) / LOG_PART));
}

/** One engine, and its ends of what it shares with its driver. */
class EngineEnd {
  readonly engine: Engine;
  readonly timers: EngineTimers;
  private readonly c1: RingReader;
  private readonly toDriver: RingC2;
  private readonly register: RegisterReader;
  private readonly snapshots: SnapshotReader;
  private readonly goOff = (timer: Timer): void => this.engine.host.timer(timer);
  /** The driver's ends, where that is in this thread. */
  private driver: Beside | null = null;

  constructor(
    private readonly parts: EngineLoopParts,
    { options, storage }: EngineLoopParts['engines'][number],
    clock: CoarseClock,
    medium: Medium,
  ) {
    const { memory, random, failed } = parts;
    const { self } = options;
    this.timers = new EngineTimers(clock);
    const driver = memory.plan.drivers[self] as number;
    this.c1 = memory.reader(memory.c1(self), driver);
    const c2 = memory.writer(memory.c2(self), driver);
    this.toDriver = new RingC2(c2, memory.words, memory.plan.channelWords, emptiesMax(options));
    this.register = new RegisterReader(memory.words, memory.registerAt(self));
    this.snapshots = new SnapshotReader(memory.reader(memory.snapshots(self), driver), memory.words);
    this.engine = makeEngine({
      options,
      storage,
      random,
      port: {
        memory: {
          broadcast: (words, at) => medium.broadcast(self, words, at),
          resend: (to, words, at) => medium.resend(to, words, at),
        },
        send: (to, packet) => medium.send(to, packet),
        setTimer: (timer, delayMs) => this.timers.set(timer, delayMs),
        failed: (error) => failed(self, error),
      },
    });
    medium.join(self, this.engine.host);
  }

  start(): void {
    this.engine.host.start();
  }

  /** When this engine has something to do, unless something comes before. What comes may make a timer needed that is not now: then it is asked again. */
  get nextMs(): number {
    return this.timers.nextNeededMs(this.engine.host.engine?.waitsToRepeat !== false);
  }

  putBeside(): DriverEnds {
    const { memory } = this.parts;
    const at = memory.sessionsAt(this.engine.host.view.self);
    this.driver = new Beside(this.engine, () => Atomics.add(memory.words.array, at, 1) + 1);
    return this.driver;
  }

  /** Goes on with what a driver has sent that is beside this engine. Returns whether there was something. */
  goOnBeside(): boolean {
    if (this.driver?.hasNews !== true) return false;
    this.driver.goOnWithNews();
    return true;
  }

  /** Whether there was more in C1 than was taken. */
  hasMore = false;

  /** Takes what the driver has sent, but not too much at once. */
  takeFromDriver(): boolean {
    const { edge, host } = this.engine;
    if (host.isFailed) return false;
    let hasWorked = this.register.read(edge);
    if (this.snapshots.take(edge)) hasWorked = true;
    const taken = takeC1(this.c1, this.parts.memory.words, edge, PAYLOADS);
    if (taken > 0) {
      host.engine?.goOn();
      this.parts.activity.payloads += taken;
      hasWorked = true;
    }
    this.hasMore = this.c1.hasRecord();
    return hasWorked;
  }

  turn(): boolean {
    const { edge, host } = this.engine;
    if (host.isFailed) return false;
    let hasWorked = false;
    edge.goOnCompacting();
    if (this.timers.run(this.goOff)) hasWorked = true;
    if (this.driver !== null) return hasWorked;
    let put = 0;
    while (put < RECORDS && edge.putC2(this.toDriver)) put += 1;
    // Pieces of a snapshot are there before all of it is put.
    if (!this.toDriver.isDue) return hasWorked || put > 0;
    this.toDriver.publish();
    return true;
  }
}
