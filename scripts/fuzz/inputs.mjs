/** The inputs that the codec is fuzzed with: frames and packets, and what a seed makes of them. */
import './coverage.mjs';
import { crc32cWords } from '../../dist/impl/wire/crc32c.js';
import { sealFrame, writeFrame } from '../../dist/impl/wire/frame.js';
import {
  BODY_BYTES_AT,
  CONFIGURATION_AT,
  FIRST_WORD,
  HEADER_WORDS,
  wordsOf,
} from '../../dist/impl/wire/layout.js';
import { encodePacket } from '../../dist/impl/wire/packets.js';

export const WORDS_MAX = 512;
const HOSTS = 5;
const CONFIGURATION = 0x5eed5eed | 0;
export const RING = { configuration: CONFIGURATION, hosts: HOSTS };

/** Numbers from a seed: xorshift, 32 bits. */
let state = 1;
/** From here on, inputs are those of the seed. */
export function beginWith(seed) {
  state = (seed ^ 0x9e3779b9) | 1;
}

function below(count) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return Math.floor(((state >>> 0) / 2 ** 32) * count);
}

const INTERESTING = [
  0,
  1,
  -1,
  2,
  255,
  256,
  0x7fff,
  0x8000,
  0x8001,
  0xffff,
  2 ** 20,
  2 ** 21,
  2 ** 31 - 1,
  -(2 ** 31),
  HOSTS,
];

/** What other inputs are made of, frames and packets apart. */
export const corpus = { frame: firstFrames(), packet: firstPackets() };

function firstFrames() {
  const fields = { configuration: CONFIGURATION, history: 7, epoch: 4, slot: 9, source: 2, firstNumber: 3 };
  const payloads = [
    [],
    [new Uint8Array(5)],
    [new Uint8Array(64)],
    [Uint8Array.of(1), Uint8Array.of(2, 3), new Uint8Array(9)],
  ];
  return payloads.map((list) => {
    const words = new Int32Array(WORDS_MAX);
    const firstNumber = list.length === 0 ? 0 : fields.firstNumber;
    return words.slice(0, writeFrame({ ...fields, firstNumber, payloads: list }, words, 0));
  });
}

function firstPackets() {
  const numbers = new Float64Array(HOSTS).fill(-1);
  const mark = { length: 9, lastEpoch: 4, sources: Uint8Array.of(1, 0), numbers };
  const frame = firstFrames()[1];
  const log = {
    mark,
    snapshot: Uint8Array.of(1, 2, 3),
    delivered: 9,
    length: 10,
    frames: new Uint8Array(frame.slice().buffer),
  };
  const epoch = { number: 6, members: Uint8Array.of(0, 1, 2, 4), base: 10, snapshot: 9 };
  /** @type {any[]} */
  const packets = [
    { kind: 'prepare', from: 1, epoch: 6, delivered: 9 },
    { kind: 'promise', from: 2, epoch: 6, log },
    { kind: 'start', from: 1, epoch, log },
    { kind: 'install', from: 1, epoch, log: { ...log, snapshot: null } },
    { kind: 'fetch', from: 1, epoch: 6, length: 9, upTo: 40, delivered: 9 },
    { kind: 'join', from: 1, promised: 6, isInstalled: true, delivered: 9 },
    { kind: 'refuse', from: 1, promised: 6 },
    { kind: 'hint', from: 1, epoch: 6, slot: 9 },
  ];
  return packets.map((packet) => new Int32Array(encodePacket(packet, RING).slice().buffer));
}

/** Makes an input of one that is kept. */
export function make(input) {
  input.isFrame = below(4) > 0;
  const sources = input.isFrame ? corpus.frame : corpus.packet;
  const source = sources[below(sources.length)];
  input.shift = below(4);
  input.isBuffer = below(2) === 0;
  input.words.set(source);
  input.length = source.length;
  for (let left = below(5); left > 0; left--) change(input, sources);
  if (below(8) > 0) seal(input);
}

function change(input, sources) {
  const { words } = input;
  if (input.length === 0) {
    input.length = 1 + below(20);
    return;
  }
  const at = below(input.length);
  switch (below(8)) {
    case 0:
      words[at] ^= 1 << below(32);
      break;
    case 1:
      words[at] = INTERESTING[below(INTERESTING.length)];
      break;
    case 2:
      words[at] = (words[at] & ~(0xff << (8 * below(4)))) | (below(256) << (8 * below(4)));
      break;
    case 3:
      words[at] += below(9) - 4;
      break;
    case 4:
      words[at] = words[below(input.length)];
      break;
    case 5:
      input.length = at;
      break;
    case 6: {
      const count = Math.min(below(8), WORDS_MAX - input.length);
      words.copyWithin(at + count, at, input.length);
      input.length += count;
      break;
    }
    case 7: {
      const other = sources[below(sources.length)];
      const from = below(other.length);
      const count = Math.min(other.length - from, WORDS_MAX - at);
      words.set(other.subarray(from, from + count), at);
      input.length = Math.max(input.length, at + count);
      break;
    }
  }
}

/** Makes an input get past the checksums, so that what is behind them is fuzzed too. */
function seal({ isFrame, words, length }) {
  if (length < 4) return;
  if (isFrame) {
    if (length < HEADER_WORDS) return;
    words[0] = FIRST_WORD;
    words[CONFIGURATION_AT] = CONFIGURATION;
    if (below(8) > 0) words[BODY_BYTES_AT] = 4 * (length - HEADER_WORDS);
    words[1] = crc32cWords(words, 2, length);
    return;
  }
  words[2] = CONFIGURATION;
  if (below(2) === 0) {
    for (let at = 4; at + HEADER_WORDS <= length; at++) {
      if (words[at] === FIRST_WORD && wordsOf(words, at) >= HEADER_WORDS && at + wordsOf(words, at) <= length)
        sealFrame(words, at);
    }
  }
  words[1] = crc32cWords(words, 2, length, crc32cWords(words, 0, 1));
}
