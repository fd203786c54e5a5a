/**
 * An entry as it is broadcast, fetched, logged and stored: one frame, version 1, the same bytes everywhere (R2). All
 * fields are little-endian, and are read as 32-bit words at a place that is a multiple of four bytes.
 *
 * | word | bytes | field                                                                                       |
 * | ---- | ----- | ------------------------------------------------------------------------------------------- |
 * | 0    | 4     | `E`, `X`, version (1), kind (1: entry)                                                      |
 * | 1    | 4     | CRC-32C of all bytes after this word                                                        |
 * | 2    | 4     | configuration digest: hosts of another ring, or of other rules, are refused by it          |
 * | 3    | 4     | history digest: the last h senders before this entry (P2, P9), see core/history.ts          |
 * | 4    | 8     | epoch                                                                                       |
 * | 6    | 8     | slot (the slides' sequence number)                                                          |
 * | 8    | 8     | number of the first payload at its source; 0 in an empty message                            |
 * | 10   | 4     | source (1 byte), 0 (1 byte), count of payloads (2 bytes)                                    |
 * | 11   | 4     | body: how many bytes follow, a multiple of four                                             |
 * | 12   |       | body: count lengths of 2 bytes, zeros up to a multiple of four, then the payloads one after |
 * |      |       | the other, zeros up to a multiple of four                                                   |
 */
export const VERSION = 1;
/** The version of packets of rings without disks, which have lives in them. Their frames are those of `VERSION`. */
export const LIVES_VERSION = 2;
export const KIND_ENTRY = 1;
/** `E`, `X`, version, kind, as a word. */
export const FIRST_WORD = 0x45 | (0x58 << 8) | (VERSION << 16) | (KIND_ENTRY << 24);

export const CRC_AT = 1;
export const CONFIGURATION_AT = 2;
export const HISTORY_AT = 3;
export const EPOCH_AT = 4;
export const SLOT_AT = 6;
export const NUMBER_AT = 8;
export const SOURCE_AT = 10;
export const BODY_BYTES_AT = 11;
export const HEADER_WORDS = 12;
export const HEADER_BYTES = 4 * HEADER_WORDS;

/** A payload is at most this long. */
export const PAYLOAD_BYTES_MAX = 32 * 1024;
/** A frame is at most this long, so that it fits a UDP datagram with an authentication trailer. */
export const FRAME_BYTES_MAX = 65_000;
/** The name of a cluster has at most this many characters. */
export const CLUSTER_LENGTH_MAX = 64;
/** Hosts are at most this many. */
export const HOSTS_MAX = 256;

const TWO_TO_32 = 0x1_0000_0000;

/** A 64-bit field as a number; more than 2^53 - 1 comes out inexact, and is refused by whoever checks frames. */
export function numberAt(words: Int32Array, at: number): number {
  const low = (words[at] as number) >>> 0;
  const high = words[at + 1] as number;
  return high === 0 ? low : (high >>> 0) * TWO_TO_32 + low;
}

/** Writes a whole number from 0 to 2^53 - 1 as 64 bits. */
export function putNumber(words: Int32Array, at: number, value: number): void {
  words[at] = value | 0;
  words[at + 1] = highOf(value);
}

/** The upper word of a whole number from 0 to 2^53 - 1. */
export function highOf(value: number): number {
  return value < TWO_TO_32 ? 0 : (value / TWO_TO_32) | 0;
}

export function epochOf(words: Int32Array, at: number): number {
  return numberAt(words, at + EPOCH_AT);
}

export function slotOf(words: Int32Array, at: number): number {
  return numberAt(words, at + SLOT_AT);
}

/** The number of the frame's first payload. */
export function firstNumberOf(words: Int32Array, at: number): number {
  return numberAt(words, at + NUMBER_AT);
}

export function sourceOf(words: Int32Array, at: number): number {
  return (words[at + SOURCE_AT] as number) & 0xff;
}

/** How many payloads a frame has. */
export function countOf(words: Int32Array, at: number): number {
  return (words[at + SOURCE_AT] as number) >>> 16;
}

/** The length of a whole frame, in words. */
export function wordsOf(words: Int32Array, at: number): number {
  return HEADER_WORDS + ((words[at + BODY_BYTES_AT] as number) >>> 2);
}

/** Writes source, count and numbers of an empty message. */
export function putEmptyBody(words: Int32Array, at: number, source: number): void {
  words[at + NUMBER_AT] = 0;
  words[at + NUMBER_AT + 1] = 0;
  words[at + SOURCE_AT] = source;
  words[at + BODY_BYTES_AT] = 0;
}
