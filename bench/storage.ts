/**
 * How fast a directory of stored records is recovered: `npm run bench:storage`. What stands in a torn tail is what submitters
 * and disks make of it, so it is tried with zeros, random bytes, and bytes that look like the headers of records.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DirectoryFiles } from '../impl/storage/directory-files.js';
import { DiskStorage } from '../impl/storage/disk-storage.js';
import { RECORD_HEADER_WORDS } from '../impl/storage/record.js';
import { segmentName } from '../impl/storage/segment.js';
import { crc32cWords } from '../impl/wire/crc32c.js';
import { writeFrame } from '../impl/wire/frame.js';
import { HEADER_BYTES } from '../impl/wire/layout.js';
import { figuresTable, median, speed, type Figure } from './figures.js';
import { flushed } from './flushed.js';

const HELP = `Usage: npm run -s bench:storage -- [options]

Measures the recovery of a directory: megabytes a second of sound records, and of a torn tail of zeros, of random bytes, and of bytes
that look like headers of records; a tail four times as long beside the same tail; all beside 200 MB/s, and beside the CRC of the bytes.

  --megabytes k  how long a tail or log is, 1 to 256 (default 32)
  --runs k       how often each is measured, 1 to 99; medians are reported (default 3)
  --json         print a list of { name, value, unit, peer, peerValue, ratio } instead of a table
  --help         print this
`;

const EXIT_BAD_OPTION = 151;
const MEGABYTE = 2 ** 20;
const AIM_MB = 200;
const HOSTS = 3;
const OWNER = { hosts: HOSTS, self: 0, configuration: 0x5eed };

type Fill = (words: Int32Array, placeWords: number) => void;

/** What a torn tail may be made of; `placeWords` is where it stands in its segment. */
const FILLS: Readonly<Record<string, Fill>> = {
  zeros: (words) => words.fill(0),
  'random bytes': (words) => {
    let state = 1;
    for (let i = 0; i < words.length; i++) words[i] = state = Math.imul(state, 1_664_525) + 1_013_904_223;
  },
  'look-alikes': (words, placeWords) => {
    for (let at = 0; at + RECORD_HEADER_WORDS <= words.length; at += RECORD_HEADER_WORDS) {
      // Kind, group, bytes of the body up to the end, and the place where it stands.
      words[at + 2] = 1;
      words[at + 3] = 4 * (placeWords + at);
      words[at + 4] = 4 * (words.length - at - RECORD_HEADER_WORDS);
      words[at + 5] = 4 * (placeWords + at);
    }
  },
};

/** Seconds that it takes to open the directory; what is cut off is put back for the next time. */
function openingSeconds(folder: string): number {
  const name = path.join(folder, segmentName(1));
  const bytes = readFileSync(name);
  const from = process.hrtime.bigint();
  const storage = DiskStorage.open(new DirectoryFiles(folder), OWNER);
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  storage.close();
  writeFileSync(name, bytes);
  return seconds;
}

/** Runs something in a directory of a new storage, which is removed afterwards. */
async function inDirectory<T>(run: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'exo-bench-'));
  try {
    DiskStorage.open(new DirectoryFiles(folder), OWNER).close();
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Megabytes a second of a torn tail. */
async function tail(fill: Fill, megabytes: number, runs: number): Promise<number> {
  return inDirectory((folder) => {
    const name = path.join(folder, segmentName(1));
    const begun = readFileSync(name);
    const words = new Int32Array((megabytes * MEGABYTE) / 4);
    fill(words, begun.length / 4);
    writeFileSync(name, Buffer.concat([begun, new Uint8Array(words.buffer)]));
    const times = Array.from({ length: runs }, () => openingSeconds(folder));
    return megabytes / median(times);
  });
}

/** Megabytes a second of sound records, of entries with 1 KiB. */
async function sound(megabytes: number, runs: number): Promise<number> {
  return inDirectory(async (folder) => {
    const storage = DiskStorage.open(new DirectoryFiles(folder), OWNER);
    const words = new Int32Array(2_048);
    const bytes = new Uint8Array(words.buffer);
    const payloads = [new Uint8Array(1_024).fill(1)];
    const count = Math.floor((megabytes * MEGABYTE) / (1_024 + HEADER_BYTES));
    for (let slot = 0; slot < count; slot++) {
      const fields = { configuration: 0, history: 0, epoch: 0, slot, source: 0, firstNumber: slot, payloads };
      storage.entry(bytes, 0, 4 * writeFrame(fields, words, 0));
      if (slot % 1_000 === 999) await flushed(storage);
    }
    await flushed(storage);
    storage.close();
    const times = Array.from({ length: runs }, () => openingSeconds(folder));
    return megabytes / median(times);
  });
}

/** Megabytes a second of the checksum alone. */
function checksum(megabytes: number, runs: number): number {
  const words = new Int32Array((megabytes * MEGABYTE) / 4).fill(0x1234_5678);
  const times = Array.from({ length: runs }, () => {
    const from = process.hrtime.bigint();
    crc32cWords(words, 0, words.length);
    return Number(process.hrtime.bigint() - from) / 1e9;
  });
  return megabytes / median(times);
}

async function measure(megabytes: number, runs: number): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const add = (name: string, value: number, peer: string, peerValue: number): void => {
    figures.push(speed({ name, value, unit: 'MB/s', peer, peerValue }));
  };
  const bare = checksum(megabytes, runs);
  const records = await sound(megabytes, runs);
  add('sound records', records, 'aim', AIM_MB);
  add('sound records', records, 'their CRC-32C alone', bare);
  for (const [name, fill] of Object.entries(FILLS)) {
    const value = await tail(fill, megabytes, runs);
    add(`torn tail of ${name}`, value, 'aim', AIM_MB);
    if (megabytes >= 4) {
      const quarter = await tail(fill, Math.floor(megabytes / 4), runs);
      add(`torn tail of ${name}`, value, 'a tail of a quarter', quarter);
    }
  }
  return figures;
}

async function main(words: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      megabytes: { type: 'string', default: '32' },
      runs: { type: 'string', default: '3' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const megabytes = whole('--megabytes', values.megabytes, 256);
  const runs = whole('--runs', values.runs, 99);
  const figures = await measure(megabytes, runs);
  process.stdout.write(values.json ? `${JSON.stringify(figures, null, 2)}\n` : `${figuresTable(figures)}\n`);
  return 0;
}

function whole(option: string, text: string, most: number): number {
  const value = /^[1-9]\d*$/.test(text) ? Number(text) : Infinity;
  if (value > most) throw new TypeError(`${option} takes 1 to ${most}, not '${text}'`);
  return value;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // What parseArgs and `whole` say of a wrong option.
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT_BAD_OPTION;
}
