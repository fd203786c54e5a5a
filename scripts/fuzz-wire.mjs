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
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { expectFlags, numberOf } from './words.mjs';

const BATCH = 2_000;
/** Words before an input in memory. */
const GUARD = 16;

expectFlags(['--inputs', '--seed']);
const [inputsMax, seed] = [numberOf('--inputs', 10_000_000), numberOf('--seed', 1, 0)];
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

// What has been run is counted from before the codec is loaded.
const { covered, isNewlyCovered } = await import('./fuzz/coverage.mjs');
const { beginWith, corpus, make, RING, WORDS_MAX } = await import('./fuzz/inputs.mjs');
const { checkFrame, readFrame, writeFrame } = await import('../dist/impl/wire/frame.js');
const { decodePacket, encodePacket } = await import('../dist/impl/wire/packets.js');

/** An input of a batch: a kind, and words. */
const batch = Array.from({ length: BATCH }, () => ({
  isFrame: true,
  words: new Int32Array(WORDS_MAX),
  length: 0,
  shift: 0,
  isBuffer: false,
}));

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
  const check = checkFrame(memory, GUARD, 4 * length, RING.configuration, RING.hosts);
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

beginWith(seed);
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
