import { expect, test } from 'vitest';
import { budget, isGranted } from './budget.js';

test('a budget is drawn down to zero, and then refuses', () => {
  const losses = budget('losses', 2);
  expect(losses.initial()).toEqual([2]);
  expect(losses.step(2, { type: 'DRAW', amount: 1 })).toEqual([{ next: 1, effects: [] }]);
  expect(losses.step(2, { type: 'DRAW', amount: 2 })).toEqual([{ next: 0, effects: [] }]);
  expect(losses.step(0, { type: 'DRAW', amount: 1 })).toEqual([]);
});

test('a draw of more than is left is refused whole', () => {
  expect(budget('losses', 2).step(1, { type: 'DRAW', amount: 2 })).toEqual([]);
});

test('an unlimited budget never changes', () => {
  expect(budget('losses', 'inf').step('inf', { type: 'DRAW', amount: 9 })).toEqual([
    { next: 'inf', effects: [] },
  ]);
});

test('only a budget of zero grants nothing', () => {
  expect([0, 1, 'inf' as const].map(isGranted)).toEqual([false, true, true]);
});
