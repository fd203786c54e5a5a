/**
 * Fuzzes the codec, guided by coverage: `node scripts/fuzz-wire.mjs [--inputs n] [--seed s]`, ten million inputs if nothing
 * else is said, three quarters of them frames and the others packets. An input that reaches code that none before it has
 * reached is kept, and others are made of it; what has been reached V8 says itself, block by block (node:inspector).
 *
 * No input may make the codec throw or write to it; what stands before and behind it in memory may make no difference,
 * wherever it begins and whichever kind of array it comes in; and what decodes as sound has to be encoded as the same bytes
 * again. A seed makes the same inputs every time: V8 does nothing beside the run, and forgets no code that it has compiled.
 * Prints what it has done, or the input that fails, in hexadecimal, and exits with 1 then.
 */
import { Buffer } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { Session } from 'node:inspector';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';

const BATCH = 2_000;
const WORDS_MAX = 512;
/** Words before an input in memory. */
const GUARD = 16;
const HOSTS = 5;
const CONFIGURATION = 0x5eed5eed | 0;

const { values } = parseArgs({
  options: { inputs: { type: 'string', default: '10000000' }, seed: { type: 'string', default: '1' } },
});
const [inputsMax, seed] = [Number(values.inputs), Number(values.seed)];
if (!(Number.isSafeInteger(inputsMax) && inputsMax > 0 && Number.isSafeInteger(seed))) {
  process.stderr.write('usage: node scripts/fuzz-wire.mjs [--inputs n] [--seed s]\n');
  process.exit(151);
}
/** With which V8 says the same of the same run every time; they have to be there when it starts. */
const FLAGS = ['--single-threaded', '--no-flush-bytecode'];
if (!FLAGS.every((flag) => process.execArgv.includes(flag))) {
  if (!(await build())) process.exit(255);
  const self = fileURLToPath(import.meta.url);
  const { status } = spawnSync(process.execPath, [...FLAGS, self, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exit(status ?? 255);
}

const wire = (name) => import(`../dist/impl/wire/${name}.js`);
const session = new Session();
session.connect();
/** With no call back, the answer comes at once. */
const ask = (method, params) => {
  /** @type {any} */
  let answer;
  session.post(method, params, (error, result) => {
    if (error !== null) throw new Error(`${method}: ${error.message}`);
    answer = result;
  });
  return answer;
};
ask('Profiler.enable');
ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

const { checkFrame, readFrame, sealFrame, writeFrame } = await wire('frame');
const { FIRST_WORD, CONFIGURATION_AT, BODY_BYTES_AT, HEADER_WORDS, wordsOf } = await wire('layout');
const { crc32cWords } = await wire('crc32c');
const { decodePacket, encodePacket } = await wire('packets');
const RING = { configuration: CONFIGURATION, hosts: HOSTS };

/** Numbers from a seed: xorshift, 32 bits. */
let state = (seed ^ 0x9e3779b9) | 1;
function below(count) {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return Math.floor(((state >>> 0) / 2 ** 32) * count);
}

/** By script, which characters of it have been run. */
const covered = new Map();
/** What has been run since this was last asked; whether any of it never had been before. */
function isNewlyCovered(isKept) {
  let isNew = false;
  for (const { url, functions } of ask('Profiler.takePreciseCoverage').result) {
    if (!url.includes('/impl/wire/')) continue;
    const end = Math.max(...functions.flatMap(({ ranges }) => ranges.map((range) => range.endOffset)));
    const all = covered.get(url) ?? new Uint8Array(end);
    const now = new Uint8Array(all.length);
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count } of ranges)
        now.fill(count > 0 ? 1 : 0, startOffset, endOffset);
    }
    for (let at = 0; at < now.length; at++) {
      if (now[at] === 1 && all[at] === 0) {
        isNew = true;
        if (isKept) all[at] = 1;
      }
    }
    covered.set(url, all);
  }
  return isNew;
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
const corpus = { frame: firstFrames(), packet: firstPackets() };

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

/** An input of a batch: a kind, and words. */
const batch = Array.from({ length: BATCH }, () => ({
  isFrame: true,
  words: new Int32Array(WORDS_MAX),
  length: 0,
  shift: 0,
  isBuffer: false,
}));

function make(input) {
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

let sound = 0;
const scratch = new Int32Array(WORDS_MAX);
/** Where inputs are run. */
const memory = new Int32Array(GUARD + WORDS_MAX + GUARD);
const memoryBytes = new Uint8Array(memory.buffer);
const memoryBuffer = Buffer.from(memory.buffer);
const placed = new Int32Array(WORDS_MAX);
const placedBytes = new Uint8Array(placed.buffer);
/** What stands around an input, in one run and in the other. */
const AROUND = [0x00, 0xff];

function run({ isFrame, words, length, shift, isBuffer }) {
  const begin = 4 * GUARD + (isFrame ? 0 : shift);
  const end = begin + 4 * length;
  memoryBytes.set(new Uint8Array(words.buffer, 0, 4 * length), begin);
  const bytes = (isBuffer ? memoryBuffer : memoryBytes).subarray(begin, end);
  const [found, other] = AROUND.map((byte) => {
    memoryBytes.fill(byte, 0, begin).fill(byte, end);
    return isFrame ? frameAgain(length) : packetAgain(bytes);
  });
  if (found instanceof Int32Array && other instanceof Int32Array) {
    sound += 1;
    for (const again of [found, other]) {
      expectSame(again.length === length, words, again, length, 'what is sound is encoded otherwise');
    }
  } else if (found !== other) {
    throw new Error('what stands around it makes a difference');
  }
  placedBytes.set(bytes);
  expectSame(true, words, placed, length, 'the input was written to');
}

/** The words of the frame in memory, written again; or what is wrong with it. */
function frameAgain(length) {
  const check = checkFrame(memory, GUARD, 4 * length, CONFIGURATION, HOSTS);
  return check === 0 ? scratch.slice(0, writeFrame(readFrame(memory, GUARD), scratch, 0)) : check;
}

/** The words of the packet, encoded again; or why it is refused. */
function packetAgain(bytes) {
  const decoded = decodePacket(bytes, RING);
  return decoded.kind === 'refused' ? decoded.reason : new Int32Array(encodePacket(decoded, RING).buffer);
}

function expectSame(isAsLong, words, other, length, what) {
  let isSame = isAsLong;
  for (let at = 0; isSame && at < length; at++) isSame = words[at] === other[at];
  if (!isSame) throw new Error(what);
}

function runAll(from, to) {
  for (let i = from; i < to; i++) {
    try {
      run(batch[i]);
    } catch (error) {
      const { isFrame, words, length, shift, isBuffer } = batch[i];
      const place = isFrame ? 'frame' : `packet in ${isBuffer ? 'a Buffer' : 'an array'} at ${shift}`;
      const hex = Buffer.from(words.buffer, 0, 4 * length).toString('hex');
      process.stdout.write(`✘ ${place}: ${error.message}\n  ${hex}\n`);
      process.exit(1);
    }
  }
}

/** Keeps each input of a part of the batch that reaches something new. */
function keepNew(from, to) {
  runAll(from, to);
  const isOne = to - from === 1;
  if (!isNewlyCovered(isOne)) return;
  if (isOne) {
    const { isFrame, words, length } = batch[from];
    (isFrame ? corpus.frame : corpus.packet).push(words.slice(0, length));
    return;
  }
  const middle = (from + to) >>> 1;
  keepNew(from, middle);
  keepNew(middle, to);
}

isNewlyCovered(true);
const began = performance.now();
let done = 0;
while (done < inputsMax) {
  const count = Math.min(BATCH, inputsMax - done);
  for (let i = 0; i < count; i++) make(batch[i]);
  runAll(0, count);
  if (isNewlyCovered(false)) keepNew(0, count);
  done += count;
}
const seconds = (performance.now() - began) / 1000;
const reached = [...covered.values()].reduce((sum, all) => sum + all.reduce((some, one) => some + one, 0), 0);
const size = [...covered.values()].reduce((sum, all) => sum + all.length, 0);
const number = (value) => Math.round(value).toLocaleString('en-US');
process.stdout.write(
  `✔ ${number(done)} inputs, ${number(sound)} of them sound, none that the codec mistreats: ` +
    `${number(done / seconds)} a second, ${corpus.frame.length + corpus.packet.length} kept, ` +
    `${((100 * reached) / size).toFixed(1)} % of the characters of the codec run (seed ${seed})\n`,
);
