/**
 * A chat of three people, each on a host of its own: everybody reads the same lines in the same order.
 * `node dist/impl/examples/chat.js` runs it in one process; with another transport the hosts may be anywhere.
 */
import { Bus, inProcess, join, type ExoHost } from '../index.js';

const RING = ['ann', 'ben', 'cem'];
const LINES: Readonly<Record<string, readonly string[]>> = {
  ann: ['hello', 'shall we meet at noon?'],
  ben: ['hi', 'noon is fine'],
  cem: ['good morning', 'I am late'],
};
const transport = inProcess(new Bus());

/** What one person reads, until all lines are there. */
async function read(host: ExoHost, count: number): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { from, payload } of host.deliveries()) {
    lines.push(`${from}: ${new TextDecoder().decode(payload)}`);
    if (lines.length === count) break;
  }
  return lines;
}

const hosts = await Promise.all(RING.map((id) => join({ id, ring: RING, transport })));
const reading = hosts.map((host) => read(host, 6));
for (const host of hosts) for (const line of LINES[host.id] ?? []) await host.broadcast(line);

const [first = [], ...others] = await Promise.all(reading);
if (others.some((lines) => lines.join() !== first.join())) throw new Error('the order differs');
console.log(`${first.length} lines, in one order at ${hosts.length} hosts:`);
for (const line of first) console.log(`  ${line}`);
await Promise.all(hosts.map((host) => host.close()));
