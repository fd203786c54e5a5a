import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32cBytes, crc32cWords } from './crc32c.js';

/** RFC 3720, appendix B.4, and the check value of the catalogue of CRCs. */
const KNOWN: readonly (readonly [what: string, bytes: Uint8Array, crc: number])[] = [
  ['32 bytes of zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['32 ascending bytes', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ['32 descending bytes', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ['the text 123456789', new TextEncoder().encode('123456789'), 0xe3069283],
];

function wordsOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.slice().buffer);
}

describe('CRC-32C', () => {
  test.each(KNOWN)('of %s is that of the standard', (_, bytes, crc) => {
    expect(crc32cBytes(bytes) >>> 0).toBe(crc);
    if (bytes.length % 4 === 0) expect(crc32cWords(wordsOf(bytes), 0, bytes.length / 4) >>> 0).toBe(crc);
  });

  test('over words is that over their bytes, wherever they begin and end', () => {
    const words = fc.array(fc.oneof(fc.integer(), fc.constant(0)), { maxLength: 40 });
    fc.assert(
      fc.property(words, fc.nat({ max: 7 }), fc.nat({ max: 7 }), (list, before, after) => {
        const all = Int32Array.from([
          ...Array<number>(before).fill(7),
          ...list,
          ...Array<number>(after).fill(9),
        ]);
        const bytes = new Uint8Array(Int32Array.from(list).buffer);
        const end = before + list.length;
        expect(crc32cWords(all, before, end)).toBe(crc32cBytes(bytes));
        const middle = before + (list.length >>> 1);
        expect(crc32cWords(all, middle, end, crc32cWords(all, before, middle))).toBe(crc32cBytes(bytes));
      }),
    );
  });
});
