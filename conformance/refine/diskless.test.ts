import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ALL_REDUCTIONS, isOfStorage, type ExoOptions, type Reduction } from '../../spec/exo/options.js';
import { loadFaulty } from '../compare/faulty-copy.js';
import { LIVES_MUTANTS } from '../mutants/lives.js';
import { refine } from './refine.js';
import type { PairState } from './paired-component.js';

const SMALL: ExoOptions = {
  ...{ hosts: 3, slots: 1, epochs: 2, medium: 'receive-any', payloads: 'inf' },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 1 },
  recovery: 'repaired',
  reductions: reductionsBut([]),
};

function reductionsBut(off: readonly Reduction[]): readonly Reduction[] {
  return ALL_REDUCTIONS.filter((name) => isOfStorage(name, 'repaired') && !off.includes(name));
}

describe('a core without a disk beside the specification', () => {
  const bounds: readonly (readonly [string, ExoOptions, states: number, pairs: number])[] = [
    ['receive-any', SMALL, 4_027, 111_102],
    ['the bus', { ...SMALL, medium: 'bus', timeouts: 1, losses: 'inf' }, 2_629, 123_196],
  ];
  test.each(bounds)('is the same in every state: %s', { tags: 'long' }, async (_, options, states, pairs) => {
    const { result, counts } = await refine(options);
    const divergence = result.counterexample?.steps
      .at(-1)
      ?.states.map((state) => (state as PairState).divergence)
      .find((one) => one);
    expect(divergence).toBeUndefined();
    expect(result.verdict).toBe('exhausted');
    expect([result.states, counts.pairs]).toEqual([states, pairs]);
  });
});

const COMPILED = path.join(import.meta.dirname, '..', '..', 'dist', 'impl');

/** A few faulty versions of different kinds; `exo mutate impl` has them all. */
const FAULTY: readonly (readonly [name: string, field: string])[] = [
  ['own-answer-counts', 'holds the token'],
  ['record-not-learned', 'lives'],
];
const FAULTY_TOO: typeof FAULTY = [
  ['life-goes-on', 'lives'],
  ['answered-before-learned', 'is last sender'],
  ['recovering-promises', 'acceptance'],
];

describe('a faulty core without a disk', () => {
  const isFoundOut = async (name: string, field: string): Promise<void> => {
    const mutant = LIVES_MUTANTS.find((one) => one.name === name);
    if (mutant === undefined) throw new RangeError(`${name} is there`);
    const { result } = await refine({ ...SMALL, epochs: 1 }, { impl: await loadFaulty(mutant, COMPILED) });
    const states = result.counterexample?.steps.at(-1)?.states ?? result.counterexample?.initial ?? [];
    const divergence = states.map((state) => (state as PairState).divergence).find((one) => one);
    expect(divergence?.field).toBe(field);
  };
  test.each(FAULTY)('%s is found out by %s', isFoundOut);
  test.each(FAULTY_TOO)('%s is found out by %s', { tags: 'long' }, isFoundOut);
});
