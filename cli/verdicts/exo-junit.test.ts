import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { COUNTER, makeBench } from '../run-exo.test.helper.js';

const { exoHere, write, read, remove } = makeBench();
afterAll(remove);

/** The cases of a file: their names, and what came of each. */
function casesOf(file: string): readonly (readonly [string | undefined, string])[] {
  const cases = read(file).match(/<testcase [^]*?(?:\/>(?!<\/testcase>)|<\/testcase>)/g) ?? [];
  return cases.map((one) => [
    /name="([^"]*)"/.exec(one.replace(/classname="[^"]*"/, ''))?.[1],
    /<(failure|skipped|error)/.exec(one)?.[1] ?? 'passed',
  ]);
}

describe('--junit', () => {
  test('has a case a property, a witness and for deadlocks of a search', async () => {
    write('counter.mjs', COUNTER);
    const broken = await exoHere('check', './counter.mjs', '--slots', '4', '--junit', 'broken.xml');
    expect(broken.code).toBe(12);
    expect(casesOf('broken.xml')).toEqual([
      ['Small', 'failure'],
      ['no deadlock', 'skipped'],
      ['sometimes Ten', 'skipped'],
    ]);
    expect(read('broken.xml')).toContain('message="Small is violated"');
    const stuck = await exoHere(
      'check',
      './counter.mjs',
      '--slots',
      '4',
      '--hosts',
      '9',
      '--junit',
      'stuck.xml',
    );
    expect(stuck.code).toBe(11);
    expect(casesOf('stuck.xml')).toContainEqual(['no deadlock', 'failure']);
  });

  test('has the replay of a trace, a line of refinement, a seed, and any other command as a whole', async () => {
    const trace = path.resolve('traces/counterexamples/match-off-n3-Agreement.itf.json');
    await exoHere('replay', trace, '--quiet', '--junit', 'replay.xml');
    expect(casesOf('replay.xml')).toEqual([[trace, 'passed']]);
    await exoHere('simulate', '--duration', '20ms', '--seed', '3', '--quiet', '--junit', 'simulate.xml');
    expect(casesOf('simulate.xml')).toEqual([['seed 3', 'passed']]);
    await exoHere('lockstep', '--runs', '1', '--commands', '5', '--quiet', '--junit', 'lockstep.xml');
    expect(casesOf('lockstep.xml')).toEqual([[expect.stringMatching(/^exo lockstep --runs 1/), 'passed']]);
  });

  test('has an error where nothing could be judged, and is refused where it cannot be written', async () => {
    const missing = await exoHere('check', './none.mjs', '--junit', 'error.xml');
    expect(missing.code).toBe(150);
    expect(casesOf('error.xml')).toEqual([[expect.stringContaining('./none.mjs'), 'error']]);
    const unwritable = await exoHere('check', 'exo', '--junit', 'none/x.xml');
    expect([unwritable.code, unwritable.stderr]).toEqual([
      151,
      expect.stringMatching(/^exo: EXO331: --junit [^\n]*\n$/),
    ]);
    const inFile = await exoHere('check', 'exo', '--junit', 'counter.mjs/x.xml');
    expect([inFile.code, inFile.stderr]).toEqual([
      151,
      expect.stringContaining('a part of its path is no folder'),
    ]);
  });

  test('has nothing where the command line is wrong, whoever finds that', async () => {
    const lines = [
      ['check', 'exo', '--losses', 'x'],
      ['check', 'nomodel'],
      ['mutate', 'published', '--only', 'nonsense'],
      ['mutate', 'exo', '--rules'],
      ['matrix', '--bogus'],
    ] as const;
    for (const line of lines) {
      expect(await exoHere(...line, '--junit', 'wrong.xml')).toMatchObject({ code: 151 });
      expect(() => read('wrong.xml')).toThrow('ENOENT');
    }
  });

  test('has a case a faulty version of the implementation, with what has caught it', async () => {
    await exoHere('mutate', 'impl', '--only', 'gap-accepted', '--quiet', '--junit', 'impl.xml');
    expect(casesOf('impl.xml')).toEqual([['gap-accepted', 'passed']]);
    expect(read('impl.xml')).toMatch(/<system-out>refinement [\d.]+ s: /);
  });

  test('annotates a command that is judged as a whole under its name, once', async () => {
    process.env['GITHUB_ACTIONS'] = 'true';
    try {
      const { code, stderr } = await exoHere('replay', 'gone.itf.json', '--quiet');
      const [first] = stderr.split('\n');
      expect([code, first]).toEqual([
        150,
        expect.stringMatching(/^::error title=exo replay gone\.itf\.json --quiet::EXO/),
      ]);
    } finally {
      delete process.env['GITHUB_ACTIONS'];
    }
  });

  test("annotates a run of GitHub's actions", async () => {
    process.env['GITHUB_ACTIONS'] = 'true';
    try {
      const { stderr } = await exoHere('check', './counter.mjs', '--slots', '4', '--quiet');
      const [first] = stderr.split('\n');
      expect(first).toMatch(/^::error title=exo check \.\/counter\.mjs%3A Small::Small is violated%0A/);
    } finally {
      delete process.env['GITHUB_ACTIONS'];
    }
  });
});
