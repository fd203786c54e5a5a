import { describe, expect, test } from 'vitest';
import { partition, sideOf, splits } from './partition.js';

describe('the partition', () => {
  const whole = { side: null, left: 1 } as const;
  const split = { side: [0, 1], left: 0 } as const;

  test('splits the medium at the cost of its budget, and heals for free', () => {
    const { initial, step } = partition(1);
    expect(initial()).toEqual([whole]);
    expect(step(whole, { type: 'SPLIT', side: [0, 1] })).toEqual([{ next: split, effects: [] }]);
    expect(step(split, { type: 'HEAL' })).toEqual([{ next: { side: null, left: 0 }, effects: [] }]);
  });

  test('does not split without a budget or while it is split, and does not heal what is whole', () => {
    const { step } = partition(2);
    expect(step({ side: null, left: 0 }, { type: 'SPLIT', side: [0] })).toEqual([]);
    expect(step({ side: [0, 1], left: 1 }, { type: 'SPLIT', side: [0] })).toEqual([]);
    expect(step(whole, { type: 'HEAL' })).toEqual([]);
  });

  test('splits again and again if its budget is unlimited', () => {
    const { step } = partition('inf');
    const again = step({ side: null, left: 'inf' }, { type: 'SPLIT', side: [0] });
    expect(again).toEqual([{ next: { side: [0], left: 'inf' }, effects: [] }]);
  });
});

describe('the sides', () => {
  test('a host reaches its own side, itself included, or everybody while the medium is whole', () => {
    expect(sideOf({ side: null, left: 0 }, 3, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(sideOf({ side: [0, 1], left: 0 }, 1, 5)).toEqual([0, 1]);
    expect(sideOf({ side: [0, 1], left: 0 }, 3, 5)).toEqual([2, 3, 4]);
  });

  test('there are 2^(n-1) - 1 ways to split n hosts in two, each named once, by the side of host 0', () => {
    for (const hosts of [2, 3, 5]) {
      const all = splits(hosts);
      expect(all).toHaveLength(2 ** (hosts - 1) - 1);
      expect(new Set(all.map((side) => side.join())).size).toBe(all.length);
      for (const side of all) {
        expect(side).toContain(0);
        expect(side.length).toBeLessThan(hosts);
      }
    }
    expect(splits(3)).toEqual([[0], [0, 1], [0, 2]]);
  });
});
