import { expect, test } from 'vitest';
import { wordColumn } from './column.js';

test('a column gives up what stands before an index, and keeps all that follows under its index', () => {
  const column = wordColumn();
  for (let i = 0; i < 100_000; i++) {
    column.push(3 * i);
    column.dropBefore(i - 500);
    column.dropBefore(i - 900);
  }
  expect([column.length, column.first]).toEqual([100_000, 99_499]);
  for (let i = column.first; i < column.length; i++) expect(column.at(i)).toBe(3 * i);
  column.length -= 100;
  column.push(7);
  column.set(99_600, 8);
  expect([column.at(99_900), column.at(99_600), column.at(99_899)]).toEqual([7, 8, 299_697]);
});
