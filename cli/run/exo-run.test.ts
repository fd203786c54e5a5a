import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { canMap } from '../../impl/offload/mapped-memory.js';
import { makeBench } from '../run-exo.test.helper.js';
import { freePorts } from '../../impl/transport/free-ports.js';

const { exo, exoHere, remove } = makeBench();
afterAll(remove);

const EXO = path.join(import.meta.dirname, '..', '..', 'dist', 'cli', 'exo.js');
const folders: string[] = [];
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

describe('exo run', () => {
  const transports = ['udp-broadcast', ...(canMap() ? ['shared-memory'] : [])];
  test.each([
    ...transports.map(
      (transport) =>
        [
          `over ${transport} kills a host, which comes back from its disk`,
          ['--transport', transport],
        ] as const,
    ),
    ['without disks kills a host, which comes back in a new life', ['--log', 'none']] as const,
  ])('%s, and nothing is out of order', { tags: 'long' }, async (_, words) => {
    const ring = started(['run', ...words, '--json', '--rate', '100']);
    /** What is waited for, and the keys that are pressed then. */
    const steps: (readonly [isSo: (hosts: RunLine['hosts']) => boolean, keys: string])[] = [
      [(hosts) => hosts.every(({ delivered }) => (delivered ?? 0) > 0), '2k'],
      [(hosts) => hosts[1]?.state === 'down', '2s'],
      [
        (hosts) => hosts[1]?.lives === 2 && hosts[1].state === 'running' && (hosts[1].delivered ?? 0) > 0,
        'q',
      ],
    ];
    let last: RunLine['hosts'] = [];
    for await (const text of readline.createInterface({ input: ring.stdout as NodeJS.ReadableStream })) {
      ({ hosts: last } = JSON.parse(text) as RunLine);
      const [isSo, keys] = steps[0] ?? [() => false, ''];
      if (!isSo(last)) continue;
      ring.stdin?.write(keys);
      steps.shift();
    }
    expect(steps).toEqual([]);
    expect(last.map(({ lives, disorder }) => [lives, disorder])).toEqual([
      [1, 0],
      [2, 0],
      [1, 0],
    ]);
    expect(await exitCodeOf(ring)).toBe(0);
  });

  test('presses the keys of a script at their times', { tags: 'long' }, () => {
    const { code, stdout, stderr } = exo('run', '--script', '1s 2k, 2s 2s, 3s q', '--json');
    expect([code, stderr]).toEqual([0, '']);
    const last = JSON.parse(stdout.trim().split('\n').at(-1) as string) as RunLine;
    expect(last.hosts.map(({ lives }) => lives)).toEqual([1, 2, 1]);
  });

  test.each([
    [['--hosts', '40'], /EXO321: --hosts takes 2 to 16 here/],
    [['--script', '1 fortnight k'], /EXO321: --script takes steps such as/],
    [['--transport', 'pigeons'], /EXO321: --transport takes/],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await exoHere('run', ...words);
    expect(stderr).toMatch(message);
    expect(code).toBe(151);
  });
});

describe('exo host', () => {
  test('says that it waits for an engine, and which command starts one', async () => {
    const file = await configFile();
    const split = { ...(JSON.parse(fs.readFileSync(file, 'utf8')) as object), offload: 'process' };
    fs.writeFileSync(file, JSON.stringify(split));
    const host = started(['host', '--config', file, '--id', 'a']);
    const [line] = await linesOf(host, () => true, 1);
    const command = expect.stringMatching(/ engine --config .*ring\.json --id a$/) as string;
    expect(line).toEqual({ event: 'waitingForEngine', id: 'a', command });
  });

  test('prints what all hosts broadcast, in one order', async () => {
    const config = await configFile();
    const hosts = ['a', 'b', 'c'].map((id) => started(['host', '--config', config, '--id', id]));
    const lines = hosts.map((host) => linesOf(host, ({ text }) => text !== undefined, 6));
    hosts.forEach((host, i) => host.stdin?.write(`one of ${i}\ntwo of ${i}\n`));
    const [a, b, c] = await Promise.all(lines);
    expect(b).toEqual(a);
    expect(c).toEqual(a);
    expect(a?.map(({ text }) => text).sort()).toEqual(
      [0, 1, 2].flatMap((i) => [`one of ${i}`, `two of ${i}`]).sort(),
    );
    expect(await ended(hosts[0] as ChildProcess)).toBe(0);
  });

  test('without a disk comes back as new, with what was agreed before', async () => {
    const config = await configFile('diskless');
    const host = (id: string, life: string) => started(['host', '--config', config, '--id', id, life]);
    const [a, b, c] = ['a', 'b', 'c'].map((id) => host(id, '--no-as-new'));
    const texts = (child: ChildProcess | undefined, count: number) =>
      linesOf(child as ChildProcess, ({ text }) => text !== undefined, count);
    a?.stdin?.write('one\n');
    expect(await texts(b, 1)).toMatchObject([{ text: 'one' }]);
    await ended(c as ChildProcess, 'SIGKILL');
    const again = host('c', '--as-new');
    again.stdin?.write('two\n');
    expect(await texts(again, 2)).toMatchObject([{ text: 'one' }, { text: 'two' }]);
  });

  test.each([
    ['diskless', [], /EXO313: hosts without disks take --no-as-new where the ring begins, and --as-new in/],
    ['durable', ['--as-new'], /EXO313: --as-new is for hosts without disks/],
    ['process', ['--as-new'], /EXO313: --as-new is for the engine of this host: give it to exo engine/],
    ['diskless', ['--as-new', 'soon'], /EXO321: --as-new takes a whole number/],
  ] as const)('of a %s configuration refuses %j', async (kind, words, message) => {
    const { code, stderr } = await exoHere('host', '--config', await configFile(kind), '--id', 'a', ...words);
    expect(stderr).toMatch(message);
    expect(code).toBe(151);
  });

  test.each([
    ['{', /EXO451: .*ring.json is no JSON: /],
    ['{"id": "a", "rung": []}', /EXO451: .*ring.json has 'rung'; fields are id, cluster, ring,/],
    ['{"id": "a", "ring": ["a", "b"]}', /EXO451: .*ring.json has 'transport' without a kind/],
    [
      '{"id": "a", "ring": ["a", "b"], "transport": {"kind": "tcp"}}',
      /EXO401: an address of a member is host:port, not ""/,
    ],
    ['{"id": "z", "ring": ["a", "b"], "transport": {"kind": "tcp"}}', /EXO401: id 'z' is none of the ring/],
  ])('refuses %s', async (text, message) => {
    const file = path.join(tempFolder(), 'ring.json');
    fs.writeFileSync(file, text);
    const { code, stderr } = await exoHere('host', '--config', file);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(150);
  });
});

test('exo kv stores values that every host reads', async () => {
  const config = await configFile();
  const stores = ['a', 'b', 'c'].map((id) =>
    started(['kv', '--config', config, '--id', id, '--listen', '127.0.0.1:0']),
  );
  const urls = await Promise.all(
    stores.map(
      async (store) => (await linesOf(store, ({ event }) => event === 'listening', 1))[0]?.url ?? '',
    ),
  );
  const [a = '', b = '', c = ''] = urls;
  const put = (url: string, body: string, headers = {}) => fetch(url, { method: 'PUT', body, headers });
  // Hosts that begin one after the other may be halted for a moment.
  await expect.poll(async () => (await fetch(`${a}x`)).status).toBe(404);
  expect(await (await put(`${a}x`, 'one')).json()).toEqual({ done: true, before: null });
  expect(await (await fetch(`${b}x`)).text()).toBe('one');
  expect((await put(`${c}x?expected=two`, 'three')).status).toBe(412);
  expect((await put(`${c}x?expected=one`, 'two', { 'exo-request': 'me/1' })).status).toBe(200);
  expect((await put(`${b}x?expected=one`, 'two', { 'exo-request': 'me/1' })).status).toBe(200);
  expect((await put(`${b}x?absent`, 'four')).status).toBe(412);
  // A condition that is not understood must not be left out.
  expect((await put(`${b}x?abssent`, 'four')).status).toBe(400);
  expect((await put(`${b}x?expected=two&absent`, 'four')).status).toBe(400);
  expect((await fetch(`${b}x?expected=two`, { method: 'DELETE' })).status).toBe(400);
  expect((await put(`${b}x`, 'y'.repeat(20_000))).status).toBe(413);
  expect((await put(`${b}x`, 'y', { 'exo-request': 'me' })).status).toBe(400);
  // What would be read as something else than what was put.
  expect((await fetch(`${b}x`, { method: 'PUT', body: Uint8Array.of(0xff) })).status).toBe(415);
  stores[0]?.kill('SIGKILL');
  expect(await (await fetch(`${c}x`)).text()).toBe('two');
  expect(await (await fetch(`${b}x`, { method: 'DELETE' })).json()).toEqual({ done: true, before: 'two' });
  expect((await fetch(`${c}x`)).status).toBe(404);
  // Of two hosts one may take the other for dead for a moment, if the machine is busy.
  await expect
    .poll(async () => {
      const answer = await fetch(`${c}x`.replace('keys/x', 'status'));
      return ((await answer.json()) as { status: string }).status;
    })
    .toBe('following');
});

interface RunLine {
  readonly hosts: readonly {
    readonly state: string;
    readonly lives: number;
    readonly delivered: number | null;
    readonly disorder: number | null;
  }[];
}

interface Line {
  readonly event?: string;
  readonly text?: string;
  readonly url?: string;
}

function started(words: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [EXO, ...words], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

/** The first lines of JSON that a process prints and that are wanted. */
async function linesOf(
  child: ChildProcess,
  wanted: (line: Line) => boolean,
  count: number,
): Promise<readonly Line[]> {
  const found: Line[] = [];
  for await (const text of readline.createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const line = JSON.parse(text) as Line;
    if (wanted(line)) found.push(line);
    if (found.length === count) break;
  }
  return found;
}

function ended(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  const end = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill(signal);
  return end;
}

function exitCodeOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}

const KEEPING = {
  durable: { log: './{id}' },
  diskless: { options: { storage: 'diskless' } },
  process: { options: { storage: 'diskless' }, offload: 'process', engineFolder: './{id}.engine' },
} as const;

async function configFile(kind: keyof typeof KEEPING = 'durable'): Promise<string> {
  const folder = tempFolder();
  const ports = await freePorts(4);
  const ring = ['a', 'b', 'c'].map((id, i) => ({ id, address: `127.0.0.1:${ports[i] as number}` }));
  const file = path.join(folder, 'ring.json');
  const transport = { kind: 'udp-broadcast', port: ports[3] };
  fs.writeFileSync(file, JSON.stringify({ ring, transport, ...KEEPING[kind] }));
  return file;
}

function tempFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-run-test-'));
  folders.push(folder);
  return folder;
}
