import { expect, test } from 'vitest';
import { PayloadNumbers } from './payload-numbers.js';

test('numbers of payloads are reserved many at once, before the first of them is used', () => {
  const numbers = new PayloadNumbers();
  numbers.begin(100);
  expect([numbers.next, numbers.use()]).toEqual([100, 100 + 65_536]);
  const answers = new Set(Array.from({ length: 65_535 }, () => numbers.use()));
  expect([...answers]).toEqual([null]);
  expect([numbers.next, numbers.use()]).toEqual([65_636, 65_636 + 65_536]);
});

test('numbers that were saved go on where they were', () => {
  const numbers = new PayloadNumbers();
  numbers.begin(7);
  numbers.use();
  const other = new PayloadNumbers();
  other.load(numbers.save());
  expect([other.next, other.use()]).toEqual([8, null]);
});
