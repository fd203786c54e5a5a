import { describe, expect, test } from 'vitest';
import { CurrentWords } from './current-words.js';
import type { ScriptedWords } from './scripted-words.js';
import { perform, type Access } from './scripted-words.js';

/** An operation with an access of each kind, and plain stores between them. */
function operation(words: ScriptedWords): readonly number[] {
  const first = words.load(0);
  words.write(4, 7);
  const second = words.read(1);
  words.writeAll(5, Int32Array.of(9, 8, 6), 1, 2);
  words.store(2, 2 ** 31);
  const third = words.exchange(3, 1);
  words.wait(6, -1);
  words.wake(6);
  return [first, second, third];
}

const ACCESSES: readonly Access[] = [
  { kind: 'load', at: 0 },
  { kind: 'read', at: 1 },
  { kind: 'store', at: 2, value: -(2 ** 31) },
  { kind: 'exchange', at: 3, value: 1 },
  { kind: 'wait', at: 6, value: -1 },
  { kind: 'wake', at: 6 },
];

/** The plain stores that are made behind this number of answers. */
const STORES: readonly (readonly (readonly [number, number])[])[] = [
  [],
  [[4, 7]],
  [
    [5, 8],
    [6, 6],
  ],
  [],
  [],
  [],
];

describe('perform', () => {
  test.each(ACCESSES.map((access, answers) => [answers, access] as const))(
    'comes with %i answers to the access behind them, and to the plain stores since the last',
    (answers, access) => {
      const given = [10, 11, 12, 13, 14, 15].slice(0, answers);
      expect(perform(given, operation)).toEqual({ access, done: null, stores: STORES[answers] });
    },
  );

  test('comes to the end with all answers, and to what the operation returns', () => {
    expect(perform([10, 11, 12, 13, 14, 15], operation)).toEqual({
      ...{ access: null, done: [10, 11, 13], stores: [] },
    });
  });

  test('hands on what the code throws', () => {
    const faulty = (words: ScriptedWords): never => {
      words.load(0);
      throw new RangeError('beyond the ring');
    };
    expect(perform([], faulty).access).toEqual({ kind: 'load', at: 0 });
    expect(() => perform([1], faulty)).toThrow('beyond the ring');
    const hiding = (words: ScriptedWords): number => {
      try {
        return words.load(0);
      } catch {
        throw new RangeError('no answer');
      }
    };
    expect(() => perform([], hiding)).toThrow('no answer');
  });
});

describe('CurrentWords', () => {
  test('reads zeros and keeps nothing before it is given words', () => {
    const current = new CurrentWords();
    current.write(0, 5);
    current.writeAll(0, Int32Array.of(5), 0, 1);
    current.store(0, 5);
    current.wake(0);
    expect([current.read(0), current.load(0), current.exchange(0, 5)]).toEqual([0, 0, 0]);
  });

  test.each<[access: Access, call: (words: CurrentWords) => unknown]>([
    [{ kind: 'read', at: 1 }, (words) => words.read(1)],
    [{ kind: 'load', at: 2 }, (words) => words.load(2)],
    [{ kind: 'store', at: 3, value: 4 }, (words) => words.store(3, 4)],
    [{ kind: 'exchange', at: 4, value: 5 }, (words) => words.exchange(4, 5)],
    [{ kind: 'wake', at: 5 }, (words) => words.wake(5)],
  ])('hands $kind on to the words of the operation', (access, call) => {
    const current = new CurrentWords();
    const through = (words: ScriptedWords): unknown => {
      current.use(words);
      return call(current);
    };
    expect(perform([], through).access).toEqual(access);
    const isAnswered = ['read', 'load', 'exchange'].includes(access.kind);
    expect(perform([42], through).done).toBe(isAnswered ? 42 : undefined);
  });

  test('hands plain stores on', () => {
    const current = new CurrentWords();
    const { stores } = perform([], (words) => {
      current.use(words);
      current.write(1, 2);
      current.writeAll(3, Int32Array.of(0, 4, 5), 1, 2);
      return null;
    });
    expect(stores).toEqual([
      [1, 2],
      [3, 4],
      [4, 5],
    ]);
  });
});
