import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { values } from './arbitrary.test.helper.js';
import { decodeValue, encodeValue } from './itf-value.js';
import { TraceError } from './trace-error.js';
import type { Value } from './trace.js';
import { sameValue } from './value.js';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof TraceError) return `${error.code} ${error.problem.path}`;
    throw error;
  }
  return 'no error';
};

describe('encodeValue and decodeValue', () => {
  it('are inverse to each other, through JSON', () => {
    fc.assert(
      fc.property(values, (value) => {
        const text = JSON.stringify(encodeValue(value));
        const again = decodeValue(JSON.parse(text), '$');
        expect(sameValue(again, value)).toBe(true);
        expect(JSON.stringify(encodeValue(again))).toBe(text);
      }),
    );
  });

  it.each<[Value, string]>([
    [3, '{"#bigint":"3"}'],
    [-0, '{"#bigint":"0"}'],
    [-(2n ** 64n), '{"#bigint":"-18446744073709551616"}'],
    [true, 'true'],
    ['A', '"A"'],
    [null, '{"#unserializable":"null"}'],
    [
      { from: 1, '#x': 2 },
      '{"#map":[[{"#tup":["#x"]},{"#bigint":"2"}],[{"#tup":["from"]},{"#bigint":"1"}]]}',
    ],
    [{ tag: 'None', value: true }, '{"#map":[[{"#tup":["tag"]},"None"],[{"#tup":["value"]},true]]}'],
    [new Set([null]), '{"#set":[{"#tup":["#unserializable","null"]}]}'],
    [
      new Map([[{ a: null }, null]]),
      '{"#map":[[{"a":{"#tup":["#unserializable","null"]}},{"#unserializable":"null"}]]}',
    ],
    [[1, 'A'], '[{"#bigint":"1"},"A"]'],
    [new Set([10, 9, 9n]), '{"#set":[{"#bigint":"9"},{"#bigint":"10"}]}'],
    [
      new Map([
        ['B', 1],
        ['A', 2],
      ]),
      '{"#map":[["A",{"#bigint":"2"}],["B",{"#bigint":"1"}]]}',
    ],
    [{ seq: 1, log: [] }, '{"log":[],"seq":{"#bigint":"1"}}'],
  ])('write %o as ITF has it', (value, text) => {
    expect(JSON.stringify(encodeValue(value))).toBe(text);
  });

  it('read integers as numbers where these are exact, and as bigints elsewhere', () => {
    expect(decodeValue({ '#bigint': '9007199254740991' }, '$')).toBe(9007199254740991);
    expect(decodeValue({ '#bigint': '9007199254740992' }, '$')).toBe(9007199254740992n);
    expect(decodeValue({ '#bigint': '-007' }, '$')).toBe(-7);
    expect(decodeValue(12, '$')).toBe(12);
  });

  it('read tuples as lists', () => {
    expect(decodeValue({ '#tup': [{ '#bigint': '1' }, 'A'] }, '$')).toEqual([1, 'A']);
  });

  it('keep a record that only resembles None', () => {
    const record = { tag: 'None', value: [] };
    expect(decodeValue(encodeValue(record), '$')).toEqual(record);
  });

  it('read what another tool could not write as a record that says so, and the None of Quint as null', () => {
    expect(decodeValue({ '#unserializable': 'Int' }, '$')).toEqual({ unserializable: 'Int' });
    expect(decodeValue({ tag: 'None', value: { '#tup': [] } }, '$')).toBeNull();
  });

  it.each<[string, unknown, string]>([
    ['null, which is no ITF', null, '$'],
    ['a fraction', { x: [1.5] }, '$.x[0]'],
    ['a number out of range', 2 ** 53, '$'],
    ['an integer that is none', { '#bigint': '3.0' }, '$["#bigint"]'],
    ['an integer that is no string', { '#bigint': 3 }, '$["#bigint"]'],
    ['an integer of a million digits', { '#bigint': '9'.repeat(1_000_000) }, '$["#bigint"]'],
    ['an unknown wrapper', { '#bag': [] }, '$'],
    ['a wrapper with company', { '#set': [], x: 1 }, '$'],
    ['a set that is no list', { '#set': {} }, '$["#set"]'],
    ['a set with a repetition', { '#set': ['A', 'B', 'A'] }, '$["#set"][2]'],
    ['a map entry that is no pair', { '#map': [['A']] }, '$["#map"][0]'],
    [
      'a map with a repeated key',
      {
        '#map': [
          [{ '#bigint': '1' }, 1],
          [1, 2],
        ],
      },
      '$["#map"][1]',
    ],
    ['nesting without end', JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)), `$${'[0]'.repeat(101)}`],
  ])('reject %s and name the place', (_, json, path) => {
    expect(codeOf(() => decodeValue(json, '$'))).toBe(`EXO202 ${path}`);
  });

  it.each<[string, unknown, string]>([
    ['a fraction', { log: [0.5] }, 'value.log[0]'],
    ['undefined', { log: undefined }, 'value.log'],
    ['a hole in a list', new Array(1), 'value[0]'],
    ['an instance of a class', [new Date(0)], 'value[0]'],
    [
      'equal keys of a map',
      new Map([
        [[1], 1],
        [[1n], 2],
      ]),
      'value',
    ],
    ['a fraction in a set', [new Set([1, 1.5])], 'value[0]'],
    ['an integer of 2000 digits', 10n ** 2000n, 'value'],
  ])('refuse to write %s and name the place', (_, thing, path) => {
    expect(codeOf(() => encodeValue(thing as Value))).toBe(`EXO204 ${path}`);
  });

  it('refuse to write a value that contains itself', () => {
    const list: Value[] = [];
    list.push(list);
    expect(codeOf(() => encodeValue(list))).toMatch(/^EXO204 value\[0\]/);
  });

  it('reject any JSON that they cannot read with their own error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(codeOf(() => decodeValue(json, '$'))).toMatch(/^(no error$|EXO202 \$)/);
      }),
    );
  });
});
