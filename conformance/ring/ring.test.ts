import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadFaulty } from '../compare/faulty-copy.js';
import { RING_MUTANTS } from '../mutants/ring.js';
import { ringBounds, ringModel, RING_PROPERTIES } from './model.js';
import { refineRing } from './refine-ring.js';

const COMPILED = fileURLToPath(new URL('../../dist/impl/', import.meta.url));

describe('the ring, access by access', () => {
  test('is a bounded FIFO, and nobody sleeps with something due', async () => {
    const result = await refineRing(ringBounds(2));
    expect(result).toMatchObject({ verdict: 'exhausted', property: null, highNeverTaken: [] });
    expect([result.states, result.transitions, result.highStates]).toEqual([9_837, 24_537, 6]);
  });

  test('is full, empty and waited for by both sides with one record more', { tags: 'long' }, async () => {
    const result = await refineRing(ringBounds(3));
    expect(result.verdict).toBe('exhausted');
    expect(result.checked).toEqual(['ThrowsNothing', 'IsFifo']);
    expect(RING_PROPERTIES).toEqual(ringModel(ringBounds(3)).properties.map(({ name }) => name));
    expect(result.witnesses.filter(({ reached }) => !reached)).toEqual([]);
    expect([result.states, result.transitions]).toEqual([102_148, 307_982]);
  });
});

/** A few faulty versions of different kinds, and in how many steps they are found; `exo mutate impl` has them all. */
const FAULTY: readonly (readonly [name: string, verdict: string, steps: number])[] = [
  ['bell-no-second-look', 'deadlocked', 8],
  ['bell-asleep-plain', 'deadlocked', 9],
  ['ring-tail-plain', 'violated', 1],
  ['ring-head-plain', 'violated', 7],
  ['ring-marker-a-word-late', 'violated', 9],
  ['ring-stale-index-trusted', 'violated', 6],
];

describe('a faulty ring', { tags: 'long' }, () => {
  test.each(FAULTY)('%s is %s', async (name, verdict, steps) => {
    const mutant = RING_MUTANTS.find((one) => one.name === name);
    if (mutant === undefined) throw new RangeError(`${name} is there`);
    const impl = await loadFaulty(mutant, COMPILED);
    const result = await refineRing(ringBounds(4), { impl });
    expect([result.verdict, result.counterexample?.steps.length]).toEqual([verdict, steps]);
  });
});
