/**
 * 64-bit hashes of byte strings, as two unsigned 32-bit lanes.
 *
 * A global state's fingerprint is the exclusive or of one hash per slot, each made from the slot's position and
 * the canonical bytes of its local state, so it can be updated slot by slot, and two threads that intern the
 * same states in different orders still agree on it. The mixing is MurmurHash3_x86_128 (Appleby, public
 * domain), of which the first two lanes are kept.
 */

export interface Hash64 {
  readonly low: number;
  readonly high: number;
}

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

/** The word with its bits turned to the left. */
export function rotate(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits));
}

function scramble(word: number, first: number, bits: number, second: number): number {
  return Math.imul(rotate(Math.imul(word, first), bits), second);
}

/** Lets every bit of a word depend on every other. */
export function finish(x: number): number {
  let h = x;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Little-endian word at `at`; bytes past the end read as zero. */
function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

/** Hashes `bytes` under `seed`; equal inputs give equal hashes on every machine and in every thread. */
export function hash64(bytes: Uint8Array, seed: number): Hash64 {
  let h1 = seed | 0;
  let h2 = h1;
  let h3 = h1;
  let h4 = h1;
  const whole = bytes.length - (bytes.length % 16);
  for (let at = 0; at < whole; at += 16) {
    h1 ^= scramble(wordAt(bytes, at), C1, 15, C2);
    h1 = (Math.imul(rotate(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= scramble(wordAt(bytes, at + 4), C2, 16, C3);
    h2 = (Math.imul(rotate(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= scramble(wordAt(bytes, at + 8), C3, 17, C4);
    h3 = (Math.imul(rotate(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= scramble(wordAt(bytes, at + 12), C4, 18, C1);
    h4 = (Math.imul(rotate(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  }
  if (whole < bytes.length) {
    h4 ^= scramble(wordAt(bytes, whole + 12), C4, 18, C1);
    h3 ^= scramble(wordAt(bytes, whole + 8), C3, 17, C4);
    h2 ^= scramble(wordAt(bytes, whole + 4), C2, 16, C3);
    h1 ^= scramble(wordAt(bytes, whole), C1, 15, C2);
  }
  return avalanche(h1 ^ bytes.length, h2 ^ bytes.length, h3 ^ bytes.length, h4 ^ bytes.length);
}

function avalanche(a: number, b: number, c: number, d: number): Hash64 {
  const sum = (a + b + c + d) | 0;
  const h1 = finish(sum);
  const h2 = finish((b + sum) | 0);
  const h3 = finish((c + sum) | 0);
  const h4 = finish((d + sum) | 0);
  const total = (h1 + h2 + h3 + h4) | 0;
  return { low: total, high: (h2 + total) | 0 };
}
