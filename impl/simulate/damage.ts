import type { Random } from './random.js';

/** A copy of some bytes in which one to three bits are others, or the end is missing: what a checksum has to find. */
export function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  if (random.happens(TRUNCATED)) return bytes.slice(0, random.below(bytes.length));
  const copy = bytes.slice();
  const flips = 1 + random.below(FLIPS_MAX);
  const first = random.below(8 * bytes.length);
  const step = 1 + random.below(8);
  for (let i = 0; i < flips; i++) {
    const bit = (first + i * step) % (8 * bytes.length);
    copy[bit >>> 3] = (copy[bit >>> 3] as number) ^ (1 << (bit & 7));
  }
  return copy;
}

const TRUNCATED = 0.1;
const FLIPS_MAX = 3;
