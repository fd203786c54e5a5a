import { describe, expect, test } from 'vitest';
import { keyOfJson, runValue, writtenValue } from '../index.js';

const key = (value: unknown): string => keyOfJson(runValue(value));

describe('runValue', () => {
  test.each<[string, unknown, unknown]>([
    ['an entry that is undefined, and one that is not there', { a: undefined }, {}],
    ['sets in whatever order', new Set([1, 2]), new Set([2, 1])],
    ['maps in whatever order', new Map([['a', { b: 1, c: 2 }]]), new Map([['a', { c: 2, b: 1 }]])],
    ['errors of one name and message', new TypeError('x'), Object.assign(new TypeError('x'), { at: 1 })],
    [
      'an actor and what stands for it',
      { sessionId: 'x:1', id: 'a', getSnapshot: 0 },
      { xstate$$type: 1, id: 'a' },
    ],
  ])('gives alike JSON for %s', (_, one, other) => {
    expect(key(one)).toBe(key(other));
  });

  test.each<[string, unknown, unknown]>([
    ['null and undefined', [null], [undefined]],
    ['a number and its text', 1, '1'],
    ['an integer and a big one', 1, 1n],
    ['NaN and null', NaN, null],
    ['zero and minus zero', 0, -0],
    ['a set and a list', new Set([1]), [1]],
    ['a set and an object that looks like one', new Set([1]), { '#set': [1] }],
    ['a date and its text', new Date(0), new Date(0).toISOString()],
  ])('tells %s apart', (_, one, other) => {
    expect(key(one)).not.toBe(key(other));
  });

  test('comes to an end where a value holds itself', () => {
    const value: Record<string, unknown> = {};
    value['self'] = value;
    expect(runValue(value)).toEqual({ self: { '#cycle': 1 } });
  });
});

describe('writtenValue', () => {
  test.each<[string, unknown]>([
    ['sets and maps', new Set([new Map([[1n, new Set([2, 1])]])])],
    ['numbers', [NaN, -0, -Infinity]],
    ['undefined', [undefined, { a: undefined }]],
    ['keys that look like ours', { '#set': [2, 1], '#undefined': true }],
    ['dates and errors', [new Date(0), new Error('x')]],
  ])('leaves %s as runValue has written them', (_, value) => {
    expect(writtenValue(runValue(value))).toEqual(runValue(value));
  });

  test('does without an order of members, and without entries that are undefined', () => {
    const gone = { '#undefined': true };
    expect(writtenValue({ a: gone, b: { '#set': [2, 1] }, c: [gone] })).toEqual({
      b: { '#set': [1, 2] },
      c: [gone],
    });
  });
});
