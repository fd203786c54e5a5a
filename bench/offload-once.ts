/**
 * One measurement of the offload engine, in a process of its own: `node offload-once.js '{"what":"hop","hosts":3}'` prints what it measured as
 * JSON. Engines and drivers run in this thread, or the engines in a worker.
 */
import { hostOptions, NoStorage, OffloadHost, OffloadRing, type HostOptions } from '../impl/index.js';
import { Worker } from 'node:worker_threads';
import { copyWords } from '../impl/core/entry-log.js';
import { RingReader, RingWriter, ringWords } from '../impl/offload/ring.js';
import { SharedWords } from '../impl/offload/ring-words.js';
import { EngineLoop } from '../impl/offload/engine-loop.js';
import { Waiter } from '../impl/offload/idling.js';
import { offloadMemory, SharedMemory } from '../impl/offload/layout.js';

export interface OffloadQuestion {
  /**
   * Messages as fast as they go round; one payload at a time; the same bytes through a bare ring; the bare hop between two threads; or a ring
   * that has nothing to do.
   */
  readonly what: 'rate' | 'latency' | 'ring' | 'hop' | 'idle';
  readonly hosts: number;
  /** Bytes of each payload; null for empty messages alone. */
  readonly payloadBytes: number | null;
  /** The most payloads in a frame. */
  readonly pack: number;
  /** Where the engines run: in the thread of the drivers, behind rings, or with the drivers beside them; or in one worker. */
  readonly engines: 'here' | 'beside' | 'worker';
  readonly seconds: number;
}

/** Nanoseconds. */
export interface Spread {
  readonly median: number;
  /** A twentieth of all is faster. */
  readonly fastest: number;
}

export interface RateTimes {
  /** Nanoseconds of processor time of the whole process, an entry: what it takes alone, where the machine does other things too. */
  readonly entryCpuNs: number;
  /** The same, a payload; null where there are none. */
  readonly payloadCpuNs: number | null;
  /** An entry that all drivers were given. */
  readonly entryNs: Spread;
  /** A payload that all drivers were given; null where there are none. */
  readonly payloadNs: Spread | null;
}

export interface LatencyTimes {
  readonly submitToDeliverNs: Spread;
}

export interface BareTimes {
  readonly ns: Spread;
}

export interface IdleUse {
  readonly cpuPercent: number;
}

const OPTIONS: Partial<HostOptions> = {
  holdMs: 0,
  repeatMs: 1_000,
  takeoverMs: 30_000,
  payloadBytesMax: 1_024,
  logEntriesMax: 1_024,
  queuePayloadsMax: 512,
};
/** An application compacts after so many entries: what is in use is to fit into the cache. */
const COMPACT_EVERY = 256;
/** Bytes of a log, with one payload in a frame, and with many. */
const LOG_BYTES = 2 ** 17;
const LOG_BYTES_PACKED = 2 ** 22;

/** Hosts, and whatever makes them go on. */
interface Bench {
  readonly users: readonly User[];
  /** Does what is due in this thread. */
  turn(): void;
  stop(): Promise<void>;
}

/** An application that counts what it is given, and keeps payloads waiting. */
class User {
  payloads = 0;
  own = 0;
  private compactAt = COMPACT_EVERY;
  private readonly payload: Uint8Array | null;
  host: OffloadHost | null = null;

  constructor(
    private readonly self: number,
    payloadBytes: number | null,
    private readonly keeps: number,
  ) {
    this.payload = payloadBytes === null ? null : new Uint8Array(payloadBytes).fill(7);
  }

  deliver({ source }: { readonly source: number }): void {
    this.payloads += 1;
    if (source === this.self) this.own += 1;
  }

  restore(): void {
    throw new Error('no application of a bench is behind');
  }

  get delivered(): number {
    return this.host?.delivered ?? 0;
  }

  poll(): void {
    const { host, payload, keeps } = this;
    if (host === null) return;
    host.poll();
    if (payload !== null && host.waiting < keeps) {
      while (host.waiting < keeps && host.submit(payload, false) !== 'full');
      host.flush();
    }
    if (host.delivered >= this.compactAt) {
      host.compact(host.delivered, SNAPSHOT);
      this.compactAt = host.delivered + COMPACT_EVERY;
    }
  }

  submit(): boolean {
    return this.payload !== null && this.host?.submit(this.payload) !== 'full';
  }
}

const CHANNEL_WORDS = 2 ** 14;
const SNAPSHOT = new Uint8Array(8);

async function bench(question: OffloadQuestion, keeps: number): Promise<Bench> {
  const { hosts, payloadBytes, pack, engines } = question;
  const all = Array.from({ length: hosts }, (_, self) => self);
  const users = all.map((self) => new User(self, payloadBytes, keeps));
  const isPacked = pack > 1;
  const host: Partial<HostOptions> = {
    ...OPTIONS,
    packPayloadsMax: pack,
    packBytesMax: isPacked ? 8_900 : 1_400,
    logBytesMax: isPacked ? LOG_BYTES_PACKED : LOG_BYTES,
  };
  if (engines === 'worker') {
    const ring = await OffloadRing.start({ hosts, host, spinnersMax: 2, channelWords: CHANNEL_WORDS });
    users.forEach((user, self) => (user.host = ring.driver(self, user)));
    return { users, turn: () => users.forEach((user) => user.poll()), stop: () => ring.stop() };
  }
  const memory = offloadMemory({
    engines: all.map(() => 0),
    drivers: all.map(() => 0),
    channelWords: CHANNEL_WORDS,
    snapshotWords: 2 ** 10,
    mediumWords: 2 ** 16,
    spinnersMax: 1,
  });
  const shared = new SharedMemory(memory);
  const waiter = new Waiter(shared, 0);
  const loop = new EngineLoop({
    memory: shared,
    thread: 0,
    engines: all.map((self) => ({
      options: hostOptions({ ...host, hosts, self }),
      storage: new NoStorage(hosts),
    })),
    random: Math.random,
    now: () => performance.now(),
    activity: waiter,
    failed: (_, error) => {
      throw error;
    },
  });
  users.forEach((user, self) => {
    const options = hostOptions({ ...host, hosts, self });
    const parts = { memory, options, application: user, waiter };
    user.host = new OffloadHost(engines === 'beside' ? { ...parts, ends: loop.beside(self) } : parts);
  });
  loop.start();
  const turns = question.what === 'latency' ? 1 : TURNS_A_POLL;
  const turn = (): void => {
    for (let k = 0; k < turns; k++) loop.turn();
    for (const user of users) user.poll();
  };
  return { users, turn, stop: () => Promise.resolve() };
}

/** Where the drivers share the thread of the engines, they have their turn after so many of those; but after each where it counts how soon they do. */
const TURNS_A_POLL = 4;

function least(users: readonly User[], count: (user: User) => number): number {
  let least = Infinity;
  for (const user of users) least = Math.min(least, count(user));
  return least;
}

/** How far a run has come, and what it has taken. */
interface Progress {
  readonly entries: number;
  readonly payloads: number;
  readonly cpuNs: number;
}

function progressOf(users: readonly User[]): Progress {
  const { user, system } = process.cpuUsage();
  return {
    entries: least(users, ({ delivered }) => delivered),
    payloads: least(users, ({ payloads }) => payloads),
    cpuNs: 1_000 * (user + system),
  };
}

async function rate(question: OffloadQuestion): Promise<RateTimes> {
  const one = await bench(question, question.pack === 1 ? 16 : 400);
  const { users, turn } = one;
  // The first half is for the compiler.
  windowsFor(question.seconds / 2, users, turn);
  const before = progressOf(users);
  const windows = windowsFor(question.seconds / 2, users, turn);
  const after = progressOf(users);
  await one.stop();
  const cpuNs = after.cpuNs - before.cpuNs;
  const entryNs = spread(windows.map((window) => window.entryNs));
  const entryCpuNs = cpuNs / (after.entries - before.entries);
  if (question.payloadBytes === null) return { entryNs, entryCpuNs, payloadNs: null, payloadCpuNs: null };
  const payloadNs = spread(windows.map((window) => window.payloadNs));
  return { entryNs, entryCpuNs, payloadNs, payloadCpuNs: cpuNs / (after.payloads - before.payloads) };
}

/** Goes on for so long. Returns what an entry, and a payload, took in each window. */
function windowsFor(
  seconds: number,
  users: readonly User[],
  turn: () => void,
): readonly { readonly entryNs: number; readonly payloadNs: number }[] {
  const windows: { readonly entryNs: number; readonly payloadNs: number }[] = [];
  for (const until = performance.now() + seconds * 1_000; performance.now() < until;) {
    const entries = least(users, (user) => user.delivered);
    const payloads = least(users, (user) => user.payloads);
    const from = process.hrtime.bigint();
    while (least(users, (user) => user.delivered) < entries + WINDOW) turn();
    const ns = Number(process.hrtime.bigint() - from);
    windows.push({
      entryNs: ns / (least(users, (user) => user.delivered) - entries),
      payloadNs: ns / (least(users, (user) => user.payloads) - payloads),
    });
  }
  return windows;
}

/** Entries between two looks at the clock. */
const WINDOW = 600;

/** The median, and what a twentieth is below: how fast it is while nobody else has the core. */
function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? NaN;
  return { median: at(0.5), fastest: at(0.05) };
}

/** One payload at a time, at one host after the other: until its own application has it. */
async function latency(question: OffloadQuestion): Promise<LatencyTimes> {
  const one = await bench(question, 0);
  const { users, turn } = one;
  const times: number[] = [];
  for (const until = performance.now() + question.seconds * 1_000; performance.now() < until;) {
    const user = users[times.length % users.length] as User;
    const before = user.own;
    const from = process.hrtime.bigint();
    while (!user.submit()) turn();
    while (user.own === before) turn();
    times.push(Number(process.hrtime.bigint() - from));
  }
  await one.stop();
  return { submitToDeliverNs: spread(times.slice(times.length >>> 1)) };
}

/** The bytes of such messages through a ring, from one end to the other in this thread, as often as they are copied between engines and drivers. */
function bareRing({ hosts, payloadBytes, seconds }: OffloadQuestion): BareTimes {
  const capacity = 2 ** 12;
  const words = new SharedWords(new Int32Array(new SharedArrayBuffer(4 * ringWords(capacity))));
  const nobody = { ring: (): void => undefined };
  const place = { words, at: 0, capacity };
  const [writer, reader] = [new RingWriter(place, nobody), new RingReader(place, nobody)];
  const frame = new Int32Array(payloadBytes === null ? 12 : 13 + Math.ceil(payloadBytes / 4)).fill(3);
  const log = new Int32Array(frame.length);
  const times: number[] = [];
  for (const until = performance.now() + seconds * 1_000; performance.now() < until;) {
    const from = process.hrtime.bigint();
    for (let k = 0; k < WINDOW; k++) {
      for (let host = 0; host < hosts; host++) {
        writer.put(frame, 0, frame.length);
        writer.publish();
        const at = reader.peek();
        copyWords(words.array, at, log, 0, reader.count);
        reader.take();
        reader.release();
      }
    }
    times.push(Number(process.hrtime.bigint() - from) / WINDOW);
  }
  return { ns: spread(times.slice(times.length >>> 1)) };
}

/** A word that two threads that spin hand to each other: how long it takes from one to the other. */
async function bareHop({ seconds }: OffloadQuestion): Promise<BareTimes> {
  const words = new Int32Array(new SharedArrayBuffer(128));
  const worker = new Worker(
    `const { workerData: words } = require('node:worker_threads');
     for (let k = 1; ; k += 2) { let seen; while ((seen = Atomics.load(words, 0)) !== k) if (seen < 0) process.exit(); Atomics.store(words, 0, k + 1); }`,
    { eval: true, workerData: words },
  );
  const times: number[] = [];
  let k = 1;
  for (const until = performance.now() + seconds * 1_000; performance.now() < until;) {
    const from = process.hrtime.bigint();
    for (let turn = 0; turn < HOPS; turn++, k += 2) {
      Atomics.store(words, 0, k);
      while (Atomics.load(words, 0) !== k + 1);
    }
    times.push(Number(process.hrtime.bigint() - from) / (2 * HOPS));
  }
  Atomics.store(words, 0, -1);
  await worker.terminate();
  return { ns: spread(times.slice(times.length >>> 1)) };
}

const HOPS = 100;

const SETTLED_SECONDS = 3;

/** What an idle ring takes of one core, in percent. */
async function idle({ hosts, seconds }: OffloadQuestion): Promise<IdleUse> {
  const ring = await OffloadRing.start({
    hosts,
    host: { holdMs: 50, repeatMs: 200, takeoverMs: 1_000 },
    spinnersMax: 2,
  });
  const users = Array.from({ length: hosts }, (_, self) => new User(self, 8, 0));
  users.forEach((user, self) => (user.host = ring.driver(self, user)));
  const turn = (): boolean => users.map(({ host }) => host?.poll() ?? false).some(Boolean);
  const rest = async (ms: number): Promise<void> => {
    for (const until = performance.now() + ms; performance.now() < until;)
      await ring.wait(turn, until - performance.now());
  };
  // Until what is run now and then is compiled, or known to be rare.
  await rest(Math.min(SETTLED_SECONDS, seconds) * 1_000);
  const from = process.cpuUsage();
  const at = performance.now();
  await rest(seconds * 1_000);
  const { user, system } = process.cpuUsage(from);
  const cpuPercent = (100 * (user + system)) / 1_000 / (performance.now() - at);
  await ring.stop();
  return { cpuPercent };
}

async function main(question: OffloadQuestion): Promise<unknown> {
  switch (question.what) {
    case 'rate':
      return rate(question);
    case 'latency':
      return latency(question);
    case 'ring':
      return bareRing(question);
    case 'hop':
      return bareHop(question);
    case 'idle':
      return idle(question);
  }
}

const answer = await main(JSON.parse(process.argv[2] ?? '{}') as OffloadQuestion);
process.stdout.write(`${JSON.stringify(answer)}\n`);
