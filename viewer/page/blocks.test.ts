import { expect, test } from 'vitest';
import { blocksFor, partsOf } from './blocks.js';

const columns = Array.from({ length: 24 }, (_, i) => ({ heading: `variable${i}`, letters: 4 }));

test('columns stand in one table where it has room for them, and in as few as can be where it has not', () => {
  expect(blocksFor(columns, 40, 3000)).toBe(1);
  expect(blocksFor(columns, 40, 1200)).toBe(2);
  expect(blocksFor(columns, 40, 700)).toBe(3);
  expect(blocksFor(columns, 40, 10)).toBe(4);
  expect(blocksFor([], 40, 10)).toBeGreaterThan(0);
});

test('each column is in one part', () => {
  for (const parts of [1, 2, 3, 4, 30]) expect(partsOf(columns, parts).flat()).toEqual(columns);
  expect(partsOf([], 3)).toEqual([[]]);
});
