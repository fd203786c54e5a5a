import { expect, test } from 'vitest';
import { Answers, DISABLED, IGNORED, MANY, UNKNOWN, type Outcome } from './answers.js';

/** Answers of all shapes, by number. */
function answerTo(n: number): readonly Outcome[] {
  const outcomes = n % 5 < 3 ? n % 2 : n % 4;
  return Array.from({ length: outcomes }, (_, i) => ({
    next: n + i,
    effects: Array.from({ length: n % 3 }, (__, k) => n + k),
  }));
}

test('what was answered is remembered, and nothing else', () => {
  const answers = new Answers();
  const count = 3000;
  for (let n = 0; n < count; n++) answers.set(n >> 2, n & 3, answerTo(n));
  expect(answers.size).toBe(count);
  for (let n = 0; n < count; n += 7) {
    const expected = answerTo(n);
    expect(answers.get(n >> 2, n & 3)).toEqual(expected);
    const [only] = expected;
    const isPlain = expected.length === 1 && only?.effects.length === 0;
    const simple = expected.length === 0 ? DISABLED : isPlain ? only.next : MANY;
    expect(answers.simple(n >> 2, n & 3)).toBe(simple);
  }
  answers.ignore(0, 0);
  answers.ignore(0, 1);
  answers.ignore(count, 0);
  expect([answers.simple(0, 0), answers.simple(0, 1), answers.get(0, 0)]).toEqual([IGNORED, MANY, []]);
  const told: unknown[] = [];
  answers.forEach((state, event, isTaken, isIgnored) => {
    if (state === 0) told.push([event, isTaken, isIgnored]);
  });
  expect(told.sort()).toEqual([0, 1, 2, 3].map((n) => [n, answerTo(n).length > 0, n === 0]));
  expect(answers.get(count, 0)).toBeUndefined();
  expect(answers.simple(0, 4)).toBe(UNKNOWN);
});
