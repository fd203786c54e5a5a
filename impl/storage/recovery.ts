import { ExoError } from '../../errors/index.js';
import { alignedWords } from '../wire/aligned.js';
import type { Files, OpenFile } from './files.js';
import { groupOf, isRecord, recordWordsOf, RECORD_HEADER_BYTES } from './record.js';
import { applyRecord, fallingBack } from './record-replay.js';
import {
  beginsWithCheckpoint,
  checkSegmentHeader,
  numberOfSegment,
  type Owner,
  SEGMENT_HEADER_BYTES,
  SEGMENT_HEADER_WORDS,
  type SegmentHeader,
  segmentName,
} from './segment.js';
import { firstStored, StoredState } from './stored-state.js';

/** Where to go on: the last segment, open. */
export interface SegmentEnd {
  readonly file: OpenFile;
  readonly number: number;
  readonly salt: number;
  /** Where its next group begins. */
  readonly position: number;
}

/** What recovery finds. */
export interface Recovered extends SegmentEnd {
  readonly state: StoredState;
  /** The first segment that counts, which begins with a checkpoint. */
  readonly first: number;
  /** The sizes of the segments from the first on, together. */
  readonly bytes: number;
  /** How much of a torn tail was cut off. */
  readonly bytesCut: number;
  /** Segments that do not count any more. */
  readonly superseded: readonly string[];
}

/**
 * Reads what is stored, and cuts off a torn tail: what stands at the end of the last segment, was written with the last
 * flush, and is not whole. All that was read is durable afterwards. Null if nothing has ever been stored.
 *
 * @throws ExoError EXO421 if anything else is damaged or missing, or falls back behind what was stored before it, EXO422 if it
 * is another version's, another ring's or another host's. Nothing has been changed then.
 */
export function recover(files: Files, hosts: number, owner: Owner): Recovered | null {
  try {
    return recoverFrom(files, hosts, owner);
  } catch (cause) {
    if (!(cause instanceof ExoError)) throw cause;
    // Segments have the same names everywhere: the directory says which is meant.
    throw new ExoError(cause.code, `${files.place}: ${cause.message}`, { cause });
  }
}

function recoverFrom(files: Files, hosts: number, owner: Owner): Recovered | null {
  const numbers = segmentNumbers(files);
  const number = numbers.at(-1);
  if (number === undefined) return null;
  const first = firstThatCounts(files, numbers, number, owner);
  const state = new StoredState(firstStored(hosts));
  let bytes = 0;
  let last = readSegment(files, first, owner, state);
  while (last.header.number < number) {
    bytes += last.end;
    last = readSegment(files, last.header.number + 1, owner, state, last);
  }
  expectTorn(last);
  const file = settle(files, last);
  return {
    state,
    file,
    number,
    salt: last.header.salt,
    position: last.end,
    first,
    bytes: bytes + last.end,
    bytesCut: last.bytes.length - last.end,
    superseded: numbers.filter((other) => other < first).map(segmentName),
  };
}

/** A segment as it was read. */
interface Segment {
  readonly header: SegmentHeader;
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  /** Where the last group begins of which anything is sound. */
  readonly group: number;
  /** Where the sound records end that follow on each other from the beginning. */
  readonly end: number;
}

function segmentNumbers(files: Files): readonly number[] {
  return files
    .list()
    .flatMap((name) => numberOfSegment(name) ?? [])
    .sort((a, b) => a - b);
}

/** The last segment that begins with a checkpoint. No segment behind it may be missing. */
function firstThatCounts(files: Files, numbers: readonly number[], last: number, owner: Owner): number {
  const present = new Set(numbers);
  for (let number = last; ; number--) {
    const name = segmentName(number);
    if (!present.has(number)) throw new ExoError('EXO421', `${name} is missing`);
    const words = alignedWords(files.read(name, SEGMENT_HEADER_BYTES + RECORD_HEADER_BYTES));
    checkSegmentHeader(words, name, owner);
    if (beginsWithCheckpoint(words)) return number;
  }
}

/** Reads a segment as far as it is sound, and applies its records. The one before it, if any, has to be whole. */
function readSegment(
  files: Files,
  number: number,
  owner: Owner,
  state: StoredState,
  before: Segment | null = null,
): Segment {
  const bytes = files.read(segmentName(number));
  const words = alignedWords(bytes);
  const header = checkSegmentHeader(words, segmentName(number), owner);
  if (before !== null) expectWhole(before, header);
  let group = SEGMENT_HEADER_BYTES;
  let at = SEGMENT_HEADER_WORDS;
  while (isRecord(words, words.length, at, header.salt)) {
    const found = groupOf(words, at);
    if (found !== group && found !== 4 * at) break;
    const problem = fallingBack(words, at, state);
    if (problem !== null) throw damaged({ header, end: 4 * at }, `where ${problem}`);
    group = found;
    applyRecord(words, at, state);
    at += recordWordsOf(words, at);
  }
  const segment = { header, bytes, words, group, end: 4 * at };
  if (segment.end < header.beginning) throw damaged(segment, 'which was durable before it had its name');
  return segment;
}

/** A segment that another one follows is sound to its end, and as long as that one says. */
function expectWhole(segment: Segment, { bytesBefore }: SegmentHeader): void {
  if (segment.end === bytesBefore && segment.bytes.length === bytesBefore) return;
  throw damaged(segment, `where the next segment says that it has ${bytesBefore} bytes`);
}

/**
 * What is not sound at the end of the last segment is a torn tail, unless a sound record behind it is of a group that
 * begins further on: that group was not written before this place was durable.
 */
function expectTorn(segment: Segment): void {
  const { header, words, end } = segment;
  for (let at = end / 4 + 1; at < words.length; at++) {
    if (groupOf(words, at) > end && isRecord(words, words.length, at, header.salt)) {
      throw damaged(segment, `while what was written later is sound, at byte ${4 * at}`);
    }
  }
}

/**
 * Makes durable what was read. The last group is written again, with the bytes that it has: a process whose `sync` failed
 * leaves it where it can be read and is not on the disk, and the next `sync` would not see to it.
 */
function settle(files: Files, { header, bytes, group, end }: Segment): OpenFile {
  const file = files.open(segmentName(header.number));
  try {
    if (end < bytes.length) file.truncate(end);
    const from = Math.max(group, header.beginning);
    if (from < end) file.writeNow(bytes, from, end, from);
    file.syncNow();
    files.syncDirectoryNow();
  } catch (error) {
    file.close();
    throw error;
  }
  return file;
}

function damaged({ header, end }: Pick<Segment, 'header' | 'end'>, how: string): ExoError {
  const message = `${segmentName(header.number)} is damaged at byte ${end}, ${how}; nothing was changed`;
  return new ExoError('EXO421', message);
}
