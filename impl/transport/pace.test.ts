import { describe, expect, test } from 'vitest';
import { Pace } from './pace.js';

function paceAfter(...times: readonly number[]): Pace {
  const pace = new Pace();
  for (const time of times) pace.heard(time);
  return pace;
}

describe('the pace of messages', () => {
  test('is slow before there are two', () => {
    expect(paceAfter().isFast(0)).toBe(false);
    expect(paceAfter(10).isFast(10)).toBe(false);
  });

  test('is fast while they follow each other, and for a while after', () => {
    const pace = paceAfter(10, 11);
    expect([11, 13, 13.5].map((now) => pace.isFast(now))).toEqual([true, true, false]);
  });

  test('is slow where each comes long after the one before, as in a ring at rest', () => {
    expect(paceAfter(10, 15, 20).isFast(20)).toBe(false);
    expect(paceAfter(10, 15, 15.1).isFast(15.1)).toBe(true);
  });
});
