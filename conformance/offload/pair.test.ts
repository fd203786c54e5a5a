import { expect, test } from 'vitest';
import { isPaired, paired, plainOf } from './pair.js';

const snapshot = { value: 'attached', context: { next: 0 } };
const divergence = { field: 'copy', spec: '1', core: '0', event: 'TAKE_C2' };

test('code stands beside a snapshot, which is seen as before', () => {
  const state = paired(snapshot, { pointer: 1 }, null);
  expect([state.value, state.context, state.code, state.divergence]).toEqual([
    ...['attached', { next: 0 }, { pointer: 1 }, null],
  ]);
  expect(plainOf(state)).toBe(snapshot);
});

test('other code takes its place, and does not stand on top of it', () => {
  const first = paired(snapshot, { pointer: 1 }, null);
  const second = paired(first, { pointer: 2 }, divergence);
  expect(plainOf(second)).toBe(snapshot);
  expect([second.code, second.divergence]).toEqual([{ pointer: 2 }, divergence]);
  expect([first.code, first.divergence]).toEqual([{ pointer: 1 }, null]);
});

test.each<[state: unknown, is: boolean]>([
  [paired(snapshot, null, null), true],
  [snapshot, false],
  [{ code: null }, false],
  [null, false],
  ['code', false],
])('only a snapshot with code and divergence is paired: %o', (state, is) => {
  expect(isPaired(state)).toBe(is);
});
