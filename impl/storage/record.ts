/**
 * A record: one write, whole or not there. All fields are little-endian words of four bytes, and a record has a
 * whole number of them.
 *
 * | word | bytes | field                                                                                            |
 * | ---- | ----- | ------------------------------------------------------------------------------------------------ |
 * | 0    | 4     | CRC-32C of all bytes after this word, exclusive-or the salt of the segment                       |
 * | 1    | 4     | kind                                                                                             |
 * | 2    | 4     | group: where in the segment the group begins that this record was flushed with. All before that |
 * |      |       | was durable by then                                                                              |
 * | 3    | 4     | bytes of the body, a multiple of four                                                            |
 * | 4    |       | body: record-batch.ts writes it, record-replay.ts reads it                                       |
 */
import { crc32cWords } from '../wire/crc32c.js';

export const CRC_AT = 0;
export const KIND_AT = 1;
export const GROUP_AT = 2;
export const BODY_BYTES_AT = 3;
export const RECORD_HEADER_WORDS = 4;
export const RECORD_HEADER_BYTES = 4 * RECORD_HEADER_WORDS;

export const KIND = { entry: 1, promise: 2, install: 3, compact: 4, reserve: 5, checkpoint: 6 } as const;
export type Kind = (typeof KIND)[keyof typeof KIND];
const KIND_MAX = 6;

export function kindOf(words: Int32Array, at: number): number {
  return words[at + KIND_AT] as number;
}

/** Where the record's group begins, in bytes from the start of the segment. */
export function groupOf(words: Int32Array, at: number): number {
  return (words[at + GROUP_AT] as number) >>> 0;
}

/** The length of a whole record, in words. */
export function recordWordsOf(words: Int32Array, at: number): number {
  return RECORD_HEADER_WORDS + ((words[at + BODY_BYTES_AT] as number) >>> 2);
}

/** Completes a record that is in place but for what depends on where it will stand. */
export function sealRecord(words: Int32Array, at: number, salt: number, group: number): void {
  words[at + GROUP_AT] = group;
  words[at + CRC_AT] = checksumOf(words, at) ^ salt;
}

/** Whether a whole and undamaged record of the segment is at this word, by itself; `length` words can be read. */
export function isRecord(words: Int32Array, length: number, at: number, salt: number): boolean {
  if (at + RECORD_HEADER_WORDS > length) return false;
  const kind = kindOf(words, at);
  return (
    kind >= 1 &&
    kind <= KIND_MAX &&
    groupOf(words, at) <= 4 * at &&
    at + recordWordsOf(words, at) <= length &&
    words[at + CRC_AT] === (checksumOf(words, at) ^ salt)
  );
}

function checksumOf(words: Int32Array, at: number): number {
  return crc32cWords(words, at + KIND_AT, at + recordWordsOf(words, at));
}
