/** Engines and drivers that are measured, in this thread or with the engines in a worker, and applications that keep them busy. */
import { hostOptions, NoStorage, OffloadHost, OffloadRing, type HostOptions } from '../impl/index.js';
import { offloadMemory, SharedMemory } from '../impl/offload/layout.js';
import { Waiter } from '../impl/offload/idling.js';
import { EngineLoop } from '../impl/offload/engine-loop.js';
import type { OffloadQuestion } from './offload-question.js';

const OPTIONS: Partial<HostOptions> = {
  holdMs: 0,
  repeatMs: 1_000,
  takeoverMs: 30_000,
  payloadBytesMax: 1_024,
  logEntriesMax: 1_024,
  queuePayloadsMax: 512,
};
/** The number of entries after which an application compacts: what is in use is to fit into the cache. */
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
export class User {
  payloads = 0;
  own = 0;
  private compactAt = COMPACT_EVERY;
  private readonly payload: Uint8Array | null;
  host: OffloadHost | null = null;

  constructor(
    readonly self: number,
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

/** Words of the rings of a plan. */
export const CHANNELS = { channelWords: 2 ** 14, snapshotWords: 2 ** 10, mediumWords: 2 ** 16 } as const;
const SNAPSHOT = new Uint8Array(8);

function hostFor(pack: number): Partial<HostOptions> {
  const isPacked = pack > 1;
  return {
    ...OPTIONS,
    packPayloadsMax: pack,
    packBytesMax: isPacked ? 8_900 : 1_400,
    logBytesMax: isPacked ? LOG_BYTES_PACKED : LOG_BYTES,
  };
}

export async function bench(question: OffloadQuestion, keeps: number): Promise<Bench> {
  const { hosts, payloadBytes, pack, engines } = question;
  const all = Array.from({ length: hosts }, (_, self) => self);
  if (engines === 'worker') {
    const users = all.map((self) => new User(self, payloadBytes, keeps));
    const ring = await OffloadRing.start({
      hosts,
      host: hostFor(pack),
      spinnersMax: 2,
      channelWords: CHANNELS.channelWords,
    });
    users.forEach((user, self) => (user.host = ring.driver(self, user)));
    return { users, turn: () => users.forEach((user) => user.poll()), stop: () => ring.stop() };
  }
  const memory = offloadMemory({
    engines: all.map(() => 0),
    drivers: all.map(() => 0),
    ...CHANNELS,
    spinnersMax: 1,
  });
  return benchOn(question, keeps, new SharedMemory(memory), 0);
}

/** Those hosts whose engines and drivers are in a thread of the plan, which is this one. */
export function benchOn(
  question: OffloadQuestion,
  keeps: number,
  memory: SharedMemory,
  thread: number,
): Bench {
  const { engines: places } = memory.plan;
  const selves = places.flatMap((one, self) => (one === thread ? [self] : []));
  const { payloadBytes, engines, pack } = question;
  const users = selves.map((self) => new User(self, payloadBytes, keeps));
  const optionsOf = (self: number): HostOptions =>
    hostOptions({ ...hostFor(pack), hosts: places.length, self });
  const waiter = new Waiter(memory, thread);
  const loop = new EngineLoop({
    memory,
    thread,
    engines: selves.map((self) => ({ options: optionsOf(self), storage: new NoStorage(places.length) })),
    random: Math.random,
    now: () => performance.now(),
    activity: waiter,
    failed: (_, error) => {
      throw error;
    },
  });
  for (const user of users) {
    const parts = { memory, options: optionsOf(user.self), application: user, waiter };
    user.host = new OffloadHost(engines === 'beside' ? { ...parts, ends: loop.beside(user.self) } : parts);
  }
  loop.start();
  const turns = question.what === 'latency' ? 1 : TURNS_A_POLL;
  const turn = (): void => {
    for (let k = 0; k < turns; k++) loop.turn();
    for (const user of users) user.poll();
  };
  return { users, turn, stop: () => Promise.resolve() };
}

/** Where the drivers share the thread of the engines, they have their turn after this number of those; but after each where it counts how soon they do. */
const TURNS_A_POLL = 4;
