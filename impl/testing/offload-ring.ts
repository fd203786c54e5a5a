/**
 * A ring of offload hosts in one thread: engines, channels of a few records, drivers and applications, where what happens next is drawn from a
 * seed. Engines are reset, drivers crash, applications stall, and the media lose what they like.
 */
import { makeEngine, type Engine } from '../offload/engine.js';
import type { C1, C2 } from '../offload/channels.js';
import { Driver } from '../offload/driver.js';
import { endOfC1, endOfC2, RecordQueue } from '../offload/record-queue.js';
import type { Delivery, Timer } from '../host/port.js';
import type { Packet } from '../core/records.js';
import { copiedPacket } from '../core/copied.js';
import { hostOptions, type HostOptions } from '../options.js';
import { Random } from '../simulate/random.js';
import { MemoryStorage } from '../storage/memory-storage.js';
import { firstStored } from '../storage/stored-state.js';
import { alignedWords } from '../wire/aligned.js';

/** What the applications of all hosts have been given, held against one order. */
export class Order {
  readonly payloads: string[] = [];
  readonly submitted = new Set<string>();
  /** By slot, how many payloads stand before it. */
  private readonly before: number[] = [];

  /** A payload is delivered in a place; throws if it is another one elsewhere, or was never submitted, or comes twice. */
  deliver(place: number, { slot, source, number, payload }: Delivery): void {
    const text = `${source}.${number} ${Buffer.from(payload).toString()}`;
    if (!this.submitted.has(text)) throw new Error(`${text} was never submitted`);
    if (place < this.payloads.length) {
      if (this.payloads[place] !== text)
        throw new Error(`${text} in place ${place}, where others had ${this.payloads[place]}`);
      return;
    }
    if (this.payloads.includes(text)) throw new Error(`${text} is delivered twice`);
    const earlier = this.payloads
      .filter((one) => one.startsWith(`${source}.`))
      .map((one) => Number(one.split(/[. ]/)[1]));
    if (earlier.some((one) => one >= number)) throw new Error(`${text} out of order`);
    this.before[slot] ??= place;
    this.payloads.push(text);
  }
}

export interface OffloadRingOptions {
  readonly hosts: number;
  readonly seed: number;
  /** Records that C1 and C2 have room for. */
  readonly capacity: number;
  /** How likely a frame or a packet is lost, from 0 to 1. */
  readonly losses: number;
  readonly host?: Partial<HostOptions>;
}

/** One host: what survives is its storage, and what its application has. */
class SplitHost {
  readonly self: number;
  storage: MemoryStorage;
  engine: Engine;
  driver: Driver;
  readonly timers = new Set<Timer>();
  /** Payloads that the application has been given. */
  payloads = 0;
  session = 0;
  submissions = 0;
  readonly c1: RecordQueue<C1>;
  readonly c2: RecordQueue<C2>;
  private readonly end1: C1;
  private readonly end2: C2;

  constructor(
    private readonly ring: OffloadRing,
    self: number,
  ) {
    this.self = self;
    this.c1 = new RecordQueue(ring.options.capacity);
    this.c2 = new RecordQueue(ring.options.capacity);
    this.end1 = endOfC1(this.c1);
    this.end2 = endOfC2(this.c2);
    this.storage = new MemoryStorage(firstStored(ring.options.hosts), null);
    this.engine = this.makeEngine();
    this.driver = this.makeDriver(0);
  }

  resetEngine(): void {
    this.storage.crash();
    this.timers.clear();
    this.storage = new MemoryStorage(this.storage.load(), null);
    this.engine = this.makeEngine();
    this.engine.host.start();
  }

  crashDriver(): void {
    this.driver = this.makeDriver(this.driver.delivered);
  }

  submit(): void {
    const text = `payload ${this.submissions} of ${this.self}`;
    const number = this.driver.submit(Buffer.from(text));
    if (typeof number !== 'number') return;
    this.submissions += 1;
    this.ring.order.submitted.add(`${this.self}.${number} ${text}`);
  }

  deliver(): boolean {
    return this.driver.deliver({
      deliver: (delivery) => {
        this.ring.order.deliver(this.payloads, delivery);
        this.payloads += 1;
      },
      restore: (slot, snapshot) => {
        const [entries = -1, payloads = -1] = new Float64Array(snapshot.slice().buffer);
        if (entries !== slot || payloads < this.payloads)
          throw new Error(`a snapshot of ${entries} for slot ${slot}`);
        this.payloads = payloads;
      },
    });
  }

  compact(): void {
    const { edge } = this.engine;
    const slot = this.driver.delivered;
    const snapshot = new Uint8Array(Float64Array.of(slot, this.payloads).buffer);
    edge.compact(this.driver.inSession, slot, snapshot);
  }

  /** One of the steps of the edge, the driver, and the channels. Returns whether something has happened. */
  putC1(): boolean {
    if (this.driver.isApart) this.driver.attach(++this.session);
    return this.driver.putC1(this.end1);
  }
  takeC1(): boolean {
    const isTaken = this.c1.take(this.engine.edge);
    if (isTaken) this.engine.host.engine?.goOn();
    return isTaken;
  }
  putC2(): boolean {
    const { edge } = this.engine;
    edge.register(this.driver.inSession, this.driver.delivered);
    edge.goOnCompacting();
    return edge.putC2(this.end2);
  }
  takeC2(): boolean {
    return this.c2.take(this.driver);
  }

  private makeDriver(delivered: number): Driver {
    return new Driver(
      {
        self: this.self,
        pending: { payloadsMax: 3, bytesMax: 40_000 },
        copy: { entriesMax: 2, bytesMax: 40_000 },
        payloadBytesMax: 32_768,
      },
      delivered,
    );
  }

  private makeEngine(): Engine {
    const { ring, self } = this;
    const { hosts, host } = ring.options;
    return makeEngine({
      options: hostOptions({ hosts, self, ...host }),
      storage: this.storage,
      random: () => ring.random.next(),
      numbersAtOnce: 2,
      port: {
        broadcast: (source, at, bytes) => ring.broadcast(self, source.slice(at, at + bytes)),
        resend: (to, source, at, bytes) => ring.frame(to, source.slice(at, at + bytes)),
        send: (to, packet) => ring.packet(to, packet),
        setTimer: (timer) => void this.timers.add(timer),
        failed: (error) => {
          throw error;
        },
      },
    });
  }
}

export class OffloadRing {
  readonly random: Random;
  readonly order = new Order();
  readonly hosts: readonly SplitHost[];
  private readonly under: { readonly to: number; readonly run: (host: SplitHost) => void }[] = [];
  private losses: number;
  counts = { resets: 0, crashes: 0, steps: 0 };

  constructor(readonly options: OffloadRingOptions) {
    this.random = new Random(options.seed);
    this.losses = options.losses;
    this.hosts = Array.from({ length: options.hosts }, (_, self) => new SplitHost(this, self));
    for (const { engine } of this.hosts) engine.host.start();
  }

  broadcast(self: number, frame: Uint8Array): void {
    for (let to = 0; to < this.options.hosts; to++) if (to !== self) this.frame(to, frame);
  }
  frame(to: number, frame: Uint8Array): void {
    if (this.random.next() < this.losses) return;
    this.under.push({ to, run: ({ engine }) => engine.host.frameAt(alignedWords(frame), 0, frame.length) });
  }
  packet(to: number, packet: Packet): void {
    if (this.random.next() < this.losses) return;
    const copy = copiedPacket(packet);
    this.under.push({ to, run: ({ engine }) => engine.host.packet(copy) });
  }

  /** Lets a number of things happen, faults among them. */
  run(steps: number): void {
    for (let k = 0; k < steps; k++) this.step(true);
  }

  /** Without further faults, until every application has everything. Returns whether that has come. */
  settle(stepsMax: number): boolean {
    this.losses = 0;
    for (let k = 0; k < stepsMax; k++) {
      this.step(false);
      if (k % 100 === 0 && this.isSettled) return true;
    }
    return false;
  }

  private get isSettled(): boolean {
    return this.hosts.every(
      ({ driver, payloads }) =>
        driver.isAttached && driver.waiting === 0 && payloads === this.order.payloads.length,
    );
  }

  private step(withFaults: boolean): void {
    const { random, hosts, under } = this;
    this.counts.steps += 1;
    const host = hosts[Math.floor(random.next() * hosts.length)] as SplitHost;
    const kind = random.next();
    if (kind < 0.3) {
      // A few messages are overtaken.
      const at = random.next() < 0.9 ? 0 : Math.floor(random.next() * under.length);
      const [message] = under.splice(at, 1);
      if (message !== undefined) message.run(hosts[message.to] as SplitHost);
      return;
    }
    if (kind < 0.35) {
      const timers = [...host.timers].filter(
        (timer) => random.next() < (timer === 'takeover' || timer === 'return' ? 0.03 : 0.3),
      );
      for (const timer of timers) {
        host.timers.delete(timer);
        host.engine.host.timer(timer);
      }
      return;
    }
    if (kind < 0.45) host.takeC1();
    else if (kind < 0.55) host.putC1();
    else if (kind < 0.68) host.putC2();
    else if (kind < 0.81) host.takeC2();
    else if (kind < 0.91) host.deliver();
    else if (kind < 0.95) host.compact();
    else if (!withFaults) return;
    else if (kind < 0.995) host.submit();
    else if (kind < 0.9975) {
      this.counts.resets += 1;
      host.resetEngine();
    } else {
      this.counts.crashes += 1;
      host.crashDriver();
    }
  }
}
