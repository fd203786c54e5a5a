import dgram from 'node:dgram';
import net from 'node:net';
import { expect, test } from 'vitest';
import { freePorts } from './free-ports.js';

const taken = {
  tcp: async (port: number) => {
    const server = net.createServer();
    await new Promise((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', () => server.close(resolve));
    });
  },
  udp: async (port: number) => {
    const socket = dgram.createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject).bind(port, '127.0.0.1', () => socket.close(() => resolve()));
    });
  },
};

test.each(['tcp', 'udp'] as const)(
  '%s ports for a ring on one machine differ, can be listened on, and are none that the system gives to connections',
  async (kind) => {
    const ports = await freePorts(20, kind);
    expect(new Set(ports).size).toBe(20);
    for (const port of ports) {
      expect(port).toBeGreaterThanOrEqual(20_000);
      expect(port).toBeLessThan(32_000);
      await taken[kind](port);
    }
  },
);
