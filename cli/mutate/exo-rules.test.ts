/** `exo mutate impl`, with `--resume` and `--rules`, as it is run. */
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ruleMutants } from '../../conformance/index.js';
import { makeBench } from '../run-exo.test.helper.js';

const COMPILED = path.join(import.meta.dirname, '..', '..', 'dist', 'impl');
const { exoHere, read, remove, write } = makeBench();
afterAll(remove);

test('exo mutate impl keeps the outcomes of named versions, too', async () => {
  const words = ['mutate', 'impl', '--only', 'agree-one-early', '--resume', 'named.jsonl', '--quiet'];
  const first = await exoHere(...words);
  expect(first.stdout).toBe('1 mutant: 1 caught, 0 survived\n');
  const kept = read('named.jsonl');
  expect(kept).toMatch(
    /^\{"key":"agree-one-early [0-9a-f]{8}","attempts":\[\{"by":"refinement","isCaught":true/,
  );
  expect((await exoHere(...words)).stdout).toBe(first.stdout);
  expect(read('named.jsonl')).toBe(kept);
});

test.each([[[]], [['--rules', '--sample', '1']]])(
  'exo mutate impl %s --resume refuses other files, and leaves them as they are',
  async (rules) => {
    write('other.txt', 'a text\n');
    const { code, stderr } = await exoHere('mutate', 'impl', ...rules, '--resume', 'other.txt');
    expect(stderr).toBe(
      `exo: EXO321: --resume takes a file that '--resume' has written, or a new one, not 'other.txt'\n`,
    );
    expect(code).toBe(151);
    expect(read('other.txt')).toBe('a text\n');
    const missing = await exoHere('mutate', 'impl', ...rules, '--resume', 'no/such.jsonl');
    expect(missing.stderr).toContain('EXO331: --resume takes a file that can be written');
  },
);

describe('exo mutate impl --rules', () => {
  test(
    'runs what it is told to, and keeps the outcome, which is not run again',
    { tags: 'long' },
    async () => {
      const mutant = ruleMutants(COMPILED).find(
        ({ rule, codeRule }) => rule.endsWith('.agree') && codeRule === 'negate',
      );
      if (mutant === undefined) throw new Error('there is one');
      const file = 'outcomes.jsonl';
      const words = ['mutate', 'impl', '--rules', '--only', mutant.name, '--resume', file, '--quiet'];
      const first = await exoHere(...words);
      expect(first.stdout).toBe('1 versions: 1 caught, 0 survived, 0 equivalent: 100.0%\n');
      expect(first.code).toBe(0);
      const kept = read(file);
      expect(kept).toMatch(
        new RegExp(`^{"key":"${mutant.key}","attempts":.*{"by":"lock step","isCaught":true`),
      );
      expect((await exoHere(...words)).stdout).toBe(first.stdout);
      expect(read(file)).toBe(kept);
    },
  );

  test('lists a sample', async () => {
    const list = async (seed: string): Promise<readonly string[]> => {
      const { stdout } = await exoHere(
        'mutate',
        'impl',
        '--rules',
        '--list',
        '--sample',
        '5',
        '--seed',
        seed,
      );
      return stdout.trimEnd().split('\n').slice(2);
    };
    expect((await list('1')).length).toBe(5);
    expect(await list('1')).toEqual(await list('1'));
    expect(await list('2')).not.toEqual(await list('1'));
  });

  test.each([
    [['--sample', '5'], `--sample takes nothing with 'impl' unless there is --rules, not '5'`],
    [['--seed', '5'], `--seed takes nothing with 'impl' unless there is --rules, not '5'`],
    [['--rules', '--sample', '0'], `--sample takes`],
    [
      ['--rules', '--only', 'x'],
      `--only takes a mutant that 'exo mutate impl --rules --list' shows, not 'x'`,
    ],
  ])('refuses %s', async (words, text) => {
    const { code, stderr } = await exoHere('mutate', 'impl', ...words);
    expect(code).toBe(151);
    expect(stderr).toContain(text);
  });
});
