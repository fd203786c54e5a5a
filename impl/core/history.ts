/**
 * The history of a log is the sources of its last h entries, newest first (P1). A frame carries a digest of it, and
 * a log keeps that digest up to date in constant time, whatever h is: a polynomial over the window, modulo 2^32.
 */

/** Odd, so that no source is multiplied away. */
const BASE = 0x9e3779b1 | 0;

/** The digest of a history, newest first. Histories of different lengths have different digests as a rule, too. */
export function historyDigest(newestFirst: ArrayLike<number>): number {
  let digest = 0;
  for (let i = newestFirst.length - 1; i >= 0; i--) digest = withNewest(digest, newestFirst[i] as number);
  return digest;
}

/** The digest with one more source, in a history that is not full yet. */
export function withNewest(digest: number, source: number): number {
  return (Math.imul(digest, BASE) + source + 1) | 0;
}

/** What the oldest source of a full history of `length` contributes, divided by what the source itself is. */
export function weightOfOldest(length: number): number {
  let weight = 1;
  for (let i = 1; i < length; i++) weight = Math.imul(weight, BASE);
  return weight;
}

/** The digest without the oldest source of a full history. */
export function withoutOldest(digest: number, source: number, weight: number): number {
  return (digest - Math.imul(source + 1, weight)) | 0;
}
