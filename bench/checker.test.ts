import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Figure } from './figures.js';

const BENCH = fileURLToPath(new URL('../dist/bench/checker.js', import.meta.url));

function bench(words: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  expect(existsSync(BENCH), 'dist/ is built: npm run build').toBe(true);
  return spawnSync(process.execPath, [BENCH, ...words], { encoding: 'utf8', env });
}

/** The list of figures of a small run, and what it said meanwhile. */
function figuresOf(env?: NodeJS.ProcessEnv): {
  readonly figures: readonly Figure[];
  readonly stderr: string;
} {
  const { status, stdout, stderr } = bench(['--quick', '--json', '--runs', '1'], env);
  expect(status, stderr).toBe(0);
  return { figures: JSON.parse(stdout) as readonly Figure[], stderr };
}

const NAMES = [
  ['transitions per CPU-second', 'SPIN'],
  ['transitions per CPU-second of the whole process', 'SPIN'],
  ['states per CPU-second', 'SPIN'],
  ['bytes per state', 'SPIN'],
  ['states per second', 'xstate/graph'],
  ['Peterson, 3 processes: CPU-µs per state', 'before'],
  ['Peterson, 3 processes: bytes per state', 'before'],
  ['Peterson in one slot, 3 processes: CPU-µs per state', 'before'],
  ['Peterson in one slot, 3 processes: bytes per state', 'before'],
  ['Peterson as one machine, 3 processes: CPU-µs per state', 'before'],
  ['Peterson as one machine, 3 processes: bytes per state', 'before'],
  ['a chain of 500: CPU-µs per state', 'before'],
  ['a chain of 500: bytes per state', 'before'],
];
const KEYS = ['name', 'peer', 'peerValue', 'ratio', 'unit', 'value'];

test('a run compares this checker with its peers on models that they count alike', { tags: 'long' }, () => {
  const { figures, stderr } = figuresOf();
  expect(figures.map(({ name, peer }) => [name, peer])).toEqual(NAMES);
  const isSpinThere = !stderr.includes('SPIN is left out');
  for (const figure of figures) {
    expect(Object.keys(figure).sort()).toEqual(KEYS);
    expect(figure.value).toBeGreaterThan(0);
    if (figure.peer === 'before' || (figure.peer === 'SPIN' && !isSpinThere)) {
      expect(figure).toMatchObject({ peerValue: null, ratio: null });
    } else {
      expect(figure.peerValue).toBeGreaterThan(0);
      expect(figure.ratio).toBeGreaterThan(0);
    }
  }
});

test('without SPIN its figures are left empty, with a notice', { tags: 'long' }, () => {
  const { figures, stderr } = figuresOf({ ...process.env, PATH: '' });
  expect(stderr).toContain('SPIN is left out');
  expect(figures.map(({ name, peer }) => [name, peer])).toEqual(NAMES);
  for (const { peer, peerValue, ratio } of figures) {
    const isLeftOut = peer === 'SPIN' || peer === 'before';
    expect([peerValue === null, ratio === null]).toEqual([isLeftOut, isLeftOut]);
  }
});

test('a bad option is one line that says what is accepted', () => {
  const { status, stdout, stderr } = bench(['--runs', '0']);
  expect([status, stdout, stderr]).toEqual([151, '', "bench: --runs takes 1 to 99, not '0'\n"]);
});

test('an earlier build that is not there is said', { tags: 'long' }, () => {
  const { status, stderr } = bench(['--quick', '--runs', '1', '--before', '/nowhere']);
  expect(status).toBe(1);
  expect(stderr).toContain('/nowhere/dist/checker/index.js is not there');
});
