import { describe, expect, test } from 'vitest';
import { refineOffload } from './refine-offload.js';
import {
  FULL_OFFLOAD_SCOPES,
  QUICK_DISKLESS_OFFLOAD_SCOPES,
  QUICK_OFFLOAD_SCOPES,
  type OffloadScope,
} from './scopes.js';

function scopeOf(name: string): OffloadScope {
  const scope = QUICK_OFFLOAD_SCOPES.find((one) => one.name === name);
  if (scope === undefined) throw new RangeError(`${name} is a scope`);
  return scope;
}

/** Bounds, what they come to, and in how many pairs of a state and an event code and specification were compared. */
const SEARCHED: readonly (readonly [scope: string, states: number, pairs: number])[] = [
  ['window', 2_948, 13_489],
  ['order', 233, 1_192],
  ['takeovers', 1_808, 23_548],
  ['bus', 5_523, 37_299],
];

describe('engine and driver beside their specification', () => {
  test.each(SEARCHED)('are the same in every state: %s', { tags: 'long' }, async (scope, states, pairs) => {
    const { result, counts } = await refineOffload(scopeOf(scope).options);
    expect(result).toMatchObject({ verdict: 'exhausted' });
    expect([result.states, counts.pairs]).toEqual([states, pairs]);
    expect(counts.refused).toBeLessThan(counts.pairs);
  });

  const isTheSameWithoutDisks = async (name: string, states: number, pairs: number): Promise<void> => {
    const scope = QUICK_DISKLESS_OFFLOAD_SCOPES.find((one) => one.name === name);
    if (scope === undefined) throw new RangeError(`${name} is a scope`);
    const { result, counts } = await refineOffload(scope.options);
    expect([result.verdict, result.states, counts.pairs]).toEqual(['exhausted', states, pairs]);
  };
  const noDisks = 'are the same where engines have no disks: %s';
  test.each([['steps', 316, 2_378] as const])(noDisks, isTheSameWithoutDisks);
  test.each([['both gone', 4_613, 13_619] as const])(noDisks, { tags: 'long' }, isTheSameWithoutDisks);

  test('are the same with a crash and a reset, one slot and no payload', { tags: 'long' }, async () => {
    const { options } = scopeOf('faults');
    const { result } = await refineOffload({ ...options, slots: 1 });
    expect([result.verdict, result.states]).toEqual(['exhausted', 10_133]);
  });

  test(
    'are the same with three epochs, a crash and a reset: what has to be exhausted',
    { tags: ['long', 'exhaustive'], timeout: 900_000 },
    async () => {
      const faults = FULL_OFFLOAD_SCOPES.find(({ name }) => name === 'faults');
      if (faults === undefined) throw new RangeError('it is a scope');
      expect(faults.options).toMatchObject({ hosts: 3, slots: 2, epochs: 3, fifo: 1, crashes: 1, resets: 1 });
      const { result, counts } = await refineOffload(faults.options);
      expect([result.verdict, result.states]).toEqual(['exhausted', 830_107]);
      expect(counts.refused).toBeLessThan(counts.pairs);
    },
  );
});
