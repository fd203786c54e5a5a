import { describe, expect, test } from 'vitest';
import { bus, lossPatterns } from './bus.js';

describe('the bus', () => {
  const idle = { heardBy: null };

  test('brings a message to exactly the hosts that it was aimed at, in order, and forgets them', () => {
    const { initial, step } = bus<string>();
    expect(initial()).toEqual([idle]);
    const [aimed] = step(idle, { type: 'AIM', heardBy: [0, 2] });
    expect(aimed).toEqual({ next: { heardBy: [0, 2] }, effects: [] });
    expect(step({ heardBy: [0, 2] }, { type: 'CARRY', message: 'M' })).toEqual([
      {
        next: idle,
        effects: [
          { type: 'reception', params: { to: 0, message: 'M' } },
          { type: 'reception', params: { to: 2, message: 'M' } },
        ],
      },
    ]);
  });

  test('carries a message that nobody hears', () => {
    const carried = bus<string>().step({ heardBy: [] }, { type: 'CARRY', message: 'M' });
    expect(carried).toEqual([{ next: idle, effects: [] }]);
  });

  test('carries nothing that was not aimed', () => {
    expect(bus<string>().step(idle, { type: 'CARRY', message: 'M' })).toEqual([]);
  });
});

describe('the ways to lose a broadcast', () => {
  test('are all subsets of the hosts, fewest losses first, each host either hearing or losing', () => {
    const patterns = lossPatterns([1, 2, 4], Infinity);
    expect(patterns).toHaveLength(8);
    expect(patterns[0]).toEqual({ heardBy: [1, 2, 4], lost: [] });
    expect(patterns.map(({ lost }) => lost.length)).toEqual([0, 1, 1, 1, 2, 2, 2, 3]);
    expect(new Set(patterns.map(({ lost }) => lost.join()))).toHaveProperty('size', 8);
    for (const { heardBy, lost } of patterns) expect([...heardBy, ...lost].sort()).toEqual([1, 2, 4]);
  });

  test('lose no more than they may', () => {
    expect(lossPatterns([1, 2, 4], 1).map(({ lost }) => lost)).toEqual([[], [1], [2], [4]]);
    expect(lossPatterns([1, 2, 4], 0).map(({ lost }) => lost)).toEqual([[]]);
    expect(lossPatterns([], Infinity)).toEqual([{ heardBy: [], lost: [] }]);
  });
});
