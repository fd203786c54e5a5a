/** The library over Unix sockets, with its engines in its own thread and in workers: whatever is true of one form is of the other. From dist/. */
import { getEventListeners } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PAYLOADS_A_LIFE } from '../../host/payload-numbers.js';
import type * as Built from '../../index.js';
import type { ExoHost, JoinOptions, Message } from '../../index.js';
import { messagesOf, textsOf } from '../../testing/taken.js';

const BUILT = fileURLToPath(new URL('../../../dist/impl/index.js', import.meta.url));
const RING = ['a', 'b', 'c'];
const QUICK = { holdMs: 1, repeatMs: 20, takeoverMs: 150, takeoverStepMs: 30, backOffMs: 50 };
const decoder = new TextDecoder();
const open: ExoHost[] = [];
const folders: string[] = [];
let built: typeof Built;

beforeAll(async () => {
  expect(fs.existsSync(BUILT), 'dist/ is built: npm run build').toBe(true);
  built = (await import(pathToFileURL(BUILT).href)) as typeof Built;
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((host) => host.close()));
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

describe.each([
  ['in the thread of the application', false],
  ['in a worker', true],
])('a host whose protocol runs %s', (_, offload) => {
  test('delivers what is broadcast at all hosts in one order', async () => {
    const hosts = await ringOf({ offload });
    const words = ['one', 'two', 'three', 'four'];
    const sent = hosts.flatMap((host) => words.map((word) => host.broadcast(`${host.id} ${word}`)));
    const logs = await Promise.all(hosts.map((host) => textsOf(host, sent.length)));
    expect(logs[1]).toEqual(logs[0]);
    expect(logs[2]).toEqual(logs[0]);
    for (const id of RING)
      expect(logs[0]?.filter((text) => text.startsWith(id))).toEqual(words.map((word) => `${id} ${word}`));
    expect((await Promise.all(sent)).every(({ seq }) => seq !== null)).toBe(true);
    expect(hosts[0]?.metrics()).toMatchObject({ transport: 'unix', log: 'memory', pending: 0 });
  });

  test('ends its attempt to join as new when it is told to, and leaves nothing open', async () => {
    const folder = tempFolder();
    const options = { ...QUICK, storage: 'diskless' } as const;
    const control = new AbortController();
    const joining = joined('a', { folder, offload, options, asNew: true, signal: control.signal });
    await thereIs(path.join(folder, 'a'));
    control.abort(new Error('enough'));
    await expect(joining).rejects.toThrow('enough');
    expect(fs.readdirSync(folder)).toEqual([]);
    expect(getEventListeners(control.signal, 'abort')).toEqual([]);
    await joined('a', { folder, offload, options, asNew: false });
  });

  test('is closed by its signal, on which nothing of it stays', async () => {
    const control = new AbortController();
    const { signal } = control;
    const a = await joined('a', { offload, signal });
    await a.close();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    const [b] = await ringOf({ offload, signal });
    control.abort();
    await expect(b.broadcast('late')).rejects.toMatchObject({ code: 'EXO402' });
    await b.close();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('says when a payload is sent, and when it is agreed', async () => {
    const [a] = await ringOf({ offload });
    expect(await a.broadcast('x', { until: 'sent' })).toEqual({ number: 0, seq: null });
    const { number, seq } = await a.broadcast('y');
    expect(number).toBe(1);
    expect(a.agreed).toBeGreaterThan(seq as number);
  });

  test('broadcasts many payloads at once, large and small, and waits where its queue is full', async () => {
    const options = { ...QUICK, queuePayloadsMax: 8, packPayloadsMax: 2 };
    const [a, b] = await ringOf({ offload, options });
    const many = Array.from({ length: 60 }, (_, i) => `${i} ${'x'.repeat(i % 7 === 0 ? 30_000 : 3)}`);
    const { number } = await a.broadcastAll(many);
    expect(number).toBe(59);
    expect(await textsOf(b, 60)).toEqual(many);
    await expect(a.broadcastAll(['x', 'y'.repeat(40_000)])).rejects.toMatchObject({ code: 'EXO402' });
  });

  test('delivers again from a position where the application says so, and goes on where it was', async () => {
    const [a, b] = await ringOf({ offload });
    await a.broadcastAll(['one', 'two', 'three'].map((word) => word.padEnd(900)));
    const texts = async (count: number, from?: number) =>
      (await textsOf(b, count, undefined, from)).map((text) => text.trim());
    expect(await texts(2)).toEqual(['one', 'two']);
    expect(await texts(3, 0)).toEqual(['one', 'two', 'three']);
    const waiting = texts(1);
    const [again] = await messagesOf(a, 1, undefined, 0);
    expect(again?.seq).toBeGreaterThanOrEqual(0);
    expect(await waiting).toEqual(['three']);
    await expect(texts(1, 1_000)).rejects.toMatchObject({ code: 'EXO402' });
  });

  test('halts where it hears nobody, and agrees again once it does', async () => {
    const folder = tempFolder();
    const [a, b, c] = await ringOf({ offload, folder, logs: true });
    await a.broadcast('before');
    const told: string[] = [];
    a.on('halted', () => told.push('halted'));
    a.on('caughtUp', () => told.push('caughtUp'));
    await Promise.all([b.close(), c.close()]);
    const waits = a.broadcast('during');
    await expect(a.broadcast('not for long', { whenHalted: 'fail' })).rejects.toMatchObject({
      code: 'EXO442',
    });
    expect(a.isHalted).toBe(true);
    const again = await Promise.all(['b', 'c'].map((id) => joined(id, { offload, folder, logs: true })));
    await waits;
    expect(told).toEqual(['halted', 'caughtUp']);
    const texts = await textsOf(again[0] as ExoHost, 3);
    expect([...texts].sort()).toEqual(['before', 'during', 'not for long']);
  });

  test('that is closed leaves nothing waiting', async () => {
    const folder = tempFolder();
    const c = await joined('c', { offload, folder });
    const taken = textsOf(c, 1_000_000);
    const waits = Promise.allSettled([1, 2, 3].map((n) => c.broadcast(`${n}`)));
    await c.close();
    for (const outcome of await waits)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'EXO442' } });
    await taken;
    await expect(c.broadcast('late')).rejects.toMatchObject({ code: 'EXO402' });
  });

  test('gives up a broadcast, or deliveries, by a signal', async () => {
    const a = await joined('a', { offload, folder: tempFolder() });
    const control = new AbortController();
    const waits = a.broadcast('x', { signal: control.signal });
    const taken = textsOf(a, 1, control.signal);
    control.abort(new Error('enough'));
    await expect(waits).rejects.toThrow('enough');
    await expect(taken).rejects.toThrow('enough');
    expect(a.metrics().pending).toBe(0);
  });

  test('reads its log again from the position of the application', async () => {
    const folder = tempFolder();
    const [a, b, c] = await ringOf({ offload, folder, logs: true });
    for (const word of ['one', 'two', 'three']) await a.broadcast(word);
    const before = await messagesOf(c, 2);
    await c.close();
    await b.broadcast('meanwhile');
    const again = await joined('c', { offload, folder, logs: true });
    const from = (before.at(-1) as Message).seq + 1;
    expect(await textsOf(again, 2, undefined, from)).toEqual(['three', 'meanwhile']);
  });

  test('has snapshots stand for what a host that was away has missed', async () => {
    const folder = tempFolder();
    const totals = new Map<string, number>();
    const made = (id: string) =>
      joined(id, {
        offload,
        folder,
        options: { ...QUICK, logEntriesMax: 64 },
        snapshots: {
          take: () => new TextEncoder().encode(String(totals.get(id) ?? 0)),
          restore: (bytes) => void totals.set(id, Number(decoder.decode(bytes))),
        },
      });
    const sum = async (host: ExoHost): Promise<void> => {
      for await (const { payload } of host.deliveries())
        totals.set(host.id, (totals.get(host.id) ?? 0) + Number(decoder.decode(payload)));
    };
    const [a, b] = await Promise.all([made('a'), made('b')]);
    void sum(a);
    void sum(b);
    for (let i = 1; i <= 200; i++) await a.broadcast('1');
    const c = await made('c');
    void sum(c);
    await c.broadcast('1');
    await expect.poll(() => RING.map((id) => totals.get(id))).toEqual([201, 201, 201]);
    await expect.poll(() => c.metrics().start).toBeGreaterThan(0);
  });

  test('covers both networks with a key; a host with another key is refused', async () => {
    const folder = tempFolder();
    const made = (id: string, fill: number) =>
      joined(id, { offload, folder, key: new Uint8Array(32).fill(fill), session: 1 });
    const [a, b] = await Promise.all([made('a', 7), made('b', 7)]);
    const c = await made('c', 8);
    await Promise.all([a.broadcast('x'), b.broadcast('y')]);
    await expect.poll(() => a.metrics().refused['not-authentic']).toBeGreaterThan(0);
    expect(c.agreed).toBe(0);
  });

  test('refuses what is wrong, as the engine finds it', async () => {
    const folder = tempFolder();
    const log = built.directory(path.join(folder, 'one log'));
    await joined('a', { offload, folder, log });
    await expect(joined('b', { offload, folder, log })).rejects.toMatchObject({ code: 'EXO402' });
    await expect(joined('d', { offload, folder })).rejects.toMatchObject({ code: 'EXO401' });
    await expect(joined('b', { offload, folder, engineFolder: folder })).rejects.toMatchObject({
      code: 'EXO401',
      message: expect.stringMatching(/^engineFolder is for offload: 'process'/) as string,
    });
  });
});

describe('an engine in a worker', () => {
  test('is refused where only this thread can open what it needs', async () => {
    const transport = built.inProcess(new built.Bus());
    await expect(built.join({ id: 'a', ring: RING, transport, offload: true })).rejects.toMatchObject({
      code: 'EXO448',
      message: expect.stringMatching(/^transport 'in-process' can be opened by this thread only/) as string,
    });
  });

  test('goes on while the thread of its application does not', async () => {
    const [a] = await ringOf({ offload: true });
    await a.broadcast('x');
    const before = a.metrics().length;
    const { side } = a as unknown as { side: { look(): void } };
    // No turn of the event loop is in here.
    const end = performance.now() + 20_000;
    while (a.metrics().length === before && performance.now() < end) side.look();
    expect(a.metrics().length).toBeGreaterThan(before);
  });

  test('that dies begins again over its log: what waited is agreed, once', async () => {
    const [a, b] = await ringOf({ offload: true, logs: true });
    await a.broadcast('one');
    const told: string[] = [];
    a.on('engineLost', () => told.push('lost'));
    a.on('engineBack', () => told.push('back'));
    const waits = ['two', 'three'].map((word) => a.broadcast(word));
    await killEngine(a);
    waits.push(a.broadcast('four'));
    const receipts = await Promise.all(waits);
    expect(receipts.map(({ number }) => number)).toEqual([1, 2, 3]);
    await a.broadcast('five');
    expect(told).toEqual(['lost', 'back']);
    for (const host of [a, b])
      expect(await textsOf(host, 5)).toEqual(['one', 'two', 'three', 'four', 'five']);
  });

  test('that dies without a disk comes back as a new life: what waited is agreed, once', async () => {
    const options = { ...QUICK, storage: 'diskless' } as const;
    const [a, b] = await ringOf({ offload: true, options, asNew: false });
    await a.broadcast('one');
    await killEngine(a);
    const receipts = await Promise.all(['two', 'three'].map((word) => a.broadcast(word)));
    expect(receipts.map(({ number }) => number)).toEqual([1, 2]);
    expect((await a.broadcast('four')).number).toBe(PAYLOADS_A_LIFE);
    for (const host of [a, b]) expect(await textsOf(host, 4)).toEqual(['one', 'two', 'three', 'four']);
  });

  test('that cannot come back as a new life ends when its host is closed', async () => {
    const folder = tempFolder();
    const options = { ...QUICK, storage: 'diskless' } as const;
    const [a, b, c] = await ringOf({ folder, offload: true, options, asNew: false });
    await Promise.all([b.close(), c.close()]);
    await killEngine(a);
    await thereIs(path.join(folder, 'a'));
    await a.close();
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  test(
    'that dies without a disk, in a ring with a key, comes back in a session of its own',
    { tags: 'long' },
    async () => {
      const options = { ...QUICK, storage: 'diskless' } as const;
      const key = new Uint8Array(32).fill(7);
      const [a, b] = await ringOf({ offload: true, options, asNew: false, key, session: 3 });
      await a.broadcast('one');
      for (const word of ['two', 'three']) {
        await killEngine(a);
        await a.broadcast(word);
      }
      for (const host of [a, b]) expect(await textsOf(host, 3)).toEqual(['one', 'two', 'three']);
    },
  );

  test('without a disk takes sessions that leave room for those of its engines', async () => {
    const options = { ...QUICK, storage: 'diskless' } as const;
    const given = { offload: true, options, asNew: false, key: new Uint8Array(32), session: 2 ** 43 };
    await expect(joined('a', given)).rejects.toMatchObject({
      code: 'EXO401',
      message: expect.stringMatching(/^session takes 0 to 2\^43 - 1 with storage 'diskless'/) as string,
    });
  });

  test('that dies with its log in memory is gone: what becomes of what waits is not known, and it says so', async () => {
    const [a, b, c] = await ringOf({ offload: true });
    await a.broadcast('one');
    await Promise.all([b.close(), c.close()]);
    const failed = new Promise<Error>((resolve) => a.once('failed', resolve));
    const waits = expect(a.broadcast('two')).rejects.toMatchObject({ code: 'EXO442' });
    await killEngine(a);
    await expect(failed).resolves.toMatchObject({ code: 'EXO449' });
    await waits;
    await expect(a.broadcast('three')).rejects.toMatchObject({ code: 'EXO449' });
  });
});

interface Given extends Partial<JoinOptions> {
  /** Where the sockets and logs are. */
  readonly folder?: string;
  readonly logs?: boolean;
}

async function joined(id: string, { folder = tempFolder(), logs = false, ...more }: Given): Promise<ExoHost> {
  const ring = RING.map((one) => ({ id: one, address: path.join(folder, one) }));
  const log = logs ? { log: built.directory(path.join(folder, `log-${id}`)) } : {};
  const host = await built.join({ id, ring, transport: built.streams(), options: QUICK, ...log, ...more });
  open.push(host);
  return host;
}

async function ringOf(given: Given): Promise<readonly [ExoHost, ExoHost, ExoHost]> {
  const folder = given.folder ?? tempFolder();
  const [a, b, c] = await Promise.all(RING.map((id) => joined(id, { ...given, folder })));
  return [a, b, c] as [ExoHost, ExoHost, ExoHost];
}

/** Waits until there is such a file. */
async function thereIs(file: string): Promise<void> {
  while (!fs.existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Ends the worker of the engine of a host at once, wherever it is. */
async function killEngine(host: ExoHost): Promise<void> {
  const { side } = host as unknown as { side: { engine: { kill(): Promise<void> } } };
  await side.engine.kill();
}

function tempFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-both-'));
  folders.push(folder);
  return folder;
}
