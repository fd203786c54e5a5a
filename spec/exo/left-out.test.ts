import { expect, test } from 'vitest';
import { check } from '../../checker/index.js';
import { exoModel } from './model.js';
import { STANDARD } from './standard.js';
import { ALL_REDUCTIONS } from './options.js';

const [three, four] = STANDARD.map((bounds) => exoModel({ ...bounds, reductions: ALL_REDUCTIONS }));

test('a witness for which the bounds have no room is told, and what it takes', () => {
  expect(three?.leftOut).toEqual([]);
  expect(four?.leftOut).toEqual([
    { name: 'OldEntryAgreed', because: 'it takes 4 slots, 2 epochs and a time-out' },
  ]);
});

test('to ask for it says why it is not there', () => {
  expect(() => four && check(four, { properties: ['OldEntryAgreed'] })).toThrow(
    "property 'OldEntryAgreed' is not asked within these bounds of model 'exo': it takes 4 slots, 2 epochs and a time-out",
  );
});
