import { parse } from 'acorn';
import { describe, expect, test } from 'vitest';
import { codeChanges } from './code-rules.js';

const CODE = `
import { assert } from './assert.js';
export class Gate extends Door {
  constructor(width) {
    super(width, 0);
    this.width = width;
  }
  lets(size, limit) {
    assert(size >= 0, 'a size');
    if (size < this.width) this.count(size, limit);
    for (let i = 0; i <= limit; i++) this.step();
    if (limit === 7) throw new ExoError('EXO000', 'seven');
    return size > limit ? 1 : this.same(size, size);
  }
}
`;

function applied(text: string): readonly string[] {
  return codeChanges('gate.js', text).map(
    ({ at, find, replace }) => text.slice(0, at) + replace + text.slice(at + find.length),
  );
}

describe('changes by rule', () => {
  test('are all that a rule can do, in the order of the text', () => {
    expect(codeChanges('gate.js', CODE).map(({ rule, find, replace }) => [rule, find, replace])).toEqual([
      ['swap', 'super(width, 0)', 'super(0, width)'],
      ['drop', 'this.width = width;', ';'],
      ['negate', 'size < this.width', '!(size < this.width)'],
      ['bound', 'size < this.width', 'size <= this.width'],
      ['bound', 'size < this.width', 'size < (this.width) - 1'],
      ['drop', 'this.count(size, limit);', ';'],
      ['swap', 'this.count(size, limit)', 'this.count(limit, size)'],
      ['negate', 'i <= limit', '!(i <= limit)'],
      ['bound', 'i <= limit', 'i < limit'],
      ['bound', 'i <= limit', 'i <= (limit) + 1'],
      ['drop', 'this.step();', ';'],
      ['negate', 'limit === 7', '!(limit === 7)'],
      ['negate', 'size > limit', '!(size > limit)'],
      ['bound', 'size > limit', 'size >= limit'],
      ['bound', 'size > limit', 'size > (limit) + 1'],
    ]);
  });

  test('make code that can be read again, and is another one', () => {
    for (const text of applied(CODE)) {
      expect(() => parse(text, { ecmaVersion: 'latest', sourceType: 'module' })).not.toThrow();
      expect(text).not.toBe(CODE);
    }
  });

  test('are known by what they change, wherever it stands', () => {
    const keys = codeChanges('gate.js', CODE).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(codeChanges('gate.js', `// moved\n\n${CODE}`).map(({ key }) => key)).toEqual(keys);
    expect(codeChanges('other.js', CODE).map(({ key }) => key)).not.toContain(keys[0]);
  });

  test('of the same text in one function are told apart', () => {
    const changes = codeChanges('a.js', 'function f() { g(); g(); }');
    expect(changes.map(({ rule, within }) => [rule, within])).toEqual([
      ['drop', 'f'],
      ['drop', 'f'],
    ]);
    expect(new Set(changes.map(({ key }) => key)).size).toBe(2);
  });
});
