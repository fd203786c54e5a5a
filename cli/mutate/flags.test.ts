import { expect, test } from 'vitest';
import { expectFlagsOf, type MutateFlags } from './flags.js';

const NONE: MutateFlags = {
  ...{ offload: false, list: false, every: false, rules: false, sample: null, seed: 1 },
  ...{ reduce: true, json: false, quiet: false },
};

test('--offload is refused where the implementation is mutated, which has no such choice', () => {
  expect(() => expectFlagsOf('impl', { ...NONE, offload: true })).toThrow(
    "--offload is of the model 'exo', and not of 'impl'",
  );
  expect(() =>
    expectFlagsOf('impl', { ...NONE, every: true, rules: true, sample: 3, seed: 2 }),
  ).not.toThrow();
});

test.each([
  [{ every: true }, '--every'],
  [{ rules: true }, '--rules'],
  [{ sample: 3 }, '--sample'],
  [{ seed: 2 }, '--seed'],
  [{ resume: 'outcomes.jsonl' }, '--resume'],
])('%o is refused where a model is mutated', (given, option) => {
  expect(() => expectFlagsOf('exo', { ...NONE, ...given })).toThrow(
    `${option} is of 'impl', and not of the model 'exo'`,
  );
  expect(() => expectFlagsOf('exo', { ...NONE, offload: true })).not.toThrow();
});
