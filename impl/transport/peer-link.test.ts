/** The connection on which one host sends to another: what it does while nobody listens, or reads too slowly. */
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Counting } from './counts.js';
import { MessageReader, PART_BYTES } from './message-stream.js';
import { PeerLink } from './peer-link.js';

let folder = '';
let links: PeerLink[] = [];
let servers: net.Server[] = [];

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-link-'));
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  for (const link of links) link.close();
  for (const server of servers) server.close();
  [links, servers] = [[], []];
  fs.rmSync(folder, { recursive: true, force: true });
});

test('tries again after twice as long each time, up to two seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const delays = vi.spyOn(globalThis, 'setTimeout');
  const { link } = linkTo(folder);
  link.send('packet', new Uint8Array(1));
  for (let attempt = 0; attempt < 9; attempt++) {
    await isWaiting();
    vi.advanceTimersToNextTimer();
  }
  expect(delays.mock.calls.map(([, delayMs]) => delayMs)).toEqual([
    20, 40, 80, 160, 320, 640, 1280, 2000, 2000,
  ]);
});

test('tries again later, too, where it is connected and cut off at once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const delays = vi.spyOn(globalThis, 'setTimeout');
  await listening((socket) => socket.destroy());
  const { link } = linkTo(folder);
  for (let attempt = 0; attempt < 4; attempt++) {
    link.send('packet', new Uint8Array(1));
    await isWaiting();
    link.send('packet', new Uint8Array(1));
    vi.advanceTimersToNextTimer();
  }
  expect(delays.mock.calls.map(([, delayMs]) => delayMs)).toEqual([20, 40, 80, 160]);
});

test('gives up the oldest of what waits, beyond its bound, and sends the rest once somebody listens', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { link, counts } = linkTo(folder, 100);
  for (const first of [1, 2, 3, 4]) link.send('packet', new Uint8Array(40).fill(first));
  expect(counts.dropped).toBe(2);
  await isWaiting();
  const heard = await listening();
  vi.advanceTimersToNextTimer();
  await heard.count(3);
  expect(heard.messages.map(([kind, first]) => [kind, first])).toEqual([
    ['greeting', 9],
    ['packet', 3],
    ['packet', 4],
  ]);
});

test('goes on once the system takes more, with nothing else to send', async () => {
  const heard = await listening();
  const { link } = linkTo(folder);
  for (let i = 0; i < 50; i++) link.send('frame', new Uint8Array(PART_BYTES).fill(i));
  await heard.count(51);
  expect(heard.messages.slice(1).map(([, first]) => first)).toEqual(Array.from({ length: 50 }, (_, i) => i));
});

test('sends short messages between the parts of long ones, each of which arrives whole', async () => {
  const heard = await listening();
  const { link } = linkTo(folder);
  for (const first of [1, 2]) link.send('packet', new Uint8Array(20 * PART_BYTES).fill(first));
  link.send('frame', new Uint8Array(1).fill(3));
  await heard.count(4);
  expect(heard.messages).toEqual([
    ['greeting', 9, 4],
    ['frame', 3, 1],
    ['packet', 1, 20 * PART_BYTES],
    ['packet', 2, 20 * PART_BYTES],
  ]);
});

test('leaves no timer when it is closed while it waits', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { link } = linkTo(folder);
  link.send('packet', new Uint8Array(1));
  await isWaiting();
  link.close();
  expect(vi.getTimerCount()).toBe(0);
});

function linkTo(where: string, waitingBytesMax = 64 * 2 ** 20): { link: PeerLink; counts: Counting } {
  const counts = new Counting();
  const link = new PeerLink({
    target: { path: path.join(where, 'socket') },
    greeting: new Uint8Array(4).fill(9),
    waitingBytesMax,
    counts,
    trouble: () => undefined,
  });
  links.push(link);
  return { link, counts };
}

/** Until the link waits for its next attempt. */
async function isWaiting(): Promise<void> {
  while (vi.getTimerCount() === 0) await turn();
}

type Heard = readonly [kind: string, first: number | undefined, bytes: number];

async function listening(
  accept?: (socket: net.Socket) => void,
): Promise<{ readonly messages: Heard[]; count(count: number): Promise<void> }> {
  const messages: Heard[] = [];
  const server = net.createServer((socket) => {
    if (accept !== undefined) {
      accept(socket);
      return;
    }
    const reader = new MessageReader(2 ** 30, (kind, bytes) => messages.push([kind, bytes[0], bytes.length]));
    socket.on('data', (chunk) => expect(reader.push(chunk)).toBeNull());
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path.join(folder, 'socket'), resolve));
  const count = async (wanted: number): Promise<void> => {
    while (messages.length < wanted) await turn();
  };
  return { messages, count };
}
