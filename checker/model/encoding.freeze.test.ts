import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deepFreeze } from './deep-freeze.js';
import { encodeValue } from './encoding.js';

describe('deepFreeze', () => {
  it('returns its argument, frozen all the way down', () => {
    const value = { a: [{ b: 1 }], m: new Map([['k', { x: 1 }]]), s: new Set([[1]]) };
    expect(deepFreeze(value)).toBe(value);
    expect(() => value.a.push({ b: 2 })).toThrow(TypeError);
    expect(() => Object.assign(value.a[0] ?? {}, { b: 2 })).toThrow(TypeError);
    expect(() => Object.assign(value.m.get('k') ?? {}, { x: 2 })).toThrow(TypeError);
    expect(() => [...value.s][0]?.push(2)).toThrow(TypeError);
  });

  it('stops set, add, delete and clear on Maps and Sets', () => {
    const map = deepFreeze(new Map([['k', 1]]));
    const set = deepFreeze(new Set([1]));
    const changes = [
      () => map.set('k', 2),
      () => map.delete('k'),
      () => map.clear(),
      () => set.add(2),
      () => set.delete(1),
      () => set.clear(),
    ];
    for (const change of changes) expect(change).toThrow(TypeError);
    expect([...map]).toEqual([['k', 1]]);
    expect([...set]).toEqual([1]);
  });

  it('leaves copies of frozen Maps and Sets free to change', () => {
    const set = deepFreeze(new Set([1]));
    expect([...new Set(set).add(2)]).toEqual([1, 2]);
    expect([...structuredClone(set).add(3)]).toEqual([1, 3]);
  });

  it('does not change the encoding', () => {
    fc.assert(
      fc.property(fc.anything({ withMap: true, withSet: true }), (value) => {
        const before = encodeValue(value);
        expect(encodeValue(deepFreeze(value))).toEqual(before);
      }),
    );
  });

  it('ends on cycles', () => {
    const inner = { x: 1 };
    const outer = { inner, self: [] as unknown[] };
    outer.self.push(outer);
    deepFreeze(outer);
    expect(Object.isFrozen(inner)).toBe(true);
  });

  it('takes a frozen part to be frozen all the way down, so that shared parts cost nothing', () => {
    const inner = { x: 1 };
    deepFreeze({ part: Object.freeze({ inner }) });
    expect(Object.isFrozen(inner)).toBe(false);
  });

  it('leaves class instances and typed arrays alone', () => {
    const bytes = new Uint8Array(1);
    const date = new Date(0);
    deepFreeze({ bytes, date });
    expect(Object.isFrozen(bytes)).toBe(false);
    expect(Object.isFrozen(date)).toBe(false);
  });
});
