/** Runs from files: compressed ones, cut ones, and what is none. */
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { readTraceFile } from '../replay/trace-file.js';
import { makeBench } from '../run-exo.test.helper.js';
import { filmOfFiles, runOfFile } from '../view/film-file.js';
import { RunSource } from './run-source.js';

const bench = makeBench();
afterAll(bench.remove);

const HEADER = {
  schema: 'exo-run/1',
  model: 'exo',
  parameters: {},
  actors: ['a', 'b', 'c'],
  ordering: 'total',
};
const LINES = [HEADER, ...[1, 2, 3].map((n) => ({ actor: 'a', n, action: 'Boot' }))];
const WHOLE = LINES.map((line) => `${JSON.stringify(line)}\n`).join('');
/** The last line is cut. */
const CUT = WHOLE.slice(0, -12);

function written(name: string, bytes: Uint8Array | string): string {
  const file = path.join(bench.folder, name);
  fs.writeFileSync(file, bytes);
  return file;
}

/** The counters of the events, read piece by piece and as a whole. */
async function countersOf(file: string): Promise<readonly (readonly number[])[]> {
  const source = new RunSource(file);
  const events: number[] = [];
  for (let batch = await source.next(); batch !== null; batch = await source.next())
    for (const { event } of batch) events.push(event.n);
  return [events, (runOfFile(file)?.events ?? []).map(({ n }) => n)];
}

async function errorsOf(file: string): Promise<readonly string[]> {
  const told = (error: unknown): string => (error as Error).message;
  const streamed = await countersOf(file).then(() => 'none', told);
  return [streamed, await filmOfFiles([file], { explain: false }).then(() => 'none', told)];
}

describe('a run of a host that was killed', () => {
  test('is read without its last line, which is cut, by whatever reads runs', async () => {
    expect(await countersOf(written('whole.ndjson', WHOLE))).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    const cut = written('cut.ndjson', CUT);
    expect(await countersOf(cut)).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect((await filmOfFiles([cut], { explain: false })).steps.length).toBe(3);
  });

  test('is no longer one where a line in its middle is cut', async () => {
    const lines = WHOLE.split('\n');
    lines[2] = (lines[2] ?? '').slice(0, -5);
    for (const text of await errorsOf(written('middle.ndjson', lines.join('\n'))))
      expect(text).toContain('line 3: found ');
  });
});

describe('a compressed run', () => {
  test('is read up to where its file ends', async () => {
    const short = written('short.ndjson.gz', gzipSync(WHOLE).subarray(0, -8));
    expect(await countersOf(short)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(await countersOf(written('cut.ndjson.gz', gzipSync(CUT)))).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  test('is called what is wrong with it where it is none', async () => {
    for (const text of await errorsOf(written('plain.ndjson.gz', WHOLE)))
      expect(text).toContain("plain.ndjson.gz': it is called .gz, and is not gzip; accepted: a run");
  });
});

describe('bytes that are no run', () => {
  const altered = (from: string, to: readonly number[]): Buffer => {
    const bytes = Buffer.from(WHOLE);
    const at = bytes.lastIndexOf(from);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(to), bytes.subarray(at + from.length)]);
  };

  test.each<readonly [string, Uint8Array | string, string]>([
    [
      'packed.ndjson',
      gzipSync(WHOLE),
      'line 1: found compressed data (gzip); accepted: such of a file whose name',
    ],
    [
      'utf16.ndjson',
      Buffer.from(`\ufeff${WHOLE}`, 'utf16le'),
      'line 1: found bytes that are not UTF-8; accepted:',
    ],
    [
      'latin.ndjson',
      altered('Boot', [0x42, 0xe9, 0x74]),
      'line 4: found bytes that are not UTF-8; accepted: one',
    ],
    [
      'latin.ndjson.gz',
      gzipSync(altered('Boot', [0xe9])),
      'line 4: found bytes that are not UTF-8; accepted: one',
    ],
    ['escape.ndjson', '\u001b[2J\u007f\u009b\u202e', 'line 1: found "\\u001b[2J'],
    ['empty.ndjson', '', ': found nothing; accepted: a run, which begins with its header'],
    [
      'two.ndjson',
      `${WHOLE}${JSON.stringify({ ...HEADER, actors: ['a'] })}\n`,
      'line 5: actors: found ["a"]; accepted: ["a","b","c"]',
    ],
  ])('are said to be that, by whatever reads runs: %s', async (name, bytes, text) => {
    for (const said of await errorsOf(written(name, bytes)))
      expect(said).toContain(`${name}: ${text}`.replace(': :', ':'));
  });

  test('may be a byte order mark before it, carriage returns, and the character for what is no text', async () => {
    const texts = [`\ufeff${WHOLE}`, WHOLE.replaceAll('\n', '\r\n'), WHOLE.replaceAll('Boot', '\ufffd')];
    for (const [i, text] of texts.entries()) {
      expect(await countersOf(written(`odd-${i}.ndjson`, text))).toEqual([
        [1, 2, 3],
        [1, 2, 3],
      ]);
    }
  });

  test('are no fault where a character is cut at the end', async () => {
    const [cut] = [Buffer.from(WHOLE.replaceAll('Boot', 'Béot'))];
    const bytes = cut.subarray(0, cut.lastIndexOf('é') + 1);
    expect(await countersOf(written('character.ndjson', bytes))).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});

describe('a run where a trace is wanted', () => {
  test.each(['run.ndjson', 'run.ndjson.gz'])('is called a run: %s', (name) => {
    const file = written(name, name.endsWith('.gz') ? gzipSync(WHOLE) : WHOLE);
    expect(() => readTraceFile(file)).toThrow(/found a run in NDJSON; .* is: .* view .*; .* validate /);
  });
});
