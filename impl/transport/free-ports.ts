import { randomInt } from 'node:crypto';
import dgram from 'node:dgram';
import net from 'node:net';

/**
 * Ports from which systems take none by themselves: those of connections begin above them. A port that the system gives may be one of a connection
 * somewhere on the machine before it is listened on.
 */
const FIRST = 20_000;
const END = 32_000;
const TRIES_MAX = 10_000;

/**
 * Ports of the loopback interface that nobody has now, for rings on one machine. Somebody else may take one before it is used, if it asks for the very
 * same.
 */
export async function freePorts(count: number, kind: 'tcp' | 'udp' = 'tcp'): Promise<readonly number[]> {
  const held = new Map<number, () => Promise<void>>();
  for (let tries = 0; held.size < count; tries++) {
    if (tries === TRIES_MAX) throw new Error(`no ${count} free ports from ${FIRST} to ${END} on 127.0.0.1`);
    const port = randomInt(FIRST, END);
    const release = await (kind === 'tcp' ? listening(port) : bound(port));
    if (release !== null) held.set(port, release);
  }
  for (const release of held.values()) await release();
  return [...held.keys()];
}

/** Holds a port; what releases it, or null where somebody else has it. */
function listening(port: number): Promise<(() => Promise<void>) | null> {
  const server = net.createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () =>
      resolve(() => new Promise((released) => server.close(() => released()))),
    );
  });
}

function bound(port: number): Promise<(() => Promise<void>) | null> {
  const socket = dgram.createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => resolve(null));
    socket.bind(port, '127.0.0.1', () =>
      resolve(() => new Promise((released) => socket.close(() => released()))),
    );
  });
}
