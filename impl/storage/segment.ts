/**
 * A segment: a file of records, behind a header of 40 bytes, little-endian.
 *
 * | word | bytes | field                                                                                           |
 * | ---- | ----- | ----------------------------------------------------------------------------------------------- |
 * | 0    | 4     | `EXOS`                                                                                          |
 * | 1    | 4     | format version (2)                                                                              |
 * | 2    | 4     | configuration digest, that of the frames (wire/layout.ts)                                       |
 * | 3    | 4     | number of the segment; the next one has the next number                                         |
 * | 4    | 4     | length of the segment before it, in bytes; 0 if there is none                                   |
 * | 5    | 4     | beginning: this many bytes were durable before the file had its name                              |
 * | 6    | 4     | salt: a number that nobody can guess, so that no payload can be made to look like a record      |
 * | 7    | 4     | CRC-32C of the bytes before; it is here in every version                                        |
 * | 8    | 4     | owner: the host whose log this is                                                               |
 * | 9    | 4     | CRC-32C of the bytes before                                                                     |
 */
import { ExoError } from '../../errors/index.js';
import { crc32cWords } from '../wire/crc32c.js';
import { KIND, kindOf, RECORD_HEADER_WORDS } from './record.js';

export const FORMAT_VERSION = 2;
export const SEGMENT_HEADER_WORDS = 10;
export const SEGMENT_HEADER_BYTES = 4 * SEGMENT_HEADER_WORDS;
/** A place in a segment has 32 bits. */
export const SEGMENT_BYTES_MAX = 2 ** 30;

/** `EXOS`, as a word. */
const FIRST_WORD = 0x45 | (0x58 << 8) | (0x4f << 16) | (0x53 << 24);
const VERSION_AT = 1;
const CONFIGURATION_AT = 2;
const NUMBER_AT = 3;
const BYTES_BEFORE_AT = 4;
const BEGINNING_AT = 5;
const SALT_AT = 6;
const CRC_AT = 7;
const OWNER_AT = 8;
const SECOND_CRC_AT = 9;

export interface SegmentHeader {
  readonly configuration: number;
  /** The host whose log it is. */
  readonly owner: number;
  readonly number: number;
  readonly bytesBefore: number;
  readonly beginning: number;
  readonly salt: number;
}

/** The host whose log is expected: this one, of this ring. */
export interface Owner {
  /** This host's place in the ring, from 0. */
  readonly self: number;
  /** The configuration digest. */
  readonly configuration: number;
}

/** The name under which a new segment is written, until it is whole. */
export const UNFINISHED_NAME = 'unfinished';

/** Names sort as numbers do. */
export function segmentName(number: number): string {
  return `segment-${String(number).padStart(10, '0')}`;
}

/** The number of a segment, from its name; null for a file that is none. */
export function numberOfSegment(name: string): number | null {
  const digits = /^segment-(\d{10})$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

export function putSegmentHeader(
  words: Int32Array,
  { configuration, owner, number, bytesBefore, beginning, salt }: SegmentHeader,
): void {
  words[0] = FIRST_WORD;
  words[VERSION_AT] = FORMAT_VERSION;
  words[CONFIGURATION_AT] = configuration;
  words[NUMBER_AT] = number;
  words[BYTES_BEFORE_AT] = bytesBefore;
  words[BEGINNING_AT] = beginning;
  words[SALT_AT] = salt;
  words[CRC_AT] = crc32cWords(words, 0, CRC_AT);
  words[OWNER_AT] = owner;
  words[SECOND_CRC_AT] = crc32cWords(words, 0, SECOND_CRC_AT);
}

/**
 * Checks the header of the segment of that name, and returns it.
 *
 * @throws ExoError EXO421 if it is damaged, EXO422 if it is another version's, another ring's or another host's.
 */
export function checkSegmentHeader(
  words: Int32Array,
  name: string,
  { self, configuration }: Owner,
): SegmentHeader {
  const isBegun = words.length > CRC_AT && words[0] === FIRST_WORD;
  if (!isBegun || words[CRC_AT] !== crc32cWords(words, 0, CRC_AT)) throw damagedHeader(name);
  const version = words[VERSION_AT] as number;
  if (version !== FORMAT_VERSION) {
    throw new ExoError(
      'EXO422',
      `${name} has format version ${version}; this is for version ${FORMAT_VERSION}`,
    );
  }
  if (words.length < SEGMENT_HEADER_WORDS || words[SECOND_CRC_AT] !== crc32cWords(words, 0, SECOND_CRC_AT)) {
    throw damagedHeader(name);
  }
  const found = words[CONFIGURATION_AT] as number;
  if (found !== (configuration | 0)) {
    const digests = `configuration digest ${hex(found)}; this host's is ${hex(configuration)}`;
    throw new ExoError('EXO422', `${name} is of another ring or other rules: ${digests}`);
  }
  const owner = (words[OWNER_AT] as number) >>> 0;
  if (owner !== self) {
    throw new ExoError(
      'EXO422',
      `${name} is the log of host ${owner}; this is host ${self}: give each host a directory of its own`,
    );
  }
  const number = (words[NUMBER_AT] as number) >>> 0;
  if (number !== numberOfSegment(name)) {
    throw new ExoError('EXO421', `${name} has the header of ${segmentName(number)}`);
  }
  const bytesBefore = (words[BYTES_BEFORE_AT] as number) >>> 0;
  const beginning = (words[BEGINNING_AT] as number) >>> 0;
  return { configuration, owner, number, bytesBefore, beginning, salt: words[SALT_AT] as number };
}

/** Whether a segment begins with a checkpoint: then nothing before it is needed. */
export function beginsWithCheckpoint(words: Int32Array): boolean {
  return (
    words.length >= SEGMENT_HEADER_WORDS + RECORD_HEADER_WORDS &&
    kindOf(words, SEGMENT_HEADER_WORDS) === KIND.checkpoint
  );
}

function hex(digest: number): string {
  return (digest >>> 0).toString(16).padStart(8, '0');
}

function damagedHeader(name: string): ExoError {
  return new ExoError('EXO421', `${name} is damaged in its header`);
}
