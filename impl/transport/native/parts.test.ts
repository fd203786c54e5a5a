import { describe, expect, test } from 'vitest';
import { Parts } from './parts.js';

const RING = { hosts: 3, configuration: -7, frameBytesMax: 64 };

function bytesOf(count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => i);
}

describe('a message in parts', () => {
  test.each([0, 1, 44, 45, 88, 200])('of %d bytes is put together', (count) => {
    const parts = new Parts({ ...RING, self: 0 }).wrap(bytesOf(count));
    expect(parts.every(({ length }) => length <= RING.frameBytesMax)).toBe(true);
    const other = new Parts({ ...RING, self: 1 });
    const found = parts.map((part) => other.unwrap(part));
    expect(found.slice(0, -1)).toEqual(parts.slice(1).map(() => null));
    expect(found.at(-1)).toEqual(bytesOf(count));
  });

  test('is put together where the medium fills frames up', () => {
    const [part] = new Parts({ ...RING, self: 0 }).wrap(bytesOf(3)) as [Uint8Array];
    const filled = new Uint8Array(60);
    filled.set(part);
    expect(new Parts({ ...RING, self: 1 }).unwrap(filled)).toEqual(bytesOf(3));
  });

  test('is lost with any of them, and those of others are not', () => {
    const [a, b] = [new Parts({ ...RING, self: 0 }), new Parts({ ...RING, self: 1 })];
    const other = new Parts({ ...RING, self: 2 });
    const [first, , third] = a.wrap(bytesOf(100)) as [Uint8Array, Uint8Array, Uint8Array];
    const whole = b.wrap(bytesOf(100));
    const taken = [first, whole[0], third, whole[1], whole[2]].map((part) =>
      other.unwrap(part as Uint8Array),
    );
    expect(taken).toEqual([null, null, null, null, bytesOf(100)]);
  });

  test('is passed over where it is one’s own, of another ring, or no part at all', () => {
    const [part] = new Parts({ ...RING, self: 0 }).wrap(bytesOf(3)) as [Uint8Array];
    const another = new Parts({ ...RING, configuration: 8, self: 1 });
    const own = new Parts({ ...RING, self: 0 });
    const other = new Parts({ ...RING, self: 1 });
    expect([another.unwrap(part), own.unwrap(part), other.unwrap(part.subarray(0, 12))]).toEqual([
      null,
      null,
      null,
    ]);
    for (let at = 0; at < part.length; at++) {
      const damaged = part.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      expect(() => other.unwrap(damaged)).not.toThrow();
    }
  });
});
