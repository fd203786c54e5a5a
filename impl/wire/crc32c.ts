/**
 * CRC-32C (Castagnoli; RFC 3720, section 12.1), over 32-bit words as they stand in memory: sixteen bytes a turn, each by a
 * table of its own. Every frame passes here twice, when it is sealed and when it is checked.
 */
import { assert } from '../../errors/index.js';

const isLittleEndian = new Uint8Array(Int32Array.of(1).buffer)[0] === 1;
assert(isLittleEndian, 'frames, packets and records are little-endian, so this processor has to be too');

const POLYNOMIAL_REFLECTED = 0x82f63b78;

/** Table k: what a byte becomes that k bytes of zeros follow. */
const T0 = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL_REFLECTED : crc >>> 1;
  return crc;
});
const T1 = zeroAfter(T0);
const T2 = zeroAfter(T1);
const T3 = zeroAfter(T2);
const T4 = zeroAfter(T3);
const T5 = zeroAfter(T4);
const T6 = zeroAfter(T5);
const T7 = zeroAfter(T6);
const T8 = zeroAfter(T7);
const T9 = zeroAfter(T8);
const T10 = zeroAfter(T9);
const T11 = zeroAfter(T10);
const T12 = zeroAfter(T11);
const T13 = zeroAfter(T12);
const T14 = zeroAfter(T13);
const T15 = zeroAfter(T14);

function zeroAfter(table: Int32Array): Int32Array {
  return table.map((crc) => (crc >>> 8) ^ (T0[crc & 0xff] as number));
}

/** The CRC-32C of the words from `from` to before `to`, as a word: it may be negative. `before` is that of what comes before them. */
export function crc32cWords(words: Int32Array, from: number, to: number, before = 0): number {
  let crc = ~before;
  let i = from;
  for (const end = to - 3; i < end; i += 4) {
    // A zero adds nothing, and every frame has some: the high halves of its numbers.
    let rest = 0;
    const b = words[i + 1] as number;
    if (b !== 0) rest = shift8(b);
    const c = words[i + 2] as number;
    if (c !== 0) rest ^= shift4(c);
    const d = words[i + 3] as number;
    if (d !== 0) rest ^= shift0(d);
    crc = rest ^ shift12(crc ^ (words[i] as number));
  }
  const left = to - i;
  if (left === 3) {
    const rest = shift4(words[i + 1] as number) ^ shift0(words[i + 2] as number);
    crc = rest ^ shift8(crc ^ (words[i] as number));
  } else if (left === 2) {
    crc = shift0(words[i + 1] as number) ^ shift4(crc ^ (words[i] as number));
  } else if (left === 1) {
    crc = shift0(crc ^ (words[i] as number));
  }
  return ~crc;
}

/** The CRC-32C of bytes, as a word. Byte by byte: for texts and tests. */
export function crc32cBytes(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc >>> 8) ^ (T0[(crc ^ byte) & 0xff] as number);
  return ~crc;
}

/** What a word becomes that no zeros follow. */
function shift0(a: number): number {
  return (
    (T3[a & 0xff] as number) ^
    (T2[(a >>> 8) & 0xff] as number) ^
    (T1[(a >>> 16) & 0xff] as number) ^
    (T0[a >>> 24] as number)
  );
}

/** What a word becomes that four bytes of zeros follow. */
function shift4(a: number): number {
  return (
    (T7[a & 0xff] as number) ^
    (T6[(a >>> 8) & 0xff] as number) ^
    (T5[(a >>> 16) & 0xff] as number) ^
    (T4[a >>> 24] as number)
  );
}

/** What a word becomes that eight bytes of zeros follow. */
function shift8(a: number): number {
  return (
    (T11[a & 0xff] as number) ^
    (T10[(a >>> 8) & 0xff] as number) ^
    (T9[(a >>> 16) & 0xff] as number) ^
    (T8[a >>> 24] as number)
  );
}

/** What a word becomes that twelve bytes of zeros follow. */
function shift12(a: number): number {
  return (
    (T15[a & 0xff] as number) ^
    (T14[(a >>> 8) & 0xff] as number) ^
    (T13[(a >>> 16) & 0xff] as number) ^
    (T12[a >>> 24] as number)
  );
}
