import type { Host } from '../host/host.js';
import type { C1, C2 } from '../offload/channels.js';
import type { Application } from '../offload/application.js';
import { Driver } from '../offload/driver.js';
import { TracedDriver } from '../tracing/traced-driver.js';
import type { EngineEdge } from '../offload/engine-edge.js';
import { endOfC1, endOfC2, RecordQueue } from '../offload/record-queue.js';
import type { HostOptions } from '../options.js';
import { EVENT } from './events.js';
import type { Random } from './random.js';
import type { World } from './world.js';

/** Records that C1 and C2 have room for: few, so that both are full at times. */
const CAPACITY = 8;
/** Entries that a driver keeps for an application that is slow. */
const COPY_ENTRIES = 16;
/** How long the channels and the driver take, as a rule; and how long they stall, now and then, while faults last. */
const STEP_MS = [0.005, 0.05] as const;
const STALL_MS = [1, 200] as const;
const STALLS = 0.005;
/** How long a driver that has crashed is down. */
const DRIVER_DOWN_MS = [0.1, 50] as const;

/** What goes wrong where a host crashes that is split: all of it, or the engine alone, or the driver alone. */
export type SplitCrash = 'both' | 'engine' | 'driver';

export const SPLIT_CRASHES: readonly SplitCrash[] = ['both', 'engine', 'driver'];

/** What a split host tells the machine that it is on. */
export interface WhenSplit {
  /** O8: a driver may number payloads, from this one on. */
  numbersFrom(next: number): void;
  /** The driver has given the application something. */
  delivered(entries: number): void;
}

/** Driver and channels of one host whose protocol runs in an engine: each takes its time, and stalls now and then (O2, O4). */
export class SplitSide {
  /** For a client: payloads are submitted at the driver. */
  readonly isFailed = false;
  private driver: Driver | null = null;
  private readonly c1 = new RecordQueue<C1>(CAPACITY);
  private readonly c2 = new RecordQueue<C2>(CAPACITY);
  private readonly endOfC1 = endOfC1(this.c1);
  private readonly endOfC2 = endOfC2(this.c2);
  private sessions = 0;
  private isPlanned = false;
  private isNumbered = false;

  constructor(
    private readonly world: World,
    private readonly options: HostOptions,
    private readonly random: Random,
    private readonly application: Application,
    private readonly told: WhenSplit,
    private readonly engine: () => { readonly host: Host; readonly edge: EngineEdge } | null,
  ) {}

  get hasDriver(): boolean {
    return this.driver !== null;
  }

  /** A driver begins, for an application that has a number of entries. */
  startDriver(delivered: number): void {
    const { self, payloadBytesMax, queuePayloadsMax, queueBytesMax, logBytesMax } = this.options;
    this.isNumbered = false;
    const options = {
      self,
      payloadBytesMax,
      pending: { payloadsMax: queuePayloadsMax, bytesMax: queueBytesMax },
      copy: { entriesMax: COPY_ENTRIES, bytesMax: logBytesMax },
    };
    const tracer = this.world.driverTracers[self];
    this.driver =
      tracer === undefined ? new Driver(options, delivered) : new TracedDriver(options, delivered, tracer);
    this.plan();
  }

  /** The driver is gone, with all that it had, and comes back by itself after a while: `start` begins another one. */
  crashDriver(random: Random, start: () => void): void {
    const { world, options } = this;
    this.driver = null;
    const delayMs = random.acrossScales(...DRIVER_DOWN_MS);
    world.events.push(world.events.now + delayMs, EVENT.call, options.self, 0, () => {
      if (this.hasDriver) return;
      world.watch.faultEnded(world.events.now);
      start();
    });
  }

  submit(payload: Uint8Array): number | 'full' {
    const answer = this.driver?.submit(payload) ?? 'apart';
    this.plan();
    return answer === 'apart' ? 'full' : answer;
  }

  /** Something may be due here: it happens after a while. */
  plan(isSlow = false): void {
    if (this.isPlanned) return;
    this.isPlanned = true;
    const { events } = this.world;
    const stalls = !this.world.isDraining && this.random.happens(STALLS);
    const [least, most] = stalls ? STALL_MS : STEP_MS;
    const delayMs = this.random.between(least, most) * (isSlow && !stalls ? SLOWER : 1);
    events.push(events.now + delayMs, EVENT.call, this.options.self, 0, () => this.happen());
  }

  private happen(): void {
    this.isPlanned = false;
    const hasMoved = this.moveEngine() || this.moveDriver();
    if (hasMoved || this.isDue) this.plan(!hasMoved);
  }

  private get isDue(): boolean {
    const { driver } = this;
    return (
      !this.c1.isEmpty ||
      !this.c2.isEmpty ||
      (driver !== null && (driver.isApart || driver.waiting > 0 || driver.lag > 0))
    );
  }

  private moveEngine(): boolean {
    const engine = this.engine();
    if (engine === null || engine.host.isFailed) return false;
    const { edge, host } = engine;
    const { driver } = this;
    if (driver !== null) edge.register(driver.inSession, driver.delivered);
    edge.goOnCompacting();
    let moved = 0;
    while (this.random.happens(GOES_ON) && this.c1.take(edge)) moved += 1;
    if (moved > 0) host.engine?.goOn();
    while (this.random.happens(GOES_ON) && edge.putC2(this.endOfC2)) moved += 1;
    return moved > 0;
  }

  private moveDriver(): boolean {
    const { driver } = this;
    if (driver === null) return false;
    let moved = 0;
    if (driver.isApart) driver.attach((this.sessions += 1));
    while (this.random.happens(GOES_ON) && this.c2.take(driver)) moved += 1;
    const { nextNumber } = driver;
    if (!this.isNumbered && nextNumber !== null) {
      this.isNumbered = true;
      this.told.numbersFrom(nextNumber);
    }
    while (this.random.happens(GOES_ON) && driver.deliver(this.application)) {
      this.told.delivered(driver.delivered);
      moved += 1;
    }
    while (this.random.happens(GOES_ON) && driver.putC1(this.endOfC1)) moved += 1;
    return moved > 0;
  }
}

/** How likely one more record is moved in a step. */
const GOES_ON = 0.9;
/** How many times longer it takes until it is tried again what could not be done. */
const SLOWER = 20;
