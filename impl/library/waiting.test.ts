/** What waits at a host is woken when it is to be, not before, and leaves nothing behind. */
import { getEventListeners } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { textsOf } from '../testing/taken.js';
import { Bus, inProcess } from '../transport/in-process.js';
import type { ExoHost } from './exo-host.js';
import { join } from './join.js';

const RING = ['a', 'b', 'c'];
const open: ExoHost[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(open.splice(0).map((host) => host.close()));
});

test('a payload that never came onto the medium is not said to be sent', async () => {
  const [, b] = await ringOf(new Bus(() => true));
  const sent = b.broadcast('x', { until: 'sent', whenHalted: 'fail' });
  await expect(sent).rejects.toMatchObject({ code: 'EXO442' });
});

test('a broadcast and deliveries leave nothing on the signal that they were given', async () => {
  const [a] = await ringOf(new Bus());
  const { signal } = new AbortController();
  await a.broadcast('x', { signal });
  await a.broadcast('y', { signal, until: 'sent' });
  expect(await textsOf(a, 2, signal)).toEqual(['x', 'y']);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  const waits = expect(a.broadcast('z', { signal })).rejects.toMatchObject({ code: 'EXO442' });
  await a.close();
  await waits;
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('deliveries that wait for the next message end when the host is closed', async () => {
  const [a] = await ringOf(new Bus(() => true));
  const waits = a.deliveries().next();
  // At rest, nothing wakes it but the end.
  await new Promise((resolve) => setImmediate(resolve));
  await a.close();
  expect(await waits).toEqual({ done: true, value: undefined });
});

test('a host that is closed looks no more whether it has halted', async () => {
  const begun = vi.spyOn(globalThis, 'setInterval');
  const ended = vi.spyOn(globalThis, 'clearInterval');
  for (const host of await ringOf(new Bus())) await host.close();
  const timers = begun.mock.results.map(({ value }) => value as unknown);
  expect(timers).toHaveLength(RING.length);
  expect(ended.mock.calls.flat()).toEqual(expect.arrayContaining(timers));
});

async function ringOf(bus: Bus): Promise<readonly [ExoHost, ExoHost, ExoHost]> {
  const one = (id: string): Promise<ExoHost> => join({ id, ring: RING, transport: inProcess(bus) });
  const [a, b, c] = [await one('a'), await one('b'), await one('c')];
  open.push(a, b, c);
  return [a, b, c];
}
