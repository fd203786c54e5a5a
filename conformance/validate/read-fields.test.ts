import { describe, expect, test } from 'vitest';
import {
  count,
  counts,
  expectOnly,
  flag,
  inside,
  Malformed,
  record,
  shown,
  whole,
  wholes,
} from './read-fields.js';

/** What is wrong with what is read, by place, finding and what would be accepted. */
function wrongWith(read: () => unknown): readonly string[] | null {
  try {
    read();
    return null;
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return [error.path, error.found, error.accepted];
  }
}

const COUNT = 'a whole number from 0';

describe('a field', () => {
  test.each<[read: (path: string, value: unknown) => unknown, value: unknown]>([
    [count, 0],
    [count, 2 ** 53 - 1],
    [whole, -(2 ** 53 - 1)],
    [flag, false],
    [record, {}],
  ])('is what it is where it is of its type: %# %o', (read, value) => {
    expect(read('args.slot', value)).toBe(value);
  });

  test.each<
    [read: (path: string, value: unknown) => unknown, value: unknown, found: string, accepted: string]
  >([
    [count, -1, '-1', COUNT],
    [count, 0.5, '0.5', COUNT],
    [count, 2 ** 53, '9007199254740992', COUNT],
    [count, '3', '"3"', COUNT],
    [count, undefined, 'nothing', COUNT],
    [whole, 0.5, '0.5', 'a whole number'],
    [whole, null, 'null', 'a whole number'],
    [flag, 0, '0', 'true or false'],
    [record, [], '[]', 'an object'],
    [record, null, 'null', 'an object'],
    [wholes, 3, '3', 'a list of whole numbers'],
    [wholes, { length: 0 }, '{"length":0}', 'a list of whole numbers'],
  ])('is malformed otherwise: %# %o', (read, value, found, accepted) => {
    expect(wrongWith(() => read('args.slot', value))).toEqual(['args.slot', found, accepted]);
  });

  test('of a list is told by its place', () => {
    expect(wholes('lives', [0, -1])).toEqual([0, -1]);
    expect(wrongWith(() => wholes('lives', [0, 0.5]))).toEqual(['lives[1]', '0.5', 'a whole number']);
  });

  test('of a record is told by its name', () => {
    expect(wrongWith(() => count('set', -1, 'agreed'))?.[0]).toBe('set.agreed');
    expect(wrongWith(() => whole('set', null, 'agreed'))?.[0]).toBe('set.agreed');
    expect([inside('set', undefined), inside('set', 'agreed')]).toEqual(['set', 'set.agreed']);
    expect(counts('set', { agreed: 1, length: 2, other: 3 }, ['length', 'agreed'])).toEqual({
      ...{ length: 2, agreed: 1 },
    });
    expect(wrongWith(() => counts('set', { agreed: 1 }, ['agreed', 'length']))).toEqual([
      ...['set.length', 'nothing', COUNT],
    ]);
  });

  test('that nobody knows is malformed', () => {
    expect(wrongWith(() => expectOnly('set', { agreed: 1 }, ['agreed', 'length']))).toBeNull();
    expect(wrongWith(() => expectOnly('set', { agree: 1 }, ['agreed', 'length']))).toEqual([
      ...['set.agree', 'an unknown field', 'one of agreed, length'],
    ]);
  });
});

test('what is malformed is told in one line', () => {
  expect(new Malformed('set.agreed', '-1', COUNT).message).toBe(
    'set.agreed: found -1; accepted: a whole number from 0',
  );
  expect([shown(undefined), shown(null), shown('a'), shown([1])]).toEqual(['nothing', 'null', '"a"', '[1]']);
});
