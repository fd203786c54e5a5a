/** Hosts without disks that join again as new: what was agreed comes back, and payloads are numbered by lives (D1-D10). */
import { afterEach, describe, expect, test } from 'vitest';
import { PAYLOADS_A_LIFE } from '../host/payload-numbers.js';
import { messagesOf, textsOf } from '../testing/taken.js';
import { freePorts } from '../transport/free-ports.js';
import { Bus, inProcess } from '../transport/in-process.js';
import { udpBroadcast } from '../transport/datagrams.js';
import { streams } from '../transport/streams.js';
import type { Member, Transport } from '../transport/transport.js';
import type { ExoHost } from './exo-host.js';
import { join, type JoinOptions } from './join.js';

const IDS = ['a', 'b', 'c'];
const DISKLESS = { options: { holdMs: 1, storage: 'diskless' } } as const;
const open: ExoHost[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((host) => host.close()));
});

type Common = Pick<JoinOptions, 'ring' | 'transport'> & Partial<JoinOptions>;

async function joined(id: string, asNew: boolean | number, common: Common): Promise<ExoHost> {
  const host = await join({ ...common, ...DISKLESS, id, asNew });
  open.push(host);
  return host;
}

/** A ring that begins. */
function begun(common: Common): Promise<readonly ExoHost[]> {
  return Promise.all(IDS.map((id) => joined(id, false, common)));
}

/** The second and the third life of a host, in each of which it has what was agreed before, and broadcasts. */
async function expectTwoMoreLives(common: Common): Promise<void> {
  const [a, b, c] = (await begun(common)) as [ExoHost, ExoHost, ExoHost];
  await a.broadcast('one');
  await c.broadcast('two');
  await c.close();
  await b.broadcast('three');
  const second = await joined('c', true, common);
  const { number } = await second.broadcast('four');
  expect(number).toBe(PAYLOADS_A_LIFE);
  expect(await textsOf(second, 4)).toEqual(['one', 'two', 'three', 'four']);
  await second.close();
  await a.broadcast('five');
  const third = await joined('c', true, common);
  expect((await third.broadcast('six')).number).toBe(2 * PAYLOADS_A_LIFE);
  const all = ['one', 'two', 'three', 'four', 'five', 'six'];
  expect(await textsOf(third, 6)).toEqual(all);
  expect(await textsOf(a, 6)).toEqual(all);
  expect(await textsOf(b, 6)).toEqual(all);
}

test('a network that opens only after its host was told to stop is closed again', async () => {
  const sound = inProcess(new Bus());
  const control = new AbortController();
  const transport: Transport = {
    ...sound,
    openOutOfBand(place, receiver) {
      control.abort(new Error('enough'));
      return sound.openOutOfBand(place, receiver);
    },
  };
  const { signal } = control;
  await expect(joined('a', true, { ring: IDS, transport, signal })).rejects.toThrow('enough');
  // The bus takes one host of each place.
  await joined('a', false, { ring: IDS, transport: sound });
});

describe('a host without a disk that joins as new', () => {
  test('has what was agreed before, and goes on in a life that nobody knew of, within a process', async () => {
    await expectTwoMoreLives({ ring: IDS, transport: inProcess(new Bus()) });
  });

  test.each([
    ['connections', () => streams()],
    ['UDP broadcast', (port: number) => udpBroadcast({ port })],
  ])('does so over sockets too: %s', async (_, transportOver) => {
    const ports = await freePorts(4);
    const ring: readonly Member[] = IDS.map((id, k) => ({ id, address: `127.0.0.1:${ports[k] ?? 0}` }));
    await expectTwoMoreLives({ ring, transport: transportOver(ports[3] ?? 0) });
  });

  test('begins in the life that it is told, and goes on where its application was', async () => {
    const common = { ring: IDS, transport: inProcess(new Bus()) };
    const [a, , c] = (await begun(common)) as [ExoHost, ExoHost, ExoHost];
    const { seq } = await a.broadcast('one');
    await c.close();
    const next = await joined('c', 7, common);
    const { number } = await next.broadcast('two');
    expect(number).toBe(7 * PAYLOADS_A_LIFE);
    const [first] = await messagesOf(next, 1, undefined, (seq ?? 0) + 1);
    expect(new TextDecoder().decode(first?.payload)).toBe('two');
  });

  test('says that its life is over where others know of a later one', async () => {
    const common = { ring: IDS, transport: inProcess(new Bus()) };
    const [, , c] = (await begun(common)) as [ExoHost, ExoHost, ExoHost];
    await c.close();
    const second = await joined('c', 5, common);
    await second.broadcast('one');
    await second.close();
    const stale = await joined('c', 4, common);
    const failure = await new Promise<Error>((resolve) => stale.on('failed', resolve));
    expect(failure).toMatchObject({ code: 'EXO424' });
    await expect(stale.broadcast('two')).rejects.toMatchObject({ code: 'EXO424' });
  });

  test('waits for a majority of others, until it is told not to', async () => {
    const bus = new Bus();
    const attempt = joined('c', true, {
      ...{ ring: IDS, transport: inProcess(bus) },
      signal: AbortSignal.timeout(50),
    });
    await expect(attempt).rejects.toMatchObject({ name: 'TimeoutError' });
    // Nothing of the attempt is left on the bus.
    await joined('c', false, { ring: IDS, transport: inProcess(bus) });
  });
});
