import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { values } from './arbitrary.test.helper.js';
import { firstDifference } from './difference.js';
import { encodeValue } from './itf-value.js';
import { showValue } from './show.js';
import type { Value } from './trace.js';
import { compareValues, sameValue } from './value.js';

const textOf = (value: Value): string => JSON.stringify(encodeValue(value));

describe('sameValue', () => {
  it('holds exactly for values that are written alike', () => {
    fc.assert(fc.property(values, values, (a, b) => sameValue(a, b) === (textOf(a) === textOf(b))));
  });

  it('sees structure, not identity or order', () => {
    expect(sameValue(new Set([[1], [2]]), new Set([[2n], [1], [1]]))).toBe(true);
    expect(sameValue({ a: 1, b: null }, { b: null, a: 1 })).toBe(true);
    expect(sameValue(new Map([[{ a: 1 }, 'x']]), new Map([[{ a: 1n }, 'x']]))).toBe(true);
  });

  it('tells kinds apart', () => {
    const different: Value[] = [null, false, 0, '', [], new Set(), new Map(), {}];
    expect(different.flatMap((a) => different.filter((b) => sameValue(a, b)))).toEqual(different);
  });
});

describe('compareValues', () => {
  it('is a total order', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        expect(Math.sign(compareValues(a, b))).toBe(-Math.sign(compareValues(b, a)) + 0);
        if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0)
          expect(compareValues(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it('puts integers in the order of their size', () => {
    expect([10, 9n, -1, 2].sort(compareValues)).toEqual([-1, 2, 9n, 10]);
  });
});

describe('showValue', () => {
  it('shows two values alike only if they are the same', () => {
    fc.assert(fc.property(values, values, (a, b) => sameValue(a, b) === (showValue(a) === showValue(b))));
  });

  it.each<[Value, string]>([
    [{ log: [{ source: 'A', slot: 0 }], seq: 1 }, '{log: [{slot: 0, source: A}], seq: 1}'],
    [new Set(['B', 'A']), '{A, B}'],
    [new Map([['A', [1n]]]), '{A → [1]}'],
    [[new Set(), new Map(), {}, []], '[∅, {→}, {}, []]'],
    [['null', null, '3', 3, 'a b', 'A²'], '["null", null, "3", 3, "a b", A²]'],
    [['0.25', '-1e-7', '-Infinity', '0.250', '1.0'], '[0.25, -1e-7, -Infinity, "0.250", "1.0"]'],
  ])('shows %o in one short line', (value, text) => {
    expect(showValue(value)).toBe(text);
  });
});

describe('firstDifference', () => {
  it('finds nothing exactly when the values are the same', () => {
    fc.assert(fc.property(values, values, (a, b) => sameValue(a, b) === (firstDifference(a, b) === null)));
  });

  it('finds the same place from either side', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [there, back] = [firstDifference(a, b), firstDifference(b, a)];
        if (there?.left === '(absent)' || there?.right === '(absent)') return;
        if (back?.left === '(absent)' || back?.right === '(absent)') return;
        expect(back).toEqual(there && { path: there.path, left: there.right, right: there.left });
      }),
    );
  });

  it('names the place as one would write it', () => {
    const left = { A: { log: [{ source: 'A' }, { source: 'B' }, { source: 'C' }] }, B: 1 };
    const right = { A: { log: [{ source: 'A' }, { source: 'B' }, { source: 'A' }] }, B: 2 };
    expect(firstDifference(left, right)).toEqual({ path: 'A.log[2].source', left: 'C', right: 'A' });
  });

  it('says what is absent on one side', () => {
    expect(firstDifference({ A: [1] }, { A: [1, 2] })).toEqual({
      path: 'A[1]',
      left: '(absent)',
      right: '2',
    });
    expect(firstDifference({ A: 1, 'a b': 2 }, { A: 1 })).toEqual({
      path: '["a b"]',
      left: '2',
      right: '(absent)',
    });
  });

  it('enters maps by their keys and takes sets as wholes', () => {
    const inbox = (seq: number): Value => new Map([[{ to: 'B' }, { seq }]]);
    expect(firstDifference({ net: inbox(1) }, { net: inbox(2) })).toEqual({
      path: 'net[{to: B}].seq',
      left: '1',
      right: '2',
    });
    expect(firstDifference(new Set([1]), new Set([2]))).toEqual({ path: '', left: '{1}', right: '{2}' });
  });
});
