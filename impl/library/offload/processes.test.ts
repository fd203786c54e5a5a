/** Engines in processes of their own, which are killed, as the hosts that use them are. From dist/; skipped where koffi is not installed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PAYLOADS_A_LIFE } from '../../host/payload-numbers.js';
import type * as Built from '../../index.js';
import type { ExoHost, JoinOptions } from '../../index.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BUILT = path.join(ROOT, 'dist/impl/index.js');
const OPTIONS = { holdMs: 1, repeatMs: 20, takeoverMs: 150, takeoverStepMs: 30, backOffMs: 50 };
const DISKLESS = { ...OPTIONS, storage: 'diskless' } as const;
const HAS_KOFFI = hasKoffi();
const decoder = new TextDecoder();
const open: ExoHost[] = [];
const children: ChildProcess[] = [];
let folder: string;
let built: typeof Built;

beforeAll(async () => {
  if (!HAS_KOFFI) console.warn('skipped: koffi is not installed, so processes share no memory');
  expect(fs.existsSync(BUILT), 'dist/ is built: npm run build').toBe(true);
  built = (await import(pathToFileURL(BUILT).href)) as typeof Built;
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((host) => host.close()));
  for (const child of children.splice(0)) await killed(child);
  fs.rmSync(folder, { recursive: true, force: true });
});

describe.runIf(HAS_KOFFI)('an engine in a process of its own', () => {
  test('carries a host, is killed, and begins again: what was submitted is agreed once', async () => {
    folder = tempFolder();
    const engine = await startedEngine();
    const [a, b] = await Promise.all([joined('a', { offload: 'process' }), joined('b'), joined('c')]);
    await a.broadcast('one');
    const told: string[] = [];
    a.on('engineLost', () => told.push('lost'));
    const back = new Promise((resolve) => a.once('engineBack', () => resolve(told.push('back'))));
    await killed(engine);
    const waits = ['two', 'three'].map((word) => a.broadcast(word));
    await b.broadcast('without a');
    await expect.poll(() => told).toEqual(['lost']);
    await startedEngine();
    const receipts = await Promise.all(waits);
    expect(receipts.map(({ number }) => number)).toEqual([1, 2]);
    await back;
    expect(told).toEqual(['lost', 'back']);
    const [atA, atB] = await Promise.all([textsOf(a, 4), textsOf(b, 4)]);
    expect(atA).toEqual(atB);
    expect([...atB].sort()).toEqual(['one', 'three', 'two', 'without a']);
  });

  test('goes on while its host is killed: the next one attaches, and has what came meanwhile', async () => {
    folder = tempFolder();
    await startedEngine();
    const [b] = await Promise.all([joined('b'), joined('c')]);
    const host = await startedHost();
    await expect(joined('a', { offload: 'process' })).rejects.toMatchObject({ code: 'EXO402' });
    host.stdin?.write('one\n');
    expect(await textsOf(b, 1)).toEqual(['one']);
    await killed(host);
    await b.broadcast('meanwhile');
    const a = await joined('a', { offload: 'process' });
    await a.broadcast('again');
    expect(await textsOf(a, 3)).toEqual(['one', 'meanwhile', 'again']);
  });

  test('is refused without a log in a directory, by which host and engine find each other', async () => {
    folder = tempFolder();
    const without = joined('a', { offload: 'process', log: built.memory() });
    await expect(without).rejects.toMatchObject({ code: 'EXO448' });
  });

  test('without a disk comes back as a new life, to the host that waits for it or to another one', async () => {
    folder = tempFolder();
    const engine = await started(['engine', '--config', disklessConfig(), '--id', 'a', '--no-as-new']);
    const splitA = { offload: 'process', engineFolder: path.join(folder, 'a.engine') } as const;
    const joinedA = () => disklessJoined('a', splitA);
    const [a, b] = await Promise.all([
      joinedA(),
      disklessJoined('b', { asNew: false }),
      disklessJoined('c', { asNew: false }),
    ]);
    await a.broadcast('one');
    await killed(engine);
    const waits = ['two', 'three'].map((word) => a.broadcast(word));
    await started(['engine', '--config', disklessConfig(), '--id', 'a', '--as-new']);
    await Promise.all(waits);
    expect((await a.broadcast('four')).number).toBe(PAYLOADS_A_LIFE);
    await a.close();
    const next = await joinedA();
    await next.broadcast('five');
    const all = ['one', 'two', 'three', 'four', 'five'];
    expect(await textsOf(next, 5)).toEqual(all);
    expect(await textsOf(b, 5)).toEqual(all);
  });

  test('without a disk is one at a time, and meets its host in a folder that both are told', async () => {
    folder = tempFolder();
    await started(['engine', '--config', disklessConfig(), '--id', 'a', '--no-as-new']);
    const given = { id: 'a', ring: ring(), transport: built.streams(), options: DISKLESS, asNew: false };
    const engineFolder = path.join(folder, 'a.engine');
    await expect(built.runEngine({ ...given, engineFolder })).rejects.toMatchObject({ code: 'EXO402' });
    await expect(built.runEngine(given)).rejects.toMatchObject({ code: 'EXO448' });
    const host = (more: Partial<JoinOptions>) => disklessJoined('a', { offload: 'process', ...more });
    await expect(host({})).rejects.toMatchObject({ code: 'EXO448' });
    await expect(host({ engineFolder, asNew: true })).rejects.toMatchObject({
      code: 'EXO401',
      message: expect.stringMatching(/^asNew is for the engine/) as string,
    });
    const withLog = joined('a', { offload: 'process', engineFolder });
    await expect(withLog).rejects.toMatchObject({ code: 'EXO401' });
  });
});

test.runIf(!HAS_KOFFI)('a host is refused an engine in a process of its own without koffi', async () => {
  folder = tempFolder();
  await expect(joined('a', { offload: 'process' })).rejects.toMatchObject({ code: 'EXO450' });
});

function ring(): { readonly id: string; readonly address: string }[] {
  return ['a', 'b', 'c'].map((id) => ({ id, address: path.join(folder, id) }));
}

async function joined(id: string, more: Partial<JoinOptions> = {}): Promise<ExoHost> {
  const log = built.directory(path.join(folder, `log-${id}`));
  const transport = built.streams();
  const host = await built.join({ id, ring: ring(), transport, options: OPTIONS, log, ...more });
  open.push(host);
  return host;
}

async function disklessJoined(id: string, more: Partial<JoinOptions>): Promise<ExoHost> {
  const host = await built.join({ id, ring: ring(), transport: built.streams(), options: DISKLESS, ...more });
  open.push(host);
  return host;
}

/** The configuration of hosts without disks, as a file. */
function disklessConfig(): string {
  const file = path.join(folder, 'diskless.json');
  const given = { ring: ring(), transport: { kind: 'tcp' }, options: DISKLESS };
  fs.writeFileSync(file, JSON.stringify({ ...given, engineFolder: './{id}.engine' }));
  return file;
}

/** The configuration of host a and of its engine, as a file. */
function config(): string {
  const file = path.join(folder, 'split.json');
  const given = { ring: ring(), transport: { kind: 'tcp' }, log: './log-{id}', options: OPTIONS };
  fs.writeFileSync(file, JSON.stringify({ ...given, offload: 'process' }));
  return file;
}

function startedEngine(): Promise<ChildProcess> {
  return started(['engine', '--config', config(), '--id', 'a']);
}

function startedHost(): Promise<ChildProcess> {
  return started(['host', '--config', config(), '--id', 'a']);
}

async function started(args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/cli/exo.js'), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = readline.createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  expect(JSON.parse(line)).toMatchObject({ event: 'started', id: 'a' });
  return child;
}

/** `kill -9`. */
async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function textsOf(host: ExoHost, count: number): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { payload } of host.deliveries({ from: 0 })) {
    found.push(decoder.decode(payload));
    if (found.length === count) break;
  }
  return found;
}

function hasKoffi(): boolean {
  try {
    createRequire(import.meta.url)('koffi');
    return true;
  } catch {
    return false;
  }
}

function tempFolder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'exo-processes-'));
}
