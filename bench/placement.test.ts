import { describe, expect, test } from 'vitest';
import { listed, NOT_PINNED, pinned, pinnedTo } from './placement.js';

describe('the placement of the processes of a row', () => {
  test('reads a list of processors as Linux writes it', () => {
    expect(listed('0')).toEqual([0]);
    expect(listed('0-2,5,8-9')).toEqual([0, 1, 2, 5, 8, 9]);
  });

  test('puts a program before another only where that is pinned', () => {
    const placement = { name: 'pinned to 4,7,4', processors: [4, 7, 4] };
    expect(pinnedTo(NOT_PINNED, 0)).toEqual([]);
    expect([0, 1, 2].map((self) => pinnedTo(placement, self).at(-1))).toEqual(['4', '7', '4']);
  });

  test('has a processor for each host, or says why it has none', () => {
    const placement = pinned(3);
    if (typeof placement === 'string') expect(placement).not.toBe('');
    else expect(placement.name).toBe(`pinned to ${placement.processors?.join() ?? ''}`);
  });
});
