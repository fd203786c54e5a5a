import { expect, test } from 'vitest';
import { editDistance, nearestTo } from './nearest.js';

test('the distance of two words is the number of letters that have to change, a swap counting once', () => {
  const pairs = [
    ['property', 'property'],
    ['propery', 'property'],
    ['porperty', 'property'],
    ['seed', 'speed'],
    ['', 'abc'],
    ['kitten', 'sitting'],
  ] as const;
  expect(pairs.map(([from, to]) => editDistance(from, to))).toEqual([0, 1, 1, 1, 3, 3]);
});

test('the nearest word is told where one is near, and none otherwise', () => {
  const words = ['--property', '--payloads', '--exact'];
  expect(nearestTo('--propery', words)).toBe('--property');
  expect(nearestTo('--exacct', words)).toBe('--exact');
  expect(nearestTo('--items', words)).toBeNull();
});
