import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeBench } from '../run-exo.test.helper.js';
import { EXPORT_FORMATS } from './command.js';

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

  test('says in one line what it cannot take', async () => {
    const outcomes = [
      await exoHere('export', TRACE, '--to', 'png'),
      await exoHere('export', TRACE),
      await exoHere('export', 'none.itf.json', '--to', 'dot'),
      await exoHere('export', write('bad.itf.json', '{}'), '--to', 'dot'),
      await exoHere('export', TRACE, '--to', 'dot', '--out', 'none/x.dot'),
    ];
    expect(outcomes.map(({ code }) => code)).toEqual([151, 151, 150, 150, 151]);
    for (const { stderr } of outcomes) expect(stderr).toMatch(/^exo: EXO\d+: [^\n]*\n$/);
  });

  test.runIf(fs.existsSync('/dev/full'))('says so where the disk is full', async () => {
    const { code, stderr } = await exoHere('export', TRACE, '--to', 'dot', '--out', '/dev/full');
    expect([code, stderr]).toEqual([151, expect.stringMatching(/^exo: EXO331: [^\n]*the disk is full\n$/)]);
  });
});
