import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { RunFile } from './run-file.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exo-run-file-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Short and long ones, with letters of one to four bytes, and one longer than all that waits may be. */
const LINES = [
  ...Array.from({ length: 4_000 }, (_, i) => `${i} ${'aä€😀'.repeat(i % 97)}`),
  '€'.repeat(400_000),
  ...Array.from({ length: 100 }, (_, i) => `behind it ${i}`),
];
const TEXT = LINES.map((line) => `${line}\n`).join('');

describe('lines that are written to a file', () => {
  test.each([
    ['together.ndjson', undefined],
    ['at-once.ndjson', 'at once'],
    ['compressed.ndjson.gz', undefined],
  ] as const)('stand there whole, and in order: %s', (name, lines) => {
    const file = path.join(folder, name);
    const sink = new RunFile(file, lines === undefined ? {} : { lines });
    for (const line of LINES) sink.write(line);
    sink.close();
    const bytes = fs.readFileSync(file);
    const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    expect(text === TEXT).toBe(true);
    expect(sink.failure).toBeNull();
  });

  test('at once stand there before the next one', () => {
    const file = path.join(folder, 'one.ndjson');
    const sink = new RunFile(file, { lines: 'at once' });
    sink.write('one');
    expect(fs.readFileSync(file, 'utf8')).toBe('one\n');
    sink.close();
  });

  test('together stand there after the turn of the event loop', async () => {
    const file = path.join(folder, 'turn.ndjson');
    const sink = new RunFile(file);
    sink.write('one');
    sink.write('two');
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(fs.readFileSync(file, 'utf8')).toBe('one\ntwo\n');
    sink.close();
  });

  test('follow those of a life before, of which the last one is cut off if it is not whole', () => {
    const file = path.join(folder, 'lives.ndjson');
    fs.writeFileSync(file, 'whole\nhal');
    const sink = new RunFile(file);
    sink.write('next');
    sink.close();
    expect(fs.readFileSync(file, 'utf8')).toBe('whole\nnext\n');
  });

  test('that cannot be written stop the file, and say why', () => {
    const sink = new RunFile(path.join(folder, 'none', 'run.ndjson'));
    sink.write('one');
    sink.close();
    expect(sink.failure).toMatchObject({ code: 'ENOENT' });
  });
});
