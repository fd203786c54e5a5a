import { expect, test } from 'vitest';
import { InternedBytes } from './interned-bytes.js';

/** Bytes of any length that differ for each number, some longer than a page. */
function bytesFor(n: number): Uint8Array {
  const length = n % 97 === 0 ? 300_000 + n : n % 200;
  const bytes = new Uint8Array(4 + length).fill(n & 255);
  new DataView(bytes.buffer).setUint32(0, n);
  return bytes;
}

test('equal bytes have one number, in the order in which they came, and can be read again', () => {
  const interned = new InternedBytes();
  const count = 1000;
  for (let n = 0; n < count; n++) expect(interned.intern(bytesFor(n))).toBe(n);
  for (let n = 0; n < count; n++) expect(interned.intern(bytesFor(n))).toBe(n);
  expect(interned.size).toBe(count);
  // Compared as a whole: the longest are 300,000 bytes, and an assertion for each is what would take seconds.
  const isRead = (n: number): boolean => Buffer.compare(interned.bytesOf(n), bytesFor(n)) === 0;
  expect(Array.from({ length: count }, (_, n) => n).filter((n) => !isRead(n))).toEqual([]);
});

test('no bytes are bytes too, and a beginning is not the whole', () => {
  const interned = new InternedBytes();
  const numbers = [[], [0], [0, 0], [1]].map((bytes) => interned.intern(Uint8Array.from(bytes)));
  expect(numbers).toEqual([0, 1, 2, 3]);
  expect(interned.bytesOf(0)).toHaveLength(0);
});
