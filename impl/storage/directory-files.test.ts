import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { DirectoryFiles } from './directory-files.js';
import { DiskStorage } from './disk-storage.js';
import { CONFIGURATION, frameFor, framesIn, HOSTS } from './writes.test.helper.js';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-files-'));
afterAll(() => fs.rmSync(root, { recursive: true }));

const options = { hosts: HOSTS, self: 0, configuration: CONFIGURATION };
const newDirectory = (): string => fs.mkdtempSync(path.join(root, 'disk-'));

function flushed(storage: DiskStorage): Promise<void> {
  return new Promise((resolve, reject) => storage.flush((error) => (error ? reject(error) : resolve())));
}

function closed(storage: DiskStorage): Promise<void> {
  return new Promise((resolve) => storage.close(resolve));
}

describe('the files of a directory', () => {
  it('may be gone already when they are removed, and are not when that is refused', async () => {
    const directory = newDirectory();
    const files = new DirectoryFiles(directory);
    fs.mkdirSync(path.join(directory, 'a folder'));
    const removed = (name: string): Promise<Error | null> =>
      new Promise((resolve) => files.remove(name, resolve));
    expect(await removed('segment-0000000001')).toBeNull();
    expect(await removed('a folder')).toBeInstanceOf(Error);
  });
});

describe('the lock of a directory', () => {
  it('keeps out whoever comes second, in the same process too', async () => {
    const directory = newDirectory();
    const storage = DiskStorage.open(new DirectoryFiles(directory), options);
    const open = (): DiskStorage => DiskStorage.open(new DirectoryFiles(directory), options);
    expect(open).toThrow(expect.objectContaining({ code: 'EXO402' }));
    expect(open).toThrow(`${directory} is in use by process ${process.pid}; a directory is for one host`);
    await closed(storage);
    await closed(open());
    expect(fs.readdirSync(directory)).toEqual(['segment-0000000001']);
  });

  it.each([
    ['of a process that is gone', '4194305 17\n'],
    ['of a process that had the number of one that runs', `${process.pid} 17\n`],
    ['that is empty', ''],
    ['that is no lock', 'lock\n'],
  ])('is taken over if it is a lock %s', async (_, text) => {
    const directory = newDirectory();
    fs.writeFileSync(path.join(directory, 'lock'), text);
    const storage = DiskStorage.open(new DirectoryFiles(directory), options);
    expect(fs.readFileSync(path.join(directory, 'lock'), 'utf8')).not.toBe(text);
    await closed(storage);
    expect(fs.readdirSync(directory)).toEqual(['segment-0000000001']);
  });
});

describe('the files of a directory', () => {
  it('are made with all directories above them', async () => {
    const directory = path.join(newDirectory(), 'a', 'b');
    const storage = DiskStorage.open(new DirectoryFiles(directory), options);
    expect(storage.recovered.isNew).toBe(true);
    await closed(storage);
  });

  it('are read and written by position', () => {
    const files = new DirectoryFiles(newDirectory());
    const file = files.create('x');
    file.writeNow(Uint8Array.of(9, 1, 2, 3, 9), 1, 4, 2);
    expect([...files.read('x')]).toEqual([0, 0, 1, 2, 3]);
    file.truncate(4);
    expect([...files.read('x')]).toEqual([0, 0, 1, 2]);
    expect([...files.read('x', 3)]).toEqual([0, 0, 1]);
    file.close();
    files.create('x').close();
    expect(files.read('x')).toHaveLength(0);
  });

  it('fail as a disk does', async () => {
    const directory = newDirectory();
    const storage = DiskStorage.open(new DirectoryFiles(directory), { ...options, segmentBytesMax: 1_024 });
    fs.rmSync(directory, { recursive: true });
    const frame = frameFor(0, 0, 300);
    storage.entry(frame, 0, frame.length);
    await expect(flushed(storage)).rejects.toMatchObject({ code: 'EXO423', cause: { code: 'ENOENT' } });
    await closed(storage);
  });
});

describe('a process that is killed while it writes', () => {
  it('loses nothing that was flushed', async () => {
    const program = compiled(path.join(import.meta.dirname, 'killed-writer.test.helper.ts'));
    const directory = newDirectory();
    let last = 0;
    for (const flushes of [1, 40, 200]) {
      const { durable, owner } = await killedAfter(program, directory, flushes);
      expect(durable).toBeGreaterThan(last);
      expect(fs.readFileSync(path.join(directory, 'lock'), 'utf8')).toMatch(new RegExp(`^${owner} `));
      const storage = DiskStorage.open(new DirectoryFiles(directory), options);
      const { log } = storage.load();
      expect(log.length).toBeGreaterThanOrEqual(durable);
      framesIn(log).forEach((frame, i) => {
        expect(Buffer.compare(frame, frameFor(log.mark.length + i, 0, 16))).toBe(0);
      });
      await closed(storage);
      last = log.length;
    }
    expect(last).toBeGreaterThan(3_000);
  });
});

/** Runs the writer, and kills it once it has flushed so often. Gives the last count of entries that it said. */
function killedAfter(
  program: string,
  directory: string,
  flushes: number,
): Promise<{ durable: number; owner: number | undefined }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (data) => {
      said += String(data);
      if (said.split('\n').length > flushes) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', (_, signal) => {
      if (signal !== 'SIGKILL') return reject(new Error(`the writer ended by itself: ${said}`));
      resolve({ durable: Number(said.split('\n').at(-2)), owner: child.pid });
    });
  });
}

/** Compiles a source, and all that it imports, to where Node can run it. Returns where that is. */
function compiled(source: string): string {
  const out = fs.mkdtempSync(path.join(root, 'program-'));
  const base = path.dirname(import.meta.dirname);
  const target = (file: string): string => path.join(out, path.relative(base, file)).replace(/\.ts$/, '.js');
  fs.writeFileSync(path.join(out, 'package.json'), '{ "type": "module" }');
  const compile = (file: string): void => {
    if (fs.existsSync(target(file))) return;
    const text = fs.readFileSync(file, 'utf8');
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
    const { outputText } = ts.transpileModule(text, { compilerOptions });
    fs.mkdirSync(path.dirname(target(file)), { recursive: true });
    fs.writeFileSync(target(file), outputText);
    for (const { fileName } of ts.preProcessFile(outputText, true, true).importedFiles) {
      if (fileName.startsWith('.')) compile(path.join(path.dirname(file), fileName.replace(/\.js$/, '.ts')));
    }
  };
  compile(source);
  return target(source);
}
