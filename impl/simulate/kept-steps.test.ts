import { describe, expect, test } from 'vitest';
import { KeptSteps } from './kept-steps.js';

/** Runs of steps, of which those at some places are crashes, and the places of those that are kept, with how many are left out before each. */
function kept(steps: number, crashes: readonly number[], last: number, around: number): unknown {
  const all = new KeptSteps<{ readonly action: string; readonly name: string; readonly state: number }>(
    last,
    around,
  );
  for (let place = 0; place < steps; place++) {
    all.add({
      action: crashes.includes(place) ? 'Crash' : 'Receive',
      name: place % 2 === 0 ? 'A' : 'B',
      state: place,
    });
  }
  expect(all.all).toBe(steps);
  return all.kept().map(({ step, leftOut, states }) => [step.state, leftOut, Object.fromEntries(states)]);
}

const asItWas = (places: readonly number[]): unknown => places.map((place) => [place, 0, {}]);

describe('of the steps of a run', () => {
  test('all are kept while there are no more than the last', () => {
    expect(kept(5, [1], 5, 2)).toEqual(asItWas([0, 1, 2, 3, 4]));
  });

  test('the last are kept, and half of those around a fault before it, with what the others have come to', () => {
    expect(kept(20, [5, 6], 3, 4)).toEqual([
      [3, 3, { A: 2, B: 1 }],
      ...(asItWas([4, 5, 6, 7, 8]) as unknown[]),
      [17, 8, { A: 16, B: 15 }],
      ...(asItWas([18, 19]) as unknown[]),
    ]);
  });

  test('what is before a fault is kept, also where fewer of the last are', () => {
    expect(kept(10, [8], 1, 6)).toEqual([[5, 5, { A: 4, B: 3 }], ...(asItWas([6, 7, 8, 9]) as unknown[])]);
  });

  test('nothing is kept around faults where that is not asked for', () => {
    expect(kept(10, [4], 2, 0)).toEqual([[8, 8, { A: 6, B: 7 }], ...(asItWas([9]) as unknown[])]);
  });
});
