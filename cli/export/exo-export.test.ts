import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';
import { EXPORT_FORMATS } from './formats.js';

const { exoHere, write, read, remove } = makeBench();
afterAll(remove);

const TRACE = path.resolve('traces/counterexamples/match-off-n3-Agreement.itf.json');

describe('exo export', () => {
  test.each(EXPORT_FORMATS)(
    'writes a counterexample as %s, to a file as to standard output',
    async (format) => {
      const printed = await exoHere('export', TRACE, '--to', format);
      expect([printed.code, printed.stderr]).toEqual([0, '']);
      expect(printed.stdout.endsWith('\n')).toBe(true);
      const kept = await exoHere('export', TRACE, '--to', format, '--out', 'ExoTrace.txt');
      expect(kept.stdout).toMatch(/^written to ExoTrace\.txt; /);
      expect(read('ExoTrace.txt')).toBe(printed.stdout);
    },
  );

  test('writes a run as a picture, whole or in part, and as one file', async () => {
    const run = path.resolve('viewer/testing/traces/real-run.ndjson.gz');
    const whole = await exoHere('export', run, '--to', 'svg');
    expect([whole.code, whole.stderr]).toEqual([0, '']);
    const part = await exoHere('export', run, '--to', 'svg', '--steps', '10-40', '--dark');
    expect(part.stdout).toMatch(/^<svg [^]*>10<\/text>[^]*<\/svg>\n$/);
    expect(part.stdout).not.toContain('>9</text>');
    const plain = await exoHere('export', run, '--to', 'ndjson');
    expect(plain.stdout).toBe(gunzipSync(fs.readFileSync(run)).toString());
  });

  test('writes a trace as a run that exo view draws', async () => {
    await exoHere('export', TRACE, '--to', 'ndjson', '--out', 'run.ndjson');
    expect(await exoHere('view', 'run.ndjson')).toMatchObject({ code: 0, stderr: '' });
  });

  test('says in one line what it cannot take', async () => {
    const run = path.resolve('viewer/testing/traces/simulated-crashes.ndjson');
    const bare = write('bare.itf.json', '{"vars":["x"],"states":[{"x":1},{"x":2}]}');
    const refused = [
      await exoHere('export', run, '--to', 'tla'),
      await exoHere('export', bare, '--to', 'svg'),
      await exoHere('export', bare, '--to', 'ndjson'),
    ];
    for (const { code, stdout, stderr } of refused)
      expect([code, stdout, stderr]).toEqual([
        150,
        '',
        expect.stringMatching(/^exo: EXO219: [^\n]*; accepted: [^\n]*\n$/),
      ]);
    const outcomes = [
      await exoHere('export', TRACE, '--to', 'svg', '--steps', '3-99'),
      await exoHere('export', TRACE, '--to', 'svg', '--steps', 'all'),
      await exoHere('export', TRACE, '--to', 'dot', '--dark'),
      await exoHere('export', TRACE, '--to', 'png'),
      await exoHere('export', TRACE),
      await exoHere('export', 'none.itf.json', '--to', 'dot'),
      await exoHere('export', write('bad.itf.json', '{}'), '--to', 'dot'),
      await exoHere('export', TRACE, '--to', 'dot', '--out', 'none/x.dot'),
    ];
    expect(outcomes.map(({ code }) => code)).toEqual([151, 151, 151, 151, 151, 150, 150, 151]);
    for (const { stderr } of outcomes) expect(stderr).toMatch(/^exo: EXO\d+: [^\n]*\n$/);
  });

  test.runIf(fs.existsSync('/dev/full'))('says so where the disk is full', async () => {
    const { code, stderr } = await exoHere('export', TRACE, '--to', 'dot', '--out', '/dev/full');
    expect([code, stderr]).toEqual([151, expect.stringMatching(/^exo: EXO331: [^\n]*the disk is full\n$/)]);
  });
});
