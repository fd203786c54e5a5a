/**
 * Three hosts in one process: what somebody who embeds Exo gives a host, and what it gives back. Messages go by
 * `setImmediate`; a real medium sends the same bytes over a network. `node dist/impl/examples/three-hosts.js` runs it.
 */
import {
  decodePacket,
  encodePacket,
  firstStored,
  Host,
  hostOptions,
  MemoryStorage,
  type HostPort,
  type PacketRing,
} from '../index.js';

const HOSTS = 3;
const hosts: Host[] = [];
const delivered: string[][] = Array.from({ length: HOSTS }, () => []);

/** What host `self` has to do with the world. */
function portOf(self: number): HostPort {
  const timers = new Map<string, NodeJS.Timeout>();
  const ring = (): PacketRing => {
    const { configuration, hosts: size } = (hosts[self] as Host).view;
    return { configuration, hosts: size };
  };
  return {
    broadcast(source, at, bytes) {
      const frame = source.slice(at, at + bytes);
      for (let to = 0; to < HOSTS; to++) if (to !== self) setImmediate(() => hosts[to]?.frame(frame));
    },
    resend(to, source, at, bytes) {
      const frame = source.slice(at, at + bytes);
      setImmediate(() => hosts[to]?.frame(frame));
    },
    send(to, packet) {
      const bytes = encodePacket(packet, ring());
      setImmediate(() => {
        const decoded = decodePacket(bytes, ring());
        if (decoded.kind !== 'refused') hosts[to]?.packet(decoded);
      });
    },
    setTimer(timer, delayMs) {
      clearTimeout(timers.get(timer));
      timers.set(timer, setTimeout(() => hosts[self]?.timer(timer), delayMs).unref());
    },
    deliver({ source, payload }) {
      delivered[self]?.push(`${source}: ${Buffer.from(payload).toString()}`);
    },
    restore(slot) {
      throw new Error(`host ${self} has compacted nothing, and is given a snapshot of slot ${slot}`);
    },
    failed(error) {
      throw error;
    },
  };
}

for (let self = 0; self < HOSTS; self++) {
  const options = hostOptions({ hosts: HOSTS, self, holdMs: 1 });
  const storage = new MemoryStorage(firstStored(HOSTS));
  hosts.push(new Host({ options, storage, port: portOf(self), random: Math.random }));
}
for (const host of hosts) host.start();
for (const word of ['agree', 'on', 'this']) {
  for (const host of hosts) host.submit(Buffer.from(word));
}

const isDone = (): boolean => delivered.every(({ length }) => length === 3 * HOSTS);
while (!isDone()) await new Promise((resume) => setTimeout(resume, 1));
const [first = []] = delivered;
if (delivered.some((list) => list.join() !== first.join())) throw new Error('two hosts differ');
console.log(`${first.length} messages, in one order at ${HOSTS} hosts:\n  ${first.join('\n  ')}`);
