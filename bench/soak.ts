/**
 * Whether a cluster that runs for long grows: `npm run soak -- --messages 10e6`. Outside of the tests, because it takes minutes. The heap
 * after a collection is looked at ten times in the second half of the run, and must not grow from one message to the next. `--time 1h` does so for
 * hosts on sockets and disks, by time, and looks at open files and sockets too.
 */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inOneLine } from '../errors/index.js';
import {
  DEFAULT_OPTIONS,
  Host,
  MemoryStorage,
  decodePacket,
  encodePacket,
  firstStored,
  hostOptions,
  type HostPort,
  type Packet,
} from '../impl/index.js';
import { soakFor } from './soak-time.js';
import { growthOf, type Look } from './soak-verdict.js';

const HELP = `Usage: npm run -s soak -- [options]

Without --time, runs three hosts in one process, which hear each other at once and compact, and looks at the heap after a collection as it goes on. Ends
with 1 where the heap grows by more than a byte for each hundred messages in the second half of the run. With --time, runs three
hosts on Unix sockets with logs on disk, one of which joins anew now and then. Ends with 1 where the heap grows by more than a KiB a second, or
open files and sockets become more, in the second half of the run.

  --messages k  messages that are agreed, at least 100,000; such as 10e6 (default 10e6)
  --time t      instead for a time: such as 30s, 10m or 1h; at least 5s
  --help        print this
`;

const EXIT_BAD_OPTION = 151;
const HOSTS = 3;
const COMPACT_EVERY = 1_000;
const LOOKS = 20;
/** What the runtime itself may come to have more of, by the way: code, inline caches. */
const BYTES_BY_THE_WAY = 256 * 1024;

/** Hosts that are joined by queues: what is said in a step is heard after it. */
class Joined {
  readonly hosts: readonly Host[];
  agreed = 0;
  private readonly arrivals: (() => void)[] = [];
  private readonly payload = new Uint8Array(64);
  private waiting = 0;

  constructor() {
    this.hosts = Array.from({ length: HOSTS }, (_, self) => {
      const options = hostOptions({ ...DEFAULT_OPTIONS, hosts: HOSTS, self });
      const storage = new MemoryStorage(firstStored(HOSTS));
      return new Host({ options, storage, port: this.port(self), random: () => 0.5 });
    });
    for (const host of this.hosts) host.start();
  }

  /** Goes on until this many payloads are delivered at host A. */
  runTo(messages: number): void {
    while (this.agreed < messages) {
      for (const host of this.hosts) if (host.submit(this.payload) === 'full') this.waiting += 1;
      for (const arrive of this.arrivals.splice(0)) arrive();
      this.compact();
    }
  }

  private compact(): void {
    for (const host of this.hosts) {
      const { delivered, compactable, log } = host.view;
      if (delivered - log.start >= COMPACT_EVERY) host.compact(compactable, this.payload);
    }
  }

  private port(self: number): HostPort {
    const others = (arrive: (host: Host) => void): void => {
      this.hosts.forEach((host, to) => {
        if (to !== self) this.arrivals.push(() => arrive(host));
      });
    };
    const to = (host: number, arrive: (host: Host) => void): void => {
      this.arrivals.push(() => arrive(this.hosts[host] as Host));
    };
    const copied = (source: Uint8Array, at: number, bytes: number): Uint8Array =>
      source.slice(at, at + bytes);
    return {
      broadcast: (...frame) => {
        const bytes = copied(...frame);
        others((host) => host.frame(bytes));
      },
      resend: (host, ...frame) => {
        const bytes = copied(...frame);
        to(host, (one) => one.frame(bytes));
      },
      send: (host, packet) => to(host, (one) => one.packet(this.throughCodec(packet))),
      // Nothing is lost here, so no timer is needed but that of an idle holder, and nobody is idle.
      setTimer: () => undefined,
      deliver: () => {
        if (self === 0) this.agreed += 1;
      },
      restore: () => undefined,
      failed: (error) => {
        throw error;
      },
    };
  }

  private throughCodec(packet: Packet): Packet {
    const [first] = this.hosts;
    const ring = { configuration: first?.view.configuration ?? 0, hosts: HOSTS };
    const decoded = decodePacket(encodePacket(packet, ring), ring);
    if (decoded.kind === 'refused') throw new Error(decoded.reason);
    return decoded;
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '10e6' },
      time: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (values.time !== undefined) return soakTime(secondsOf(values.time));
  const messages = Number(values.messages);
  if (!Number.isInteger(messages) || messages < 100_000) {
    throw new RangeError(`--messages takes a whole number from 100000, not '${values.messages}'`);
  }
  const collect = collector();
  const joined = new Joined();
  const looks: Look[] = [];
  for (let look = 1; look <= LOOKS; look++) {
    joined.runTo((messages / LOOKS) * look);
    collect();
    const one = { at: joined.agreed, bytes: heapBytes(), handles: 0 };
    looks.push(one);
    process.stdout.write(
      `${one.at.toLocaleString('en-US').padStart(14)} messages  ${mebibytes(one.bytes)} after a collection\n`,
    );
  }
  const bound = { bytesEach: 1 / 100, bytesByTheWay: BYTES_BY_THE_WAY, handles: 0 };
  const { bytes, isHeapGrowing } = growthOf(looks, bound);
  const text = `${isHeapGrowing ? 'grows' : 'does not grow'}: ${bytes} bytes in ${(messages / 2).toLocaleString('en-US')} messages`;
  process.stdout.write(`the heap ${text}\n`);
  return isHeapGrowing ? 1 : 0;
}

async function soakTime(seconds: number): Promise<number> {
  const growth = await soakFor(seconds, collector(), ({ at, bytes, handles }, messages) => {
    const count = messages.toLocaleString('en-US').padStart(14);
    process.stdout.write(
      `${at.toFixed(0).padStart(6)} s ${count} messages  ${mebibytes(bytes)}  ${handles} handles\n`,
    );
  });
  const { bytes, bytesMax, handles, isHeapGrowing, isHandlesGrowing } = growth;
  const heap = `the heap ${isHeapGrowing ? 'grows' : 'does not grow'}: ${bytes} bytes, of at most ${bytesMax}`;
  process.stdout.write(`${heap}; handles ${isHandlesGrowing ? 'grow' : 'do not grow'}: ${handles}\n`);
  return isHeapGrowing || isHandlesGrowing ? 1 : 0;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };
const SECONDS_MIN = 5;

function secondsOf(text: string): number {
  const [, digits = '', unit = ''] = /^(\d+)([smh])$/.exec(text) ?? [];
  const seconds = Number(digits) * (SECONDS[unit] ?? 0);
  if (seconds >= SECONDS_MIN) return seconds;
  throw new RangeError(`--time takes a time from ${SECONDS_MIN}s, such as 30s, 10m or 1h, not '${text}'`);
}

function heapBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(2)} MiB`;
}

/** The collector of this process, without a flag on its command line. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`soak: ${inOneLine(error instanceof Error ? error.message : String(error))}\n`);
  process.exitCode = EXIT_BAD_OPTION;
}
