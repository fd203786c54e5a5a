/** Errors of commands that print JSON: what reads their standard output reads an object of each failure, too. */
import fs from 'node:fs';
import { afterAll, describe, expect, it, test } from 'vitest';
import { makeBench } from './run-exo.test.helper.js';

const { exo, exoHere, write, remove } = makeBench();
afterAll(remove);

/** For each command with `--json`, words with which it fails when it runs, not when they are parsed; and the code of that. */
const FAILING: Readonly<Record<string, readonly [words: readonly string[], code: string]>> = {
  check: [['exo', '--seed', '3'], 'EXO313'],
  list: [['./missing.js'], 'EXO141'],
  matrix: [['--junit', 'missing/out.xml'], 'EXO331'],
  mutate: [['exo', '--only', 'nothing-of-this-name'], 'EXO371'],
  refine: [['--ring', '--driver'], 'EXO313'],
  lockstep: [['--failures', 'missing/out.json', '--runs', '1'], 'EXO331'],
  simulate: [['--hosts', '1'], 'EXO431'],
  validate: [['missing.ndjson'], 'EXO207'],
  conform: [['--cmd', 'true', '--out', 'missing/report'], 'EXO331'],
  run: [['--hosts', '2', '--script', '1s 9k'], 'EXO321'],
};

describe('exo', () => {
  it('has an error of each command with --json in this list', async () => {
    const { stdout } = await exoHere('--help');
    const names = [...stdout.matchAll(/^ {2}(\w+) (?:\[options\]|<)/gm)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(15);
    const printing: string[] = [];
    for (const name of names)
      if (/ --json /.test((await exoHere(name, '--help')).stdout)) printing.push(name);
    expect(printing.sort()).toEqual(Object.keys(FAILING).sort());
  });

  it.each(Object.entries(FAILING))('prints as JSON why %s fails', async (command, [words, code]) => {
    const failed = await exoHere(command, ...words, '--json');
    const { error } = JSON.parse(failed.stdout) as { error: Record<string, unknown> };
    expect(error).toEqual({ code, message: expect.any(String) as string, exitCode: failed.code });
    expect(failed.stderr).toBe(`exo: ${code}: ${String(error['message'])}\n`);
    expect((await exoHere(command, ...words)).stdout).toBe('');
  });

  it.each(Object.keys(FAILING))('prints as JSON that %s has no such option', async (command) => {
    const { code, stdout } = await exoHere(command, '--no-such-option', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'EXO322', exitCode: 151 } });
    expect(code).toBe(151);
  });

  it('takes --json for the option only where it is one', async () => {
    const asValue = await exoHere('check', 'published', '--trace-out', '--json', '--hosts', 'x');
    expect(asValue).toMatchObject({ code: 151, stdout: '' });
    expect(await exoHere('check', 'published', '--hosts', 'x', '--', '--json')).toMatchObject({ stdout: '' });
  });

  it.skipIf(!fs.existsSync('/dev/full'))(
    'leaves the object of what was found the only one where something fails behind it',
    () => {
      const { code, stdout, stderr } = exo(
        ...['simulate', '--duration', '10ms', '--json', '--run-out', '/dev/full'],
      );
      expect(JSON.parse(stdout)).toMatchObject({ verdict: 'agreed' });
      expect([code, stderr.slice(0, 12)]).toEqual([151, 'exo: EXO331:']);
    },
  );
});

test.each([
  ['EXO150', 'await new Promise(() => undefined);'],
  ['EXO151', 'process.exit(0);'],
  [
    'EXO152',
    "setTimeout(() => { throw new Error('late'); }); await new Promise((done) => setTimeout(done, 500));",
  ],
])('%s, of a module that ends the process, is printed as JSON', (code, text) => {
  write('ending.js', `${text} export const model = {};`);
  const failed = exo('check', './ending.js', '--json');
  expect(JSON.parse(failed.stdout)).toMatchObject({ error: { code, exitCode: 150 } });
  expect(failed.code).toBe(150);
});
