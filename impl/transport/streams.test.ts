/** Who may connect to a host, and where it may listen. */
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PART_BYTES, piecesOf } from './message-stream.js';
import { streams } from './streams.js';
import type { OutOfBand, Place, Receiver } from './transport.js';

let folder = '';
let open: OutOfBand[] = [];

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-streams-'));
});

afterEach(async () => {
  await Promise.all(open.map((network) => network.close()));
  open = [];
  fs.rmSync(folder, { recursive: true, force: true });
});

test('a host of another ring is refused, which is told, and nothing of it is taken', async () => {
  const a = new Heard();
  await opened(0, 1, a);
  const other = await opened(1, 2, new Heard());
  const sound = await opened(2, 1, new Heard());
  other.send(0, 'packet', Uint8Array.of(13));
  while (a.troubles.length === 0) await turn();
  sound.send(0, 'packet', Uint8Array.of(7));
  while (a.messages.length === 0) await turn();
  expect(a.messages).toEqual([[7]]);
  expect(a.troubles[0]).toMatch(/^a connection was refused: it is of a host of another ring or cluster/);
});

test('what is no stream of messages is told, and cut off', async () => {
  const a = new Heard();
  await opened(0, 1, a);
  const socket = net.connect({ path: addressOf(0) });
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.write('GET / HTTP/1.1\r\n\r\n');
  await ended;
  expect(a.messages).toEqual([]);
  expect(a.troubles).toEqual([expect.stringMatching(/^a connection is no stream of messages: a piece of/)]);
});

test('no part of a long message is held of somebody who has not greeted', async () => {
  const a = new Heard();
  await opened(0, 1, a);
  const socket = net.connect({ path: addressOf(0) });
  const ended = new Promise((resolve) => socket.once('close', resolve));
  const [part = new Uint8Array(0)] = piecesOf('packet', new Uint8Array(PART_BYTES + 1));
  socket.write(part);
  await ended;
  expect(a.troubles).toEqual(['a connection is no stream of messages: a message of more than 0 bytes']);
});

test('the socket of a host that runs is not taken over', async () => {
  await opened(0, 1, new Heard());
  await expect(opened(0, 1, new Heard())).rejects.toMatchObject({
    code: 'EXO441',
    message: expect.stringMatching(/EADDRINUSE/) as string,
  });
  expect(fs.lstatSync(addressOf(0)).isSocket()).toBe(true);
});

test('a socket that a killed host has left behind is', async () => {
  // Node removes the name under which it listened.
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(path.join(folder, 'killed'), resolve));
  fs.renameSync(path.join(folder, 'killed'), addressOf(0));
  await new Promise((resolve) => server.close(resolve));
  expect(fs.lstatSync(addressOf(0)).isSocket()).toBe(true);
  await opened(0, 1, new Heard());
});

class Heard implements Receiver {
  readonly messages: number[][] = [];
  readonly troubles: string[] = [];

  message(_: unknown, bytes: Uint8Array): void {
    this.messages.push([...bytes]);
  }

  trouble(error: Error): void {
    this.troubles.push(error.message);
  }
}

function addressOf(place: number): string {
  return path.join(folder, `${place}`);
}

async function opened(self: number, configuration: number, receiver: Receiver): Promise<OutOfBand> {
  const members = [0, 1, 2].map((place) => ({ id: `${place}`, address: addressOf(place) }));
  const place: Place = { self, members, configuration };
  const network = await streams().openOutOfBand(place, receiver);
  open.push(network);
  return network;
}
