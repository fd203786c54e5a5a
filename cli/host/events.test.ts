/** What `exo host` tells of what happens to its host. */
import { expect, test } from 'vitest';
import { Bus, inProcess, join } from '../../impl/index.js';
import { tellEvents } from './events.js';

test('each kind of trouble is told once, and no more than there is use for', async () => {
  const host = await join({ id: 'a', ring: ['a', 'b', 'c'], transport: inProcess(new Bus()) });
  const lines: object[] = [];
  tellEvents(host, (line) => lines.push(line));
  for (const text of ['b is not there', 'a stranger', 'b is not there']) host.trouble(new Error(text));
  expect(lines).toEqual([
    expect.objectContaining({ event: 'started', id: 'a' }),
    { event: 'trouble', reason: 'b is not there' },
    { event: 'trouble', reason: 'a stranger' },
  ]);
  for (let k = 0; k < 99; k++) host.trouble(new Error(`stranger ${k}`));
  expect(lines).toHaveLength(21);
  await host.close();
});

test('a host that hears nobody with its key says, when it has halted, what it has refused', async () => {
  const bus = new Bus();
  const ring = ['a', 'b', 'c'];
  const options = { takeoverMs: 30, backOffMs: 10 };
  const keyed = (id: string, fill: number): ReturnType<typeof join> =>
    join({ id, ring, transport: inProcess(bus), options, key: new Uint8Array(16).fill(fill), session: 1 });
  const [stranger, ...others] = [await keyed('a', 1), await keyed('b', 2), await keyed('c', 2)];
  const halted = new Promise<object>((resolve) =>
    tellEvents(stranger as Awaited<ReturnType<typeof join>>, (line) => {
      if ('event' in line && line.event === 'halted') resolve(line);
    }),
  );
  const waits = expect(stranger?.broadcast('x')).rejects.toMatchObject({ code: 'EXO442' });
  expect(await halted).toMatchObject({ event: 'halted', agreed: 0, refused: expect.anything() as object });
  for (const host of [stranger, ...others]) await host?.close();
  await waits;
});
