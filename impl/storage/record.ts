/**
 * A record: one write, whole or not there. All fields are little-endian words of four bytes, and a record has a
 * whole number of them.
 *
 * | word | bytes | field                                                                                            |
 * | ---- | ----- | ------------------------------------------------------------------------------------------------ |
 * | 0    | 4     | CRC-32C of the header behind this word, exclusive-or the salt of the segment                     |
 * | 1    | 4     | CRC-32C of the body                                                                              |
 * | 2    | 4     | kind                                                                                             |
 * | 3    | 4     | group: where in the segment the group begins that this record was flushed with. All before that |
 * |      |       | was durable by then                                                                              |
 * | 4    | 4     | bytes of the body, a multiple of four                                                            |
 * | 5    | 4     | place: where in the segment this record begins, so that a copy of it elsewhere is none           |
 * | 6    |       | body: record-batch.ts writes it, record-replay.ts reads it                                       |
 *
 * The header has a checksum of its own, under the salt, so that looking for records takes the same time for every word,
 * whatever payloads look like: a body is read only behind a header that whoever chose the payload would have had to guess.
 */
import { crc32cWords } from '../wire/crc32c.js';

export const HEADER_CRC_AT = 0;
export const BODY_CRC_AT = 1;
export const KIND_AT = 2;
export const GROUP_AT = 3;
export const BODY_BYTES_AT = 4;
export const PLACE_AT = 5;
export const RECORD_HEADER_WORDS = 6;
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

/** Completes a record that is in place but for what depends on where it will stand: `group` and `place` in bytes of the segment. */
export function sealRecord(words: Int32Array, at: number, salt: number, group: number, place: number): void {
  words[at + GROUP_AT] = group;
  words[at + PLACE_AT] = place;
  words[at + BODY_CRC_AT] = bodyChecksum(words, at);
  words[at + HEADER_CRC_AT] = headerChecksum(words, at) ^ salt;
}

/** Whether a whole and undamaged record of the segment is at this word, by itself; `length` words can be read. */
export function isRecord(words: Int32Array, length: number, at: number, salt: number): boolean {
  if (words[at + PLACE_AT] !== 4 * at || at + RECORD_HEADER_WORDS > length) return false;
  if (words[at + HEADER_CRC_AT] !== (headerChecksum(words, at) ^ salt)) return false;
  const kind = kindOf(words, at);
  return (
    kind >= 1 &&
    kind <= KIND_MAX &&
    groupOf(words, at) <= 4 * at &&
    at + recordWordsOf(words, at) <= length &&
    words[at + BODY_CRC_AT] === bodyChecksum(words, at)
  );
}

function headerChecksum(words: Int32Array, at: number): number {
  return crc32cWords(words, at + BODY_CRC_AT, at + RECORD_HEADER_WORDS);
}

function bodyChecksum(words: Int32Array, at: number): number {
  return crc32cWords(words, at + RECORD_HEADER_WORDS, at + recordWordsOf(words, at));
}
