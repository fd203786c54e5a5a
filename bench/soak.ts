/**
 * Whether a cluster that runs for long grows: `npm run soak -- --messages 10e6`. Outside of the tests, because it takes minutes. The heap
 * after a collection is looked at ten times in the second half of the run, and must not grow from one message to the next.
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

const HELP = `Usage: npm run -s soak -- [options]

Runs three hosts in one process, which hear each other at once and compact, and looks at the heap after a collection as it goes on. Ends
with 1 where the heap grows by more than a byte for each hundred messages in the second half of the run.

  --messages k  messages that are agreed, at least 100,000; such as 10e6 (default 10e6)
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

function main(): number {
  const { values } = parseArgs({
    options: { messages: { type: 'string', default: '10e6' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const messages = Number(values.messages);
  if (!Number.isInteger(messages) || messages < 100_000) {
    throw new RangeError(`--messages takes a whole number from 100000, not '${values.messages}'`);
  }
  const collect = collector();
  const joined = new Joined();
  const looks: { readonly at: number; readonly bytes: number }[] = [];
  for (let look = 1; look <= LOOKS; look++) {
    joined.runTo((messages / LOOKS) * look);
    collect();
    looks.push({ at: joined.agreed, bytes: heapBytes() });
    const { at, bytes } = looks.at(-1) ?? { at: 0, bytes: 0 };
    process.stdout.write(
      `${at.toLocaleString('en-US').padStart(14)} messages  ${mebibytes(bytes)} after a collection\n`,
    );
  }
  return verdict(looks.slice(LOOKS / 2));
}

/** Compares the least of the first looks with the least of the last ones: what is there for a moment is in neither. */
function verdict(looks: readonly { readonly at: number; readonly bytes: number }[]): number {
  const third = Math.floor(looks.length / 3);
  const least = (some: typeof looks): number => Math.min(...some.map(({ bytes }) => bytes));
  const grown = least(looks.slice(-third)) - least(looks.slice(0, third));
  const messages = (looks.at(-1)?.at ?? 0) - (looks[0]?.at ?? 0);
  const isGrowing = grown > BYTES_BY_THE_WAY + messages / 100;
  const text = `${isGrowing ? 'grows' : 'does not grow'}: ${grown} bytes in ${messages.toLocaleString('en-US')} messages`;
  process.stdout.write(`the heap ${text}\n`);
  return isGrowing ? 1 : 0;
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
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`soak: ${inOneLine(error instanceof Error ? error.message : String(error))}\n`);
  process.exitCode = EXIT_BAD_OPTION;
}
