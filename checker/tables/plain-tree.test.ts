import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ExoError } from '../../errors/index.js';
import { isDeepFrozen } from '../model/deep-freeze.js';
import { encodeExactly, encodeValue } from '../model/encoding.js';
import { PlainTree } from './plain-tree.js';

/** Few different parts, so that equal ones come up again, and of all kinds. */
const plain = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(undefined, null, true, false, 0, -0, 1, -1, 7, 1.5, NaN, Infinity, 2 ** 29),
    fc.constantFrom<unknown>(
      -(2 ** 29),
      -(2 ** 29) - 1,
      2 ** 31,
      -(2 ** 31),
      2 ** 53,
      10n,
      'a',
      '',
      'ä',
      '\ud800',
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', '0'), tie('value'), { maxKeys: 4 }),
    fc.array(tie('value'), { maxLength: 3 }).map((members) => new Set(members)),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
  ),
})).value;

const KINDS = [
  ['canonical', encodeValue, false],
  ['exact', encodeExactly, true],
] as const;

describe.each(KINDS)('plain values by their parts, with %s bytes,', (_, encode, isExact) => {
  const bytesOf = (value: unknown): string => Buffer.from(encode(value)).toString('hex');

  it('have one number exactly if their bytes are equal, and come back frozen', () => {
    const tree = new PlainTree('value', isExact);
    const numbers = new Map<string, number>();
    fc.assert(
      fc.property(plain, (value) => {
        const bytes = bytesOf(value);
        const number = tree.intern(value);
        expect(number).toBe(numbers.get(bytes) ?? numbers.size);
        numbers.set(bytes, number);
        const again = tree.valueOf(number);
        expect(bytesOf(again)).toBe(bytes);
        expect(isDeepFrozen(again)).toBe(true);
        expect(tree.intern(again)).toBe(number);
      }),
      { numRuns: 3000 },
    );
    expect(tree.size).toBe(numbers.size);
  });

  it('have the numbers that they have by themselves where they are made from others', () => {
    const tree = new PlainTree('value', isExact);
    const apart = new PlainTree('value', isExact);
    fc.assert(
      fc.property(plain, plain, fc.nat(4), (value, other, place) => {
        const before = tree.intern(value);
        expect(apart.intern(value)).toBe(before);
        const known = tree.valueOf(before);
        const after = changedAt(known, place, other);
        expect(tree.internFrom(after, known, before)).toBe(apart.intern(after));
        expect(tree.internFrom(other, known, before)).toBe(apart.intern(other));
      }),
      { numRuns: 3000 },
    );
  });

  it('keep the kind of zero that they are made with', () => {
    const tree = new PlainTree('value', isExact);
    for (const [zero, other] of [
      [{ n: 0 }, { n: -0 }],
      [[-0], [0]],
    ]) {
      const number = tree.intern(zero);
      const from = tree.internFrom(other, tree.valueOf(number), number);
      expect(from === number).toBe(bytesOf(zero) === bytesOf(other));
      expect(bytesOf(tree.valueOf(from))).toBe(bytesOf(other));
    }
  });

  it('have hashes that say what they are, and not when they came', () => {
    const values = fc.sample(plain, { numRuns: 500, seed: 1 });
    const hashes = (order: readonly unknown[]): ReadonlyMap<string, string> => {
      const tree = new PlainTree('value', isExact);
      return new Map(
        order.map((value) => [bytesOf(value), JSON.stringify(tree.hashOf(tree.intern(value), 3))]),
      );
    };
    const forwards = hashes(values);
    expect(new Map([...hashes([...values].reverse())].reverse())).toEqual(forwards);
    expect(new Set(forwards.values()).size).toBe(forwards.size);
  });
});

/** The value with another part in one place, if it has parts. */
function changedAt(value: unknown, place: number, part: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map((one, i) => (i === place ? part : one));
  if (typeof value !== 'object' || value === null || value instanceof Set || value instanceof Map)
    return part;
  return Object.fromEntries(Object.entries(value).map(([key, one], i) => [key, i === place ? part : one]));
}

test('many small integers, and the numbers of many lists, are told apart', () => {
  const tree = new PlainTree('value');
  const count = 5000;
  for (let n = 0; n < count; n++) expect(tree.intern({ n, list: [n % 100, { of: n % 7 }] })).toBe(n);
  for (let n = 0; n < count; n += 13) expect(tree.valueOf(n)).toEqual({ n, list: [n % 100, { of: n % 7 }] });
});

test('more kinds of records than are known are told apart all the same', () => {
  const tree = new PlainTree('value');
  const count = 5000;
  const record = (n: number): object => ({ [`key${n}`]: n, inner: { [`other${n}`]: [n] } });
  for (let n = 0; n < count; n++) expect(tree.intern(record(n))).toBe(n);
  for (let n = 0; n < count; n += 13) expect(tree.intern(record(n))).toBe(n);
  expect(tree.valueOf(count - 1)).toEqual(record(count - 1));
});

describe('what is no plain data', () => {
  const looped: unknown[] = [1];
  looped.push({ looped });
  const tagged = Object.assign([1, 2], { tag: 'x' });
  const holes: unknown[] = [];
  holes[1] = 1;
  const cases: readonly (readonly [name: string, value: unknown, path: string])[] = [
    ['a function', { a: [{ f: () => 0 }] }, 'state.a[0].f is a function'],
    ['a Date', { at: new Date(0) }, 'state.at is a Date'],
    ['a symbol', [Symbol('s')], 'state[0] is a symbol'],
    ['a key that is a symbol', { a: { [Symbol('s')]: 1 } }, 'state.a[Symbol(s)] is a symbol'],
    ['a cycle', { looped }, 'state.looped[1].looped is part of a cycle'],
    ['an array with a property', { tagged }, 'state.tagged is an array with holes'],
    ['an array with a hole', { holes }, 'state.holes is an array with holes'],
    ['a function in a Set', { set: new Set([() => 0]) }, 'state.set<member 0> is a function'],
    ['a function by itself', () => 0, 'state is a function'],
  ];
  it.each(cases)('is refused by its path from the whole: %s', (_, value, path) => {
    const tree = new PlainTree('state');
    tree.intern({ tagged: [1, 2], a: [{}] });
    expect(() => tree.intern(value)).toThrow(ExoError);
    expect(() => tree.intern(value)).toThrow(path);
    expect(tree.intern({ tagged: [1, 2], a: [{}] })).toBe(0);
  });

  it('is not taken for what is nested deeply, which is plain', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 'end' : [nested(depth - 1)]);
    const tree = new PlainTree('state');
    expect([tree.intern(nested(500)), tree.intern(nested(501)), tree.intern(nested(500))]).toEqual([0, 1, 0]);
    expect(tree.valueOf(0)).toEqual(nested(500));
  });
});
