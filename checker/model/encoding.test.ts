import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameBytes } from './bytes.js';
import { decodeExactly, decodeValue, encodeExactly, encodeValue } from './encoding.js';

const anyText = fc.array(fc.nat(0xffff), { maxLength: 5 }).map((units) => String.fromCharCode(...units));

const plainData = fc.anything({
  values: [
    fc.constantFrom<unknown>(undefined, null, true, false, NaN, -0, 0, Infinity, -Infinity, '', '__proto__'),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double(),
    fc.bigInt(),
    fc.string({ unit: 'binary' }),
    anyText,
  ],
  key: fc.oneof(fc.string(), anyText, fc.constantFrom('__proto__', 'toString', '1', '-1')),
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  maxDepth: 3,
});

/** The naive meaning of "equal data", to compare the encoding with. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => isEqual(item, b[i]));
  }
  if (a instanceof Set) return b instanceof Set && isPermutation([...a], [...b]);
  if (a instanceof Map) return b instanceof Map && isPermutation([...a], [...b]);
  if (Array.isArray(b) || b instanceof Set || b instanceof Map) return false;
  return isPermutation(definedEntries(a), definedEntries(b));
}

function definedEntries(record: object): unknown[] {
  return Object.entries(record).filter(([, value]) => value !== undefined);
}

function isPermutation(as: readonly unknown[], bs: readonly unknown[]): boolean {
  const rest = [...bs];
  for (const a of as) {
    const i = rest.findIndex((b) => isEqual(a, b));
    if (i < 0) return false;
    rest.splice(i, 1);
  }
  return rest.length === 0;
}

/** Equal data in another order: keys, members and entries reversed, at every depth. */
function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  if (value instanceof Set) return new Set([...value].reverse().map(reversed));
  if (value instanceof Map) return new Map([...value].reverse().map(([k, v]) => [reversed(k), reversed(v)]));
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, member]) => [key, reversed(member)]));
}

function isPrefix(a: Uint8Array, b: Uint8Array): boolean {
  return a.length <= b.length && sameBytes(a, b.subarray(0, a.length));
}

describe('encodeValue and decodeValue', () => {
  it('give back what was encoded', () => {
    fc.assert(
      fc.property(plainData, (value) => {
        expect(isEqual(decodeValue(encodeValue(value)), value)).toBe(true);
      }),
    );
  });

  it('give equal bytes for equal data in any order of keys, members and entries', () => {
    fc.assert(
      fc.property(plainData, (value) => {
        expect(encodeValue(reversed(value))).toEqual(encodeValue(value));
      }),
    );
  });

  it('give different bytes, neither a prefix of the other, for different data', () => {
    const small = fc.anything({
      values: [fc.constantFrom<unknown>(undefined, null, 0, 1, -1, '0', '', 0n, 1.5, NaN)],
      key: fc.constantFrom('a', 'b'),
      withMap: true,
      withSet: true,
      maxDepth: 2,
      maxKeys: 2,
    });
    const pair = fc.oneof(fc.tuple(small, small), fc.tuple(plainData, plainData));
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [bytesA, bytesB] = [encodeValue(a), encodeValue(b)];
        expect(sameBytes(bytesA, bytesB)).toBe(isEqual(a, b));
        if (!isEqual(a, b)) expect(isPrefix(bytesA, bytesB) || isPrefix(bytesB, bytesA)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('tell apart what JSON does not', () => {
    const values = [
      undefined,
      null,
      NaN,
      Infinity,
      -Infinity,
      0,
      '0',
      0n,
      false,
      '',
      [],
      {},
      new Set(),
      new Map(),
    ];
    const encodings = new Set(values.map((value) => encodeValue(value).join()));
    expect(encodings.size).toBe(values.length);
  });

  it('take -0 for 0, as === does', () => {
    expect(encodeValue(-0)).toEqual(encodeValue(0));
    expect(decodeValue(encodeValue(-0))).toBe(0);
  });

  it('take a property that is undefined for an absent one, but not an array element', () => {
    expect(encodeValue({ a: undefined, b: 1 })).toEqual(encodeValue({ b: 1 }));
    expect(encodeValue([undefined])).not.toEqual(encodeValue([]));
  });

  it('need two bytes for a small integer and a tag for its sign', () => {
    expect(encodeValue(0)).toHaveLength(2);
    expect(encodeValue(127)).toHaveLength(2);
    expect(encodeValue(-128)).toHaveLength(2);
    expect(encodeValue(128)).toHaveLength(3);
    expect(encodeValue(Number.MAX_SAFE_INTEGER)).toHaveLength(9);
  });

  it.each([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 53, -(2 ** 53), 1e300, 5e-324, 2 ** 32])(
    'keep the number %d',
    (value) => {
      expect(decodeValue(encodeValue(value))).toBe(value);
    },
  );

  it('keep strings with lone surrogates, a byte order mark and characters beyond 16 bits', () => {
    for (const text of ['\ud800', '\udc00\ud800', '\ufeffx', '\u{1f600}', 'é\u0000']) {
      expect(decodeValue(encodeValue(text))).toBe(text);
    }
    expect(encodeValue('\ud800')).not.toEqual(encodeValue('\ufffd'));
  });

  it('keep a key called __proto__ without touching the prototype', () => {
    const value: unknown = JSON.parse('{"__proto__":{"x":1}}');
    const back = decodeValue(encodeValue(value));
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    expect(Object.keys(back as object)).toEqual(['__proto__']);
  });

  it('encode an object that occurs twice, since that is no cycle', () => {
    const shared = { x: 1 };
    expect(decodeValue(encodeValue([shared, shared]))).toEqual([{ x: 1 }, { x: 1 }]);
  });
});

describe('encodeValue on what is not plain data', () => {
  class Counter {
    count = 0;
  }
  class Numbers extends Array<number> {}
  const cycle: { inner: unknown[] } = { inner: [] };
  cycle.inner.push(0, cycle);

  it.each<[string, unknown, string]>([
    ['a Date', { log: [0, 1, { when: new Date(0) }] }, 'context.log[2].when is a Date'],
    ['a function', { f: () => 1 }, 'context.f is a function'],
    ['a symbol', [Symbol('s')], 'context[0] is a symbol'],
    ['a symbol key', { a: { [Symbol('s')]: 1 } }, 'context.a[Symbol(s)] is a symbol'],
    ['a class instance', { c: new Counter() }, 'context.c is an instance of Counter'],
    ['an array subclass', { c: new Numbers() }, 'context.c is an instance of Numbers'],
    ['a typed array', { bytes: new Uint8Array(2) }, 'context.bytes is a Uint8Array'],
    ['a promise', { p: Promise.resolve() }, 'context.p is an instance of Promise'],
    ['an error', new Error('x'), 'context is an instance of Error'],
    ['a cycle', cycle, 'context.inner[1] is part of a cycle'],
    ['a sparse array', { a: [1, , 2] }, 'context.a is an array with holes'], // eslint-disable-line no-sparse-arrays
    [
      'an array with properties',
      { a: Object.assign([1], { x: 1 }) },
      'context.a is an array with holes or extra',
    ],
    ['a Set member', { s: new Set([1, Symbol.iterator]) }, 'context.s<member 1> is a symbol'],
    ['a Map value', { m: new Map([['k', new Date(0)]]) }, 'context.m<value 0> is a Date'],
    ['an odd key', { 'a b': new Date(0) }, 'context["a b"] is a Date'],
  ])('refuses %s and names the path', (_kind, value, message) => {
    expect(() => encodeValue(value, 'context')).toThrow(
      expect.objectContaining({ code: 'EXO101', message: expect.stringContaining(message) as unknown }),
    );
  });

  it('says what would do', () => {
    expect(() => encodeValue(new Date(0))).toThrow(
      'value is a Date, not plain data: use its time as a number',
    );
  });
});

describe('decodeValue on corrupt bytes', () => {
  it.each([[{ b: 1, a: 2 }], [{ a: undefined }], [-0], [new Set(['b', 'a'])], [Object.create(null)]])(
    'refuses bytes of encodeExactly that it cannot give back, and says what reads them',
    (value) => {
      const bytes = encodeExactly(value);
      expect(() => decodeValue(bytes)).toThrow(
        expect.objectContaining({
          code: 'EXO102',
          message: expect.stringMatching(
            /^these bytes are those of encodeExactly.* decodeExactly/,
          ) as unknown,
        }),
      );
      expect(encodeExactly(decodeExactly(bytes))).toEqual(bytes);
    },
  );

  it('refuses every truncation of an encoding', () => {
    const bytes = encodeValue({
      a: [1, -2, 'text', 1.5, 7n, null],
      s: new Set([1, 2]),
      m: new Map([[1, 'x']]),
    });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeValue(bytes.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'EXO102' }),
      );
    }
  });

  it('either refuses arbitrary bytes or they are the encoding of what it returns', () => {
    const bytes = fc.array(fc.oneof(fc.nat(14), fc.nat(255)), { maxLength: 12 });
    fc.assert(
      fc.property(bytes, (list) => {
        const given = new Uint8Array(list);
        let value: unknown;
        try {
          value = decodeValue(given);
        } catch (error) {
          expect(error).toMatchObject({ code: 'EXO102' });
          return;
        }
        expect(encodeValue(value)).toEqual(given);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['bytes after the end', [1, 1]],
    ['an unknown tag', [200]],
    ['a varint with a superfluous byte', [4, 0x80, 0]],
    ['a varint that is no safe integer', [4, 255, 255, 255, 255, 255, 255, 255, 255, 127]],
    ['an integer written as a double', [6, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0]],
    ['keys out of order', [11, 2, 8, 1, 98, 1, 8, 1, 97, 1]],
    ['a Set with the same member twice', [12, 2, 1, 1]],
    ['an array longer than the bytes', [10, 255, 255, 255, 127, 1]],
    ['a bigint that is no number', [7, 8, 1, 120]],
    ['invalid UTF-8', [8, 1, 0xff]],
  ])('refuses %s', (_kind, list) => {
    expect(() => decodeValue(new Uint8Array(list))).toThrow(expect.objectContaining({ code: 'EXO102' }));
  });

  it('refuses nesting deeper than the stack', () => {
    expect(() =>
      decodeValue(new Uint8Array(200_000).fill(10).map((byte, i) => (i % 2 === 1 ? 1 : byte))),
    ).toThrow(expect.objectContaining({ code: 'EXO102' }));
  });
});
