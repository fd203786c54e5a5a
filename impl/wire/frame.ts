/**
 * The codec of frames (layout.ts, docs/wire-format.md). `sealFrame` and `checkFrame` are on the path of every message: they
 * allocate nothing and take the same time whatever the number of hosts. `writeFrame` and `readFrame` are for everybody else.
 */
import { crc32cWords } from './crc32c.js';
import { expectWhole } from './expect-whole.js';
import {
  BODY_BYTES_AT,
  CONFIGURATION_AT,
  CRC_AT,
  EPOCH_AT,
  FIRST_WORD,
  FRAME_BYTES_MAX,
  HEADER_BYTES,
  HEADER_WORDS,
  HISTORY_AT,
  HOSTS_MAX,
  NUMBER_AT,
  PAYLOAD_BYTES_MAX,
  SLOT_AT,
  SOURCE_AT,
  countOf,
  epochOf,
  firstNumberOf,
  putNumber,
  slotOf,
  sourceOf,
  wordsOf,
} from './layout.js';

/** What `checkFrame` finds, by name. */
export const FRAME_CHECK = {
  sound: 0,
  /** Too short or too long for a frame, or not as long as it says. */
  size: 1,
  magic: 2,
  version: 3,
  kind: 4,
  /** Of another ring, or of other rules. */
  configuration: 5,
  /** The CRC does not fit. */
  damaged: 6,
  /** Above 2^53 - 1, or not 0 in an empty message. */
  number: 7,
  /** Not a host. */
  source: 8,
  /** The payloads do not fill the body, or one is too long. */
  lengths: 9,
  /** Something that has to be zero is not. */
  padding: 10,
} as const;

export type FrameCheck = (typeof FRAME_CHECK)[keyof typeof FRAME_CHECK];

const PROBLEMS: Readonly<Record<FrameCheck, string>> = {
  [FRAME_CHECK.sound]: 'sound',
  [FRAME_CHECK.size]: 'not as long as a frame, or as it says',
  [FRAME_CHECK.magic]: 'not a frame of Exo',
  [FRAME_CHECK.version]: 'of another version of the wire format',
  [FRAME_CHECK.kind]: 'of a kind that is not known',
  [FRAME_CHECK.configuration]: 'of a ring that is configured otherwise',
  [FRAME_CHECK.damaged]: 'damaged: its CRC does not fit',
  [FRAME_CHECK.number]: 'has a number above 2^53 - 1, or numbers a payload that it does not have',
  [FRAME_CHECK.source]: 'from a source that is no host',
  [FRAME_CHECK.lengths]: 'has payloads that do not fill its body, or are too long',
  [FRAME_CHECK.padding]: 'has something else where zeros should be',
};

/**
 * One line of text on what `checkFrame` has found.
 *
 * @example
 * const configuration = configurationDigest({ hosts: 3, cluster: 'rack 1' });
 * console.log(frameProblem(checkFrame(new Int32Array(32), 0, 128, configuration, 3))); // not a frame of Exo
 */
export function frameProblem(code: FrameCheck): string {
  return PROBLEMS[code];
}

/** What stands for the CRC of a frame that has none yet. One frame of 2^32 has it as its CRC, and to seal that again changes nothing. */
export const UNSEALED = 0;

/** Stores the CRC of a frame whose other fields are there. */
export function sealFrame(words: Int32Array, at: number): void {
  words[at + CRC_AT] = crc32cWords(words, at + CONFIGURATION_AT, at + wordsOf(words, at));
}

const MAGIC_MASK = 0x0000ffff;
const VERSION_MASK = 0x00ff0000;
/** What may not be set in the high half of a number of at most 53 bits. */
const NUMBER_MASK = ~0x1fffff;

/**
 * Whether the `bytes` bytes from word `at` on are a frame for this ring; 0 if they are. Any bytes at all may stand there.
 * Version and configuration come before the CRC, so that hosts with different settings learn it.
 *
 * @example
 * const configuration = configurationDigest({ hosts: 3, cluster: 'rack 1' });
 * console.log(checkFrame(new Int32Array(32), 0, 128, configuration, 3) === 0); // false
 */
export function checkFrame(
  words: Int32Array,
  at: number,
  bytes: number,
  configuration: number,
  hosts: number,
): FrameCheck {
  if (
    bytes < HEADER_BYTES ||
    bytes > FRAME_BYTES_MAX ||
    (bytes & 3) !== 0 ||
    at + (bytes >>> 2) > words.length
  ) {
    return FRAME_CHECK.size;
  }
  const first = words[at] as number;
  if (first !== FIRST_WORD) return problemOfFirst(first);
  if (words[at + CONFIGURATION_AT] !== configuration) return FRAME_CHECK.configuration;
  if (words[at + BODY_BYTES_AT] !== bytes - HEADER_BYTES) return FRAME_CHECK.size;
  const crc = crc32cWords(words, at + CONFIGURATION_AT, at + (bytes >>> 2));
  if (words[at + CRC_AT] !== crc) return FRAME_CHECK.damaged;
  return checkFields(words, at, bytes, hosts);
}

function problemOfFirst(first: number): FrameCheck {
  if ((first & MAGIC_MASK) !== (FIRST_WORD & MAGIC_MASK)) return FRAME_CHECK.magic;
  return (first & VERSION_MASK) !== (FIRST_WORD & VERSION_MASK) ? FRAME_CHECK.version : FRAME_CHECK.kind;
}

function checkFields(words: Int32Array, at: number, bytes: number, hosts: number): FrameCheck {
  const high =
    (words[at + EPOCH_AT + 1] as number) |
    (words[at + SLOT_AT + 1] as number) |
    (words[at + NUMBER_AT + 1] as number);
  if ((high & NUMBER_MASK) !== 0) return FRAME_CHECK.number;
  const source = words[at + SOURCE_AT] as number;
  if ((source & 0xff) >= hosts) return FRAME_CHECK.source;
  if ((source & 0xff00) !== 0) return FRAME_CHECK.padding;
  const count = source >>> 16;
  if (count === 0) return checkEmpty(words, at, bytes);
  // A sum of numbers below 2^32 is far below 2^53.
  if (high !== 0 && firstNumberOf(words, at) > Number.MAX_SAFE_INTEGER - (count - 1))
    return FRAME_CHECK.number;
  return count === 1 ? checkOne(words, at, bytes) : checkBody(words, at, bytes, count);
}

function checkEmpty(words: Int32Array, at: number, bytes: number): FrameCheck {
  if (bytes !== HEADER_BYTES) return FRAME_CHECK.lengths;
  return firstNumberOf(words, at) === 0 ? FRAME_CHECK.sound : FRAME_CHECK.number;
}

/** Checks the body of a frame of one payload, as `checkBody` does: its length has a word of its own. */
function checkOne(words: Int32Array, at: number, bytes: number): FrameCheck {
  const room = bytes - HEADER_BYTES - 4;
  if (room < 0) return FRAME_CHECK.lengths;
  const word = words[at + HEADER_WORDS] as number;
  const zeros = room - (word & 0xffff);
  if ((word & 0xffff) > PAYLOAD_BYTES_MAX || zeros < 0 || zeros > 3) return FRAME_CHECK.lengths;
  if (word >>> 16 !== 0) return FRAME_CHECK.padding;
  if (zeros === 0) return FRAME_CHECK.sound;
  const last = words[at + (bytes >>> 2) - 1] as number;
  return last >>> (32 - 8 * zeros) === 0 ? FRAME_CHECK.sound : FRAME_CHECK.padding;
}

function checkBody(words: Int32Array, at: number, bytes: number, count: number): FrameCheck {
  let end = HEADER_BYTES + lengthsBytes(count);
  if (end > bytes) return FRAME_CHECK.lengths;
  for (let k = 0; k < count; k++) {
    const size = payloadBytes(words, at, k);
    if (size > PAYLOAD_BYTES_MAX) return FRAME_CHECK.lengths;
    end += size;
  }
  const zeros = bytes - end;
  if (zeros < 0 || zeros > 3) return FRAME_CHECK.lengths;
  if ((count & 1) !== 0 && payloadBytes(words, at, count) !== 0) return FRAME_CHECK.padding;
  const last = words[at + (bytes >>> 2) - 1] as number;
  return zeros > 0 && last >>> (32 - 8 * zeros) !== 0 ? FRAME_CHECK.padding : FRAME_CHECK.sound;
}

/** What the lengths of this many payloads take up. */
function lengthsBytes(count: number): number {
  return (2 * count + 3) & ~3;
}

/** Where a frame's first payload begins, as a byte from where `words` begins; each further one follows on the one before. */
export function payloadsAt(words: Int32Array, at: number): number {
  return 4 * at + HEADER_BYTES + lengthsBytes(countOf(words, at));
}

/** How long a frame's payload number `k` is, from 0. */
export function payloadBytes(words: Int32Array, at: number, k: number): number {
  return ((words[at + HEADER_WORDS + (k >>> 1)] as number) >>> ((k & 1) << 4)) & 0xffff;
}

/** Where payload number `k` begins, as a byte from where `words` begins, and its length. Takes a step for each before it. */
export function payloadPlace(words: Int32Array, at: number, k: number): { at: number; bytes: number } {
  let place = payloadsAt(words, at);
  for (let i = 0; i < k; i++) place += payloadBytes(words, at, i);
  return { at: place, bytes: payloadBytes(words, at, k) };
}

/** What a frame says. */
export interface FrameFields {
  /** The digest of what all hosts of a ring have in common (wire/configuration.ts), a word. */
  readonly configuration: number;
  /** The digest of the last h senders (core/history.ts), a word. */
  readonly history: number;
  /** Whole, from 0 to 2^53 - 1, as `slot` and `firstNumber` are. */
  readonly epoch: number;
  readonly slot: number;
  /** 0 to 255. */
  readonly source: number;
  /** 0 if there are no payloads. */
  readonly firstNumber: number;
  /** Each of at most 32,768 bytes; the whole frame of at most 65,000. */
  readonly payloads: readonly Uint8Array[];
}

/**
 * Writes a whole frame from word `at` on, seals it, and returns how many words it has.
 *
 * @throws ExoError EXO411 where a value is beyond its limits, or `words` has no room for it.
 */
export function writeFrame(fields: FrameFields, words: Int32Array, at: number): number {
  const { configuration, history, epoch, slot, source, firstNumber, payloads } = fields;
  const bodyBytes = expectFrame(fields, words.length - at);
  words[at] = FIRST_WORD;
  words[at + CONFIGURATION_AT] = configuration;
  words[at + HISTORY_AT] = history;
  putNumber(words, at + EPOCH_AT, epoch);
  putNumber(words, at + SLOT_AT, slot);
  putNumber(words, at + NUMBER_AT, firstNumber);
  words[at + SOURCE_AT] = source | (payloads.length << 16);
  words[at + BODY_BYTES_AT] = bodyBytes;
  const body = new Uint8Array(words.buffer, words.byteOffset + 4 * at + HEADER_BYTES, bodyBytes).fill(0);
  let end = lengthsBytes(payloads.length);
  payloads.forEach((payload, k) => {
    body[2 * k] = payload.length & 0xff;
    body[2 * k + 1] = payload.length >>> 8;
    body.set(payload, end);
    end += payload.length;
  });
  sealFrame(words, at);
  return wordsOf(words, at);
}

/** What a sound frame says; its payloads are copied. */
export function readFrame(words: Int32Array, at: number): FrameFields {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  let place = payloadsAt(words, at);
  const payloads = Array.from({ length: countOf(words, at) }, (_, k) => {
    const begin = place;
    place += payloadBytes(words, at, k);
    return bytes.slice(begin, place);
  });
  return {
    configuration: words[at + CONFIGURATION_AT] as number,
    history: words[at + HISTORY_AT] as number,
    epoch: epochOf(words, at),
    slot: slotOf(words, at),
    source: sourceOf(words, at),
    firstNumber: firstNumberOf(words, at),
    payloads,
  };
}

/** The length of the body that the fields make. */
function expectFrame({ epoch, slot, source, firstNumber, payloads }: FrameFields, roomWords: number): number {
  expectWhole('epoch', epoch, Number.MAX_SAFE_INTEGER);
  expectWhole('slot', slot, Number.MAX_SAFE_INTEGER);
  expectWhole('source', source, HOSTS_MAX - 1);
  const lastNumberMax = Number.MAX_SAFE_INTEGER - Math.max(0, payloads.length - 1);
  expectWhole('firstNumber', firstNumber, payloads.length === 0 ? 0 : lastNumberMax);
  let bytes = lengthsBytes(payloads.length);
  for (const { length } of payloads) {
    expectWhole('bytes of a payload', length, PAYLOAD_BYTES_MAX);
    bytes += length;
  }
  bytes = (bytes + 3) & ~3;
  expectWhole('bytes of a frame', HEADER_BYTES + bytes, Math.min(FRAME_BYTES_MAX, 4 * roomWords));
  return bytes;
}
