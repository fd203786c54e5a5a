/** Runs and traces that come through pipes, read by the built command line as a process of its own. */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BINARY, makeBench, type Outcome } from '../run-exo.test.helper.js';

const { folder, exoHere, write, read, remove } = makeBench();
afterAll(remove);

const TRACE = fs.readFileSync(path.resolve('traces/counterexamples/ownCopy-hear-n3-Agreement.itf.json'));
const RUN = 'run.ndjson';

beforeAll(async () => {
  await exoHere('simulate', '--duration', '5ms', '--seed', '3', '--run-out', RUN, '--quiet');
  const lines = read(RUN).split('\n');
  const at = lines.findIndex((line) => line.includes('"action":"Append"'));
  write('bad.ndjson', lines.with(at, (lines[at] ?? '').replace(/"length":\d+/, '"length":77')).join('\n'));
});

/** What comes of a command whose standard input is a pipe that has these pieces, one after the other. */
async function piped(
  pieces: readonly (Uint8Array | string)[],
  ...words: readonly string[]
): Promise<Outcome> {
  const child = spawn(process.execPath, [BINARY, ...words], {
    cwd: folder,
    env: { ...process.env, EXO_COMMAND: 'exo', EXO_DEBUG: '' },
  });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  for (const piece of pieces) await new Promise((resolve) => child.stdin.write(piece, resolve));
  child.stdin.end();
  return { code: await ended, stdout: out.join(''), stderr: err.join('') };
}

/** The same through a pipe of a shell. */
function throughShell(line: string): Outcome {
  const words = line.replaceAll('exo ', `'${process.execPath}' '${BINARY}' `);
  const env = { ...process.env, EXO_COMMAND: 'exo', EXO_DEBUG: '' };
  const { status, stdout, stderr } = spawnSync('bash', ['-c', words], { cwd: folder, encoding: 'utf8', env });
  return { code: status, stdout, stderr };
}

describe('exo validate', () => {
  test('reads a run from standard input, cut within its characters too', async () => {
    const text = read(RUN).replace('"model":"exo"', '"model":"exo","command":"é€😀"');
    const bytes = Buffer.from(text);
    const at = bytes.indexOf('é');
    const cuts = [0, at + 1, at + 3, at + 4, at + 6, at + 7, at + 8, bytes.length];
    const pieces = cuts.slice(1).map((cut, i) => bytes.subarray(cuts[i], cut));
    expect(await piped(pieces, 'validate', '-', '--quiet')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^accepted: [\d,]+ events/),
    });
  });

  test.each([
    ['cat bad.ndjson | exo validate -', '-'],
    ['cat bad.ndjson | exo validate /dev/stdin', '/dev/stdin'],
    ['exo validate - < bad.ndjson', '-'],
  ])('says why a run is rejected that it cannot read again: %s', (line, name) => {
    const { code, stdout, stderr } = throughShell(line);
    expect(stdout).toContain(`rejected: Append of `);
    expect(stdout).toContain(`, ${name}:`);
    expect(stdout).toContain('  length: 77 in the run, ');
    expect(stdout).toContain('sequenceDiagram\n');
    expect([code, stderr]).toEqual([12, '']);
  });

  test.each<readonly [string, string, number, string]>([
    [
      'compressed data',
      `gzip -c ${RUN} | exo validate -`,
      150,
      'EXO212: -: line 1: found compressed data (gzip); accepted: such of a file whose name ends in .gz, or what zcat makes of them\n',
    ],
    [
      'standard input that is given twice',
      `cat ${RUN} | exo validate - -`,
      151,
      "EXO321: '-' is given twice, and can be read only once; accepted: each file once",
    ],
    ['nothing', 'exo validate - < /dev/null', 150, 'EXO212: -: found nothing; accepted: a run'],
  ])('says of %s what is wrong, in a line', (_, line, code, text) => {
    const { code: found, stderr } = throughShell(line);
    expect([found, stderr]).toEqual([code, expect.stringMatching(/^exo: [^\n]*\n$/)]);
    expect(stderr).toContain(text);
  });
});

describe('a trace from a pipe', () => {
  test.each<readonly [string, string, RegExp]>([
    [
      'is executed again',
      'cat trace.json | exo replay - --quiet',
      /^reproduced: Agreement is violated at step 3\n$/,
    ],
    ['is exported', 'cat trace.json | exo export /dev/stdin --to mermaid', /^sequenceDiagram\n/],
    [
      'is shown',
      '(head -c 999 trace.json; tail -c +1000 trace.json) | exo view - --out page.html',
      /^written to page/,
    ],
    ['is exported, where it is a run', `cat ${RUN} | exo export - --to shiviz`, /^\S/],
  ])('%s: %s', (_, line, found) => {
    write('trace.json', TRACE.toString());
    expect(throughShell(line)).toMatchObject({ code: 0, stdout: expect.stringMatching(found), stderr: '' });
  });

  test('has no file beside which a page could stand, and none that grows', async () => {
    for (const more of [[], ['--live']] as const) {
      const { code, stderr } = await exoHere('view', '/dev/stdin', ...more);
      expect([code, stderr]).toEqual([151, expect.stringMatching(/^exo: EXO321: [^\n]*\n$/)]);
    }
    expect(fs.existsSync('/dev/stdin.html')).toBe(false);
  });
});

describe('exo replay', () => {
  test.each<readonly [string, Uint8Array | string, string]>([
    ['empty.ndjson', '', 'EXO201: empty.ndjson: $: found nothing; accepted: a trace in ITF'],
    ['empty.itf.json', '\n', 'EXO201: empty.itf.json: $: found nothing; accepted: a trace in ITF'],
    [
      'packed.itf.json.gz',
      gzipSync(TRACE),
      "EXO207: cannot read 'packed.itf.json.gz': it is compressed; accepted: a trace in ITF",
    ],
    [
      'damaged.gz',
      gzipSync(TRACE).subarray(0, 9),
      "EXO207: cannot read 'damaged.gz': it is compressed; accepted",
    ],
    [
      'other.ndjson',
      '{"a":1}\n{"b":2}\n',
      'EXO201: other.ndjson: $: found a text that is not JSON; accepted',
    ],
    ['model.ts', 'export const model = 1;', 'EXO219: model.ts: found a module; accepted: a trace in ITF'],
    ['lamp.mjs', '{', 'What checks its model is: exo check ./lamp.mjs\n'],
    ['run.txt', '{"schema":"exo-run/2"}', 'EXO219: run.txt: found a run in NDJSON'],
    ['run.ndjson.gz', gzipSync('{"schema":"exo-run/2"}'), 'EXO219: run.ndjson.gz: found a run in NDJSON'],
  ])('says what %s is', async (name, bytes, text) => {
    fs.writeFileSync(path.join(folder, name), bytes);
    const { code, stderr } = await exoHere('replay', name);
    expect([code, stderr]).toEqual([150, expect.stringContaining(text)]);
    expect(stderr.split('\n').length).toBe(2);
  });
});

describe('exo check', () => {
  test.each(['.ts', '.js', '.mts', '.mjs'])(
    'suggests the module that has the name of a model, ending in %s',
    async (ending) => {
      fs.writeFileSync(path.join(folder, `lamp${ending.slice(1)}${ending}`), '');
      const name = `lamp${ending.slice(1)}`;
      const { code, stderr } = await exoHere('check', name);
      expect(code).toBe(151);
      expect(stderr).toContain(
        `EXO323: unknown model '${name}' (Did you mean ./${name}${ending}?); accepted: `,
      );
    },
  );
});
