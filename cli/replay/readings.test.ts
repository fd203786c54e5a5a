import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadFaulty } from '../../conformance/compare/faulty-copy.js';
import { IMPL_MUTANTS } from '../../conformance/mutants/index.js';
import { isFollowed, type Played } from '../../conformance/refine/played.js';
import { READING_NAMES, readingOf } from '../../spec/offload/readings/index.js';
import { playReadings } from './readings.js';

const folder = fileURLToPath(new URL('../../traces/counterexamples/', import.meta.url));
const COMPILED = fileURLToPath(new URL('../../dist/impl/', import.meta.url));

describe('the counterexamples of wrong readings of split hosts', () => {
  test('are followed neither by engine nor by driver', { tags: 'long' }, () => {
    const played = playReadings({ folder });
    expect(played.filter(isFollowed)).toEqual([]);
    const wrong = READING_NAMES.filter((name) => name !== 'rules' && readingOf(name).harmless === undefined);
    expect(new Set(played.map(({ name }) => name.replace(', late form', '')))).toEqual(new Set(wrong));
    expect(played).toHaveLength(wrong.length + 2);
  });

  test.each([
    ['edge-cursor-from-zero', 'begin-at-zero', 11, 13],
    ['driver-resubmits-only-unsent', 'resubmit-unput-only', 4, Infinity],
  ])(
    'are followed further, or to the end, by code with that very fault: %s',
    { tags: 'long' },
    async (fault, reading, sound, faulty) => {
      const mutant = IMPL_MUTANTS.find(({ name }) => name === fault);
      if (mutant === undefined) throw new RangeError(`${fault} is there`);
      const leftAt = (played: readonly Played[]): number =>
        played.find(({ name }) => name === reading)?.divergence?.step ?? Infinity;
      const impl = await loadFaulty(mutant, COMPILED);
      expect([leftAt(playReadings({ folder })), leftAt(playReadings({ folder, impl }))]).toEqual([
        sound,
        faulty,
      ]);
    },
  );
});
