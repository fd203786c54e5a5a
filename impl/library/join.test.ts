import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { freePorts } from '../transport/free-ports.js';
import { Bus, inProcess } from '../transport/in-process.js';
import { udpBroadcast, udpEach, udpMulticast } from '../transport/datagrams.js';
import { canMap } from '../offload/mapped-memory.js';
import { canSendRawFrames, rawFrames } from '../transport/native/raw-frames.js';
import { sharedMemory, sharedMemoryBytes } from '../transport/shared/shared-memory.js';
import { streams } from '../transport/streams.js';
import type { Member, Transport } from '../transport/transport.js';
import type { ExoHost } from './exo-host.js';
import { join, type JoinOptions } from './join.js';
import { directory, memory } from './log-choice.js';
import type { Message } from './messages.js';
import { messagesOf, textsOf } from '../testing/taken.js';

const RING = ['a', 'b', 'c'];
const decoder = new TextDecoder();
const open: ExoHost[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((host) => host.close()));
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

describe('a ring within a process', () => {
  test('delivers what is broadcast at all hosts in one order', async () => {
    const hosts = await ringOf(inProcess(new Bus()));
    const words = ['one', 'two', 'three', 'four'];
    const sent = hosts.flatMap((host) => words.map((word) => host.broadcast(`${host.id} ${word}`)));
    const logs = await Promise.all(hosts.map((host) => textsOf(host, sent.length)));
    expect(logs[1]).toEqual(logs[0]);
    expect(logs[2]).toEqual(logs[0]);
    for (const id of RING)
      expect(logs[0]?.filter((text) => text.startsWith(id))).toEqual(words.map((word) => `${id} ${word}`));
    const receipts = await Promise.all(sent);
    expect(receipts.every(({ seq }) => seq !== null)).toBe(true);
  });

  test('says when a payload is on the medium, and when it is agreed', async () => {
    const [a] = (await ringOf(inProcess(new Bus()))) as [ExoHost];
    expect(await a.broadcast('x', { until: 'sent' })).toEqual({ number: 0, seq: null });
    const { number, seq } = await a.broadcast('y');
    expect(number).toBe(1);
    expect(seq).toBeGreaterThan(0);
    expect(a.agreed).toBeGreaterThan(seq as number);
  });

  test('halts where a host hears nobody, and says so; it agrees again once it does', async () => {
    let isCut = false;
    const bus = new Bus((from, to) => isCut && (from === 0) !== (to === 0));
    const [a, b] = (await ringOf(inProcess(bus))) as [ExoHost, ExoHost, ExoHost];
    await a.broadcast('before');
    isCut = true;
    const told: string[] = [];
    a.on('halted', () => told.push('halted'));
    a.on('caughtUp', () => told.push('caughtUp'));
    const waits = a.broadcast('during');
    await expect(a.broadcast('not for long', { whenHalted: 'fail' })).rejects.toMatchObject({
      code: 'EXO442',
    });
    expect([a.isHalted, b.isHalted]).toEqual([true, false]);
    expect((await b.broadcast('elsewhere')).seq).not.toBeNull();
    isCut = false;
    await waits;
    expect(told).toEqual(['halted', 'caughtUp']);
    const texts = await textsOf(b, 4);
    expect([...texts].sort()).toEqual(['before', 'during', 'elsewhere', 'not for long']);
  });

  test('a host that is closed leaves nothing waiting, and the others go on', async () => {
    const [a, b, c] = (await ringOf(inProcess(new Bus()))) as [ExoHost, ExoHost, ExoHost];
    await c.broadcast('x');
    const taken = textsOf(c, 1_000_000);
    const waits = [1, 2, 3].map((n) => c.broadcast(`${n}`));
    const outcomes = Promise.allSettled(waits);
    await c.close();
    for (const outcome of await outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'EXO442' });
    }
    await taken;
    await expect(c.broadcast('late')).rejects.toMatchObject({ code: 'EXO402' });
    await Promise.all([a.broadcast('y'), b.broadcast('z')]);
  });

  test('gives up a broadcast, or deliveries, by a signal', async () => {
    const [a] = (await ringOf(inProcess(new Bus((from) => from === 0)))) as [ExoHost];
    const control = new AbortController();
    const waits = a.broadcast('x', { signal: control.signal });
    const taken = textsOf(a, 1, control.signal);
    control.abort(new Error('enough'));
    await expect(waits).rejects.toThrow('enough');
    await expect(taken).rejects.toThrow('enough');
    expect(a.metrics().pending).toBe(0);
  });

  test('broadcasts many payloads at once, in order, and gives those of an entry together', async () => {
    const [a, b] = (await ringOf(inProcess(new Bus()))) as [ExoHost, ExoHost];
    const many = Array.from({ length: 100 }, (_, i) => `${i}`);
    const { number } = await a.broadcastAll(many);
    expect(number).toBe(99);
    const texts: string[] = [];
    for await (const messages of b.entries()) {
      expect(new Set(messages.map(({ seq }) => seq)).size).toBe(1);
      expect(messages.map(({ index }) => index)).toEqual(messages.map((_, i) => i));
      texts.push(...messages.map(({ payload }) => decoder.decode(payload)));
      if (texts.length === 100) break;
    }
    expect(texts).toEqual(many);
    await expect(a.broadcastAll([])).rejects.toMatchObject({ code: 'EXO402' });
    await expect(a.broadcastAll(['x', 'y'.repeat(40_000)])).rejects.toMatchObject({ code: 'EXO402' });
    expect((await a.broadcast('z')).number).toBe(100);
  });

  test('waits where its queue is full, and keeps the order', async () => {
    const options = { queuePayloadsMax: 2, packPayloadsMax: 1 };
    const [a] = (await ringOf(inProcess(new Bus()), { options })) as [ExoHost];
    const many = Array.from({ length: 50 }, (_, i) => a.broadcast(`${i}`));
    expect(await textsOf(a, 50)).toEqual(many.map((_, i) => `${i}`));
    await Promise.all(many);
  });
});

describe('authentication', () => {
  const key = new Uint8Array(32).fill(7);

  test('covers both networks; a host with another key is refused', async () => {
    const bus = new Bus();
    const made = (id: string, own: Uint8Array) =>
      joined({ id, ring: RING, transport: inProcess(bus), key: own, session: 1, options: FAST });
    const [a, b] = await Promise.all([made('a', key), made('b', key)]);
    const c = await made('c', new Uint8Array(32).fill(8));
    await Promise.all([a.broadcast('x'), b.broadcast('y')]);
    expect(a.metrics().refused['not-authentic']).toBeGreaterThan(0);
    expect(c.agreed).toBe(0);
  });

  test('takes no memory for a counter of lives', async () => {
    const wrong = join({ id: 'a', ring: RING, transport: inProcess(new Bus()), key });
    await expect(wrong).rejects.toMatchObject({
      code: 'EXO401',
      message: expect.stringMatching(/^session has to be given/) as string,
    });
  });
});

describe('a log on disk', () => {
  test('is read again from the position of the application', async () => {
    const folder = tempFolder();
    const bus = new Bus();
    const made = (id: string) =>
      joined({
        id,
        ring: RING,
        transport: inProcess(bus),
        log: directory(path.join(folder, id)),
        options: FAST,
      });
    const [a, b, c] = (await Promise.all(RING.map(made))) as [ExoHost, ExoHost, ExoHost];
    for (const word of ['one', 'two', 'three']) await a.broadcast(word);
    const before = await messagesOf(c, 2);
    await c.close();
    await b.broadcast('meanwhile');
    const again = await made('c');
    const from = (before.at(-1) as Message).seq + 1;
    expect(await textsOf(again, 2, undefined, from)).toEqual(['three', 'meanwhile']);
  });

  test('that is short is kept short, by its bytes too; what is no longer there is not pretended', async () => {
    const folder = tempFolder();
    const bus = new Bus();
    const options = { ...FAST, logBytesMax: 512 * 1024, packBytesMax: 1_400 };
    const made = (id: string) =>
      joined({ id, ring: RING, transport: inProcess(bus), log: directory(path.join(folder, id)), options });
    const [a, b, c] = (await Promise.all(RING.map(made))) as [ExoHost, ExoHost, ExoHost];
    const taking = [a, b, c].map((host) => textsOf(host, 60));
    const large = 'x'.repeat(30_000);
    for (let i = 0; i < 60; i++) await a.broadcast(large);
    await Promise.all(taking);
    await c.close();
    const again = await made('c');
    expect(again.metrics().start).toBeGreaterThan(0);
    await expect(textsOf(again, 1, undefined, 0)).rejects.toMatchObject({ code: 'EXO444' });
    await again.close();
    expect(await textsOf(await made('c'), 1)).toEqual([large]);
  });

  test('is for one host of the directory at a time', async () => {
    const log = directory(tempFolder());
    const bus = new Bus();
    await joined({ id: 'a', ring: RING, transport: inProcess(bus), log });
    const second = join({ id: 'a', ring: RING, transport: inProcess(bus), log });
    await expect(second).rejects.toMatchObject({ code: 'EXO402' });
  });
});

describe('snapshots', () => {
  test('stand for what a host that was away has missed', async () => {
    const totals = new Map<string, number>();
    const snapshotsOf = (id: string) => ({
      take: () => new TextEncoder().encode(String(totals.get(id) ?? 0)),
      restore: (bytes: Uint8Array) => void totals.set(id, Number(decoder.decode(bytes))),
    });
    const bus = new Bus();
    const made = (id: string) =>
      joined({
        id,
        ring: RING,
        transport: inProcess(bus),
        snapshots: snapshotsOf(id),
        options: { ...FAST, logEntriesMax: 64 },
      });
    const sum = async (host: ExoHost): Promise<void> => {
      for await (const { payload } of host.deliveries()) {
        totals.set(host.id, (totals.get(host.id) ?? 0) + Number(decoder.decode(payload)));
      }
    };
    const [a, b] = await Promise.all([made('a'), made('b')]);
    void sum(a);
    void sum(b);
    for (let i = 1; i <= 200; i++) await a.broadcast('1');
    const c = await made('c');
    void sum(c);
    await c.broadcast('1');
    await expect.poll(() => RING.map((id) => totals.get(id))).toEqual([201, 201, 201]);
    expect(c.metrics().start).toBeGreaterThan(0);
  });
});

describe('transports between processes', () => {
  const transports: readonly (readonly [string, (port: number) => Transport])[] = [
    ['UDP broadcast', (port) => udpBroadcast({ port })],
    ['UDP multicast', (port) => udpMulticast({ port, group: '239.23.5.7' })],
    ['UDP to each', () => udpEach()],
    ['UDP broadcast, native where that is to be had,', (port) => udpBroadcast({ port, native: true })],
    ['UDP to each, native where that is to be had,', () => udpEach({ native: true })],
    ['TCP', () => streams()],
  ];

  test.each(transports)('%s carries a ring', async (_, transportOf) => {
    const ports = await freePorts(4);
    const ring = RING.map((id, i): Member => ({ id, address: `127.0.0.1:${ports[i] as number}` }));
    await expectRing(ring, () => transportOf(ports[3] as number));
  });

  test('Unix sockets carry a ring', async () => {
    const folder = tempFolder();
    await expectRing(
      RING.map((id) => ({ id, address: path.join(folder, id) })),
      () => streams(),
    );
    expect(open.map((host) => host.metrics().transport)).toEqual(['unix', 'unix', 'unix']);
  });

  test.runIf(canSendRawFrames())('raw frames carry a ring', async () => {
    const ports = await freePorts(3);
    const ring = RING.map((id, i): Member => ({ id, address: `127.0.0.1:${ports[i] as number}` }));
    await expectRing(ring, () => rawFrames({ interface: 'lo' }));
    const wrong = join({ id: 'a', ring, transport: rawFrames({ interface: 'nosuch0' }) });
    await expect(wrong).rejects.toMatchObject({
      code: 'EXO441',
      message: "raw frames on 'nosuch0' cannot be opened: there is no such interface",
    });
  });

  test('memory that threads share carries a ring', async () => {
    const memory = new SharedArrayBuffer(sharedMemoryBytes(3));
    await expectRing(membersOnly(), () => sharedMemory({ memory }));
    const [a] = open as [ExoHost];
    const second = join({ id: a.id, ring: RING, transport: sharedMemory({ memory }) });
    await expect(second).rejects.toMatchObject({ code: 'EXO441' });
    const four = join({ id: 'a', ring: [...RING, 'd'], transport: sharedMemory({ memory }) });
    await expect(four).rejects.toMatchObject({ code: 'EXO441' });
  });

  test.runIf(canMap())('a mapped file carries a ring, and a host that comes back', async () => {
    const folder = tempFolder();
    const transportOf = (): Transport => sharedMemory({ directory: folder, words: 2 ** 12 });
    await expectRing(membersOnly(), transportOf);
    const [a, , c] = open as [ExoHost, ExoHost, ExoHost];
    const second = join({ id: 'c', ring: RING, transport: transportOf() });
    await expect(second).rejects.toMatchObject({ code: 'EXO441' });
    await c.close();
    await a.broadcast('meanwhile');
    const other = join({ id: 'c', ring: RING, transport: sharedMemory({ directory: folder }) });
    await expect(other).rejects.toMatchObject({
      code: 'EXO441',
      message: expect.stringMatching(/other hosts use other sizes$/) as string,
    });
  });

  test('options that are none are refused where a transport is made', () => {
    for (const port of [undefined, 0, 99_999, 'x']) {
      const wrong = port as number;
      const text = /^port takes a whole number/;
      expect(() => udpBroadcast({ port: wrong, native: true })).toThrow(text);
      expect(() => udpMulticast({ port: wrong, group: '239.23.5.7' })).toThrow(text);
    }
    expect(() => rawFrames({} as never)).toThrow(/^interface takes the name of a network interface/);
    expect(() => sharedMemory({} as never)).toThrow(/^sharedMemory takes a directory/);
  });

  test('a directory that is a file is refused, and so is a log in one', async () => {
    const file = path.join(tempFolder(), 'file');
    fs.writeFileSync(file, '');
    const shared = join({ id: 'c', ring: RING, transport: sharedMemory({ directory: file }) });
    await expect(shared).rejects.toMatchObject({
      code: 'EXO441',
      message: expect.stringMatching(/^cannot share memory in .*file: ENOTDIR/) as string,
    });
    const logged = join({ id: 'c', ring: RING, transport: streams(), log: directory(file) });
    await expect(logged).rejects.toMatchObject({ code: 'EXO423' });
  });

  test('rings of a number of words that is none are refused', () => {
    expect(() => sharedMemory({ directory: 'x', words: 1_000 })).toThrow(/words takes a power of two/);
  });

  test('an address in use is refused, and nothing stays open', async () => {
    const [port] = await freePorts(1);
    const ring = RING.map((id, i): Member => ({
      id,
      address: `127.0.0.1:${(port as number) + (i === 0 ? 0 : 1)}`,
    }));
    const taken = net.createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const log = directory(tempFolder());
    const wrong = join({ id: 'a', ring, transport: streams(), log });
    await expect(wrong).rejects.toMatchObject({ code: 'EXO441' });
    await new Promise((resolve) => taken.close(resolve));
    await joined({ id: 'a', ring, transport: streams(), log });
  });

  function membersOnly(): readonly Member[] {
    return RING.map((id) => ({ id, address: '' }));
  }

  async function expectRing(ring: readonly Member[], transportOf: () => Transport): Promise<void> {
    const hosts = await Promise.all(
      RING.map((id) => joined({ id, ring, transport: transportOf(), options: FAST })),
    );
    const large = 'x'.repeat(20_000);
    for (let i = 0; i < 20; i++) await (hosts[i % 3] as ExoHost).broadcast(i === 7 ? large : `${i}`);
    const logs = await Promise.all(hosts.map((host) => textsOf(host, 20)));
    expect(logs[1]).toEqual(logs[0]);
    expect(logs[2]).toEqual(logs[0]);
    expect(logs[0]).toEqual(Array.from({ length: 20 }, (_, i) => (i === 7 ? large : `${i}`)));
  }
});

test.each([
  [{ ring: ['a'] }, /^ring takes 2 to 256 hosts/],
  [{ ring: ['a', 'b', 'a'] }, /^ring has two hosts named 'a'/],
  [{ id: 'd' }, /^id 'd' is none of the ring: a, b, c/],
  [{ ring: ['a', 7] as unknown as string[] }, /^each host of a ring is a name/],
  [{ options: { takeoverMs: 1 } }, /^takeoverMs has to be above holdMs/],
  [
    { options: { storage: 'diskless' } },
    /^asNew has to be given with storage 'diskless': false in the first/,
  ],
  [
    { options: { storage: 'diskless', life: 1 } as object, asNew: true },
    /^options takes no life: asNew says/,
  ],
  [{ options: { storage: 'diskless' }, asNew: -1 }, /^life takes 0 to 65534, whole/],
  [{ options: { storage: 'diskless' }, asNew: false, log: memory() }, /keeps no log: leave log out/],
  [
    { options: { storage: 'diskless' }, asNew: true, offload: 'process' },
    /^asNew is for the engine, which runs in another process/,
  ],
  [{ asNew: true }, /^asNew takes options.storage 'diskless' at all hosts/],
  [{ transport: streams() }, /^an address of a member is host:port/],
] as const)('join refuses what is wrong: %j', async (wrong, message) => {
  const given = { id: 'a', ring: RING, transport: inProcess(new Bus()), ...wrong };
  await expect(join(given)).rejects.toMatchObject({
    code: 'EXO401',
    message: expect.stringMatching(message) as string,
  });
});

const FAST = { holdMs: 1 };

async function joined(options: JoinOptions): Promise<ExoHost> {
  const host = await join(options);
  open.push(host);
  return host;
}

function ringOf(transport: Transport, more: Partial<JoinOptions> = {}): Promise<readonly ExoHost[]> {
  return Promise.all(RING.map((id) => joined({ id, ring: RING, transport, options: FAST, ...more })));
}

function tempFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-join-'));
  folders.push(folder);
  return folder;
}
