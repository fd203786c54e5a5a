/** One host of a ring that is measured, a process of its own: `node impl-host.js`, told what to do by `impl.ts`. */
import { sharedDirectory } from '../cli/host/transports.js';
import {
  directory,
  join,
  rawFrames,
  sharedMemory,
  streams,
  udpBroadcast,
  udpEach,
  type ExoHost,
  type Transport,
} from '../impl/index.js';

/** What a host broadcasts while it is measured. */
export type Load =
  /** Nothing: the token goes round with empty messages, as fast as it can. */
  | 'empty'
  /** One payload of 64 bytes in each message. */
  | 'one'
  /** As many payloads of 64 bytes in a message as there is room for. */
  | 'packed'
  /** One payload of 64 bytes at a time, at host 0 alone. */
  | 'single';

export interface HostTask {
  readonly self: number;
  /** Of all hosts, with their ports. */
  readonly addresses: readonly string[];
  readonly medium: MediumPlace;
  readonly transport: RingTransport;
  /** Where the log is; in memory if it is null. */
  readonly directory: string | null;
  readonly load: Load;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** What a medium needs to know of the network. */
export interface MediumPlace {
  readonly port: number;
  readonly broadcast: string;
  readonly interface: string;
}

/** The transports that are measured; `native` where the system is called past the event loop. */
export const RING_TRANSPORTS = [
  ...(['udp-broadcast', 'udp-broadcast, native', 'udp-each', 'udp-each, native'] as const),
  ...(['tcp', 'raw-frames', 'shared-memory'] as const),
];
export type RingTransport = (typeof RING_TRANSPORTS)[number];

function transportFor(name: RingTransport, { port, broadcast: address, ...on }: MediumPlace): Transport {
  switch (name) {
    case 'udp-broadcast':
      return udpBroadcast({ port, address });
    case 'udp-broadcast, native':
      return udpBroadcast({ port, address, native: true });
    case 'udp-each':
      return udpEach();
    case 'udp-each, native':
      return udpEach({ native: true });
    case 'tcp':
      return streams();
    case 'raw-frames':
      return rawFrames(on);
    case 'shared-memory':
      return sharedMemory({ directory: sharedDirectory(port) });
  }
}

/** What host 0 saw. */
export interface HostSpeed {
  readonly seconds: number;
  /** Entries and payloads that were agreed and taken by the application. */
  readonly entries: number;
  readonly payloads: number;
  /** The median time from `broadcast` to agreed, in microseconds; null without own payloads. */
  readonly medianUs: number | null;
  readonly takeovers: number;
}

const PAYLOAD = new Uint8Array(64);
/** Broadcasts that are under way at a time. */
const WAITING: Readonly<Record<Load, number>> = { empty: 0, one: 64, packed: 8, single: 1 };
/** How long is waited at most for something to happen. */
const IDLE_MS_MAX = 10_000;
/** Payloads in each, where they are packed. */
const TOGETHER = 512;

process.on('message', (task: HostTask) => void run(task));
process.on('disconnect', () => process.exit(0));

async function run(task: HostTask): Promise<void> {
  const { self, addresses, transport, load, warmUpMs, measureMs } = task;
  const host = await join({
    id: `${self}`,
    ring: addresses.map((address, i) => ({ id: `${i}`, address })),
    transport: transportFor(transport, task.medium),
    ...(task.directory !== null && { log: directory(task.directory) }),
    // The application keeps nothing: a host that was left behind on a busy machine goes on with what is newest.
    snapshots: { take: () => new Uint8Array(0), restore: () => undefined },
    options: {
      holdMs: 0,
      packPayloadsMax: load === 'packed' ? TOGETHER : 1,
      packBytesMax: 50_000,
      queuePayloadsMax: 16 * TOGETHER,
    },
  });
  let payloads = 0;
  const latencies: number[] = [];
  void take(host, (count) => (payloads += count));
  const isLoaded = load === 'single' ? self === 0 : load !== 'empty';
  if (isLoaded) for (let k = 0; k < WAITING[load]; k++) void keepSending(host, load, latencies);
  await passed(warmUpMs);
  const before = { entries: host.agreed, payloads, at: performance.now() };
  latencies.length = 0;
  // A short time on a busy machine may pass without anything: it is measured for longer then.
  const hasSome = (): boolean =>
    host.agreed > before.entries && (latencies.length > 0 || !(isLoaded && self === 0));
  do await passed(measureMs);
  while (!hasSome() && performance.now() - before.at < IDLE_MS_MAX);
  const seconds = (performance.now() - before.at) / 1000;
  const sorted = latencies.sort((a, b) => a - b);
  const speed: HostSpeed = {
    seconds,
    entries: host.agreed - before.entries,
    payloads: payloads - before.payloads,
    medianUs: sorted[Math.floor(sorted.length / 2)] ?? null,
    takeovers: host.metrics().takeovers,
  };
  process.send?.(speed);
}

async function take(host: ExoHost, took: (count: number) => void): Promise<void> {
  for await (const messages of host.entries()) took(messages.length);
}

async function keepSending(host: ExoHost, load: Load, latencies: number[]): Promise<void> {
  const payloads = Array.from({ length: load === 'packed' ? TOGETHER : 1 }, () => PAYLOAD);
  for (;;) {
    const began = performance.now();
    await host.broadcastAll(payloads);
    latencies.push((performance.now() - began) * 1000);
  }
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
