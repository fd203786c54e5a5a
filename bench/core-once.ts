/**
 * One measurement of the implementation's core, in a process of its own: `node core-once.js '{"what":"step","hosts":5}'`
 * prints what it measured as JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { Core, type Stored } from '../impl/index.js';
import type { CoreWriter } from '../impl/core/core.js';
import { EntryLog } from '../impl/core/entry-log.js';
import { majority } from '../impl/core/ring.js';
import { DirectoryFiles } from '../impl/storage/directory-files.js';
import { DiskStorage } from '../impl/storage/disk-storage.js';
import { checkFrame, readFrame, sealFrame, writeFrame } from '../impl/wire/frame.js';
import { EPOCH_AT, HEADER_WORDS, SLOT_AT, putNumber, wordsOf } from '../impl/wire/layout.js';
import { flushed } from './flushed.js';

export interface CoreQuestion {
  readonly what: 'step' | 'codec' | 'disk' | 'heap';
  readonly hosts: number;
  /** How often the frames are gone through; of a disk, how many groups are written. */
  readonly passes: number;
  /** Entries in a group commit. */
  readonly group?: number;
}

export interface StepTimes {
  readonly stepNs: number;
  readonly bareNs: number;
}

export interface CodecTimes {
  readonly encodeNs: number;
  readonly decodeNs: number;
  readonly bareNs: number;
}

export interface HeapUse {
  readonly messages: number;
  readonly bytesAMessage: number;
}

export interface DiskSpeed {
  readonly entriesPerSecond: number;
}

const FRAMES = 8_192;
const PAYLOAD_BYTES = 64;
const CONFIGURATION = 7;
const NOBODY: CoreWriter = {
  entry: () => undefined,
  promise: () => undefined,
  install: () => undefined,
};

/** The entries of an epoch whose members are all hosts but the last: what a listener hears. */
class Entries {
  readonly words: Int32Array;
  readonly places = new Int32Array(FRAMES);
  readonly bytes: number;
  readonly stored: Stored;

  constructor(readonly hosts: number) {
    const members = Uint8Array.from({ length: hosts - 1 }, (_, host) => host);
    const mark = {
      length: 0,
      lastEpoch: -1,
      sources: new Uint8Array(0),
      numbers: new Float64Array(hosts).fill(-1),
    };
    this.stored = {
      promised: hosts,
      installed: { number: hosts, members, base: 0, snapshot: 0 },
      log: { mark, snapshot: null, delivered: 0, length: 0, frames: new Uint8Array(0) },
      reserved: 0,
    };
    const log = new EntryLog(hosts, logSize());
    const payload = new Uint8Array(PAYLOAD_BYTES).fill(5);
    this.words = new Int32Array(FRAMES * (HEADER_WORDS + 1 + PAYLOAD_BYTES / 4));
    let at = 0;
    for (let slot = 0; slot < FRAMES; slot++) {
      const source = slot % (hosts - 1);
      this.places[slot] = at;
      const firstNumber = Math.floor(slot / (hosts - 1));
      const fields = {
        configuration: CONFIGURATION,
        history: log.digest,
        epoch: hosts,
        slot,
        source,
        firstNumber,
      };
      const end = at + writeFrame({ ...fields, payloads: [payload] }, this.words, at);
      sealFrame(this.words, at);
      if (!log.append(this.words, at)) throw new Error('the log of a bench has room for its frames');
      at = end;
    }
    this.bytes = 4 * wordsOf(this.words, 0);
  }
}

function logSize(): { entriesMax: number; bytesMax: number } {
  return { entriesMax: FRAMES, bytesMax: FRAMES * 256 };
}

function listener(entries: Entries): Core {
  const { hosts } = entries;
  return new Core(
    {
      self: hosts - 1,
      hosts,
      configuration: CONFIGURATION,
      log: logSize(),
      queue: { payloadsMax: 16, bytesMax: 65_536, packPayloadsMax: 1, packBytesMax: 1_400 },
    },
    { broadcast: () => undefined, resend: () => undefined, send: () => undefined },
  );
}

/** Takes all entries in: appended, handed over, written, agreed. */
function takeIn(core: Core, { words, places }: Entries): void {
  for (let i = 0; i < FRAMES; i++) {
    core.receive(words, places[i] as number);
    core.persisted(core.takeWrites(NOBODY));
  }
}

function expectAgreed(core: Core, hosts: number): void {
  const expected = FRAMES - majority(hosts) + 1;
  if (core.agreed !== expected) throw new Error(`${core.agreed} entries are agreed, not ${expected}`);
}

/** Does the copies of those steps, and nothing else. */
function bareCopies({ words, places, bytes }: Entries, to: Int32Array): void {
  const count = bytes >>> 2;
  let place = 0;
  for (let i = 0; i < FRAMES; i++) {
    const at = places[i] as number;
    let k = 0;
    for (const end = count - 7; k < end; k += 8) {
      const a = at + k;
      const b = place + k;
      to[b] = words[a] as number;
      to[b + 1] = words[a + 1] as number;
      to[b + 2] = words[a + 2] as number;
      to[b + 3] = words[a + 3] as number;
      to[b + 4] = words[a + 4] as number;
      to[b + 5] = words[a + 5] as number;
      to[b + 6] = words[a + 6] as number;
      to[b + 7] = words[a + 7] as number;
    }
    for (; k < count; k++) to[place + k] = words[at + k] as number;
    place += count;
  }
}

/** The two in turns, so that both have the machine as it is at that time. */
function steps({ hosts, passes }: CoreQuestion): StepTimes {
  const entries = new Entries(hosts);
  const core = listener(entries);
  const to = new Int32Array(FRAMES * 64);
  const stepNs: number[] = [];
  const bareNs: number[] = [];
  for (let pass = 0; pass < passes; pass++) {
    core.restart(entries.stored, 0);
    stepNs.push(timeNs(() => takeIn(core, entries)));
    expectAgreed(core, hosts);
    bareNs.push(timeNs(() => bareCopies(entries, to)));
  }
  return { stepNs: middle(stepNs), bareNs: middle(bareNs) };
}

/** What a message leaves on the heap; the caller counts collections with --trace-gc between the two lines. */
function heap({ hosts, passes }: CoreQuestion): HeapUse {
  const entries = new Entries(hosts);
  const core = listener(entries);
  for (let pass = 0; pass < 100; pass++) {
    core.restart(entries.stored, 0);
    takeIn(core, entries);
  }
  let used = 0;
  process.stdout.write('measured from here\n');
  for (let pass = 0; pass < passes; pass++) {
    core.restart(entries.stored, 0);
    const before = getHeapStatistics().used_heap_size;
    takeIn(core, entries);
    used += getHeapStatistics().used_heap_size - before;
  }
  process.stdout.write('to here\n');
  return { messages: passes * FRAMES, bytesAMessage: used / (passes * FRAMES) };
}

/** Encoding: the header of a frame is written and the frame sealed. Decoding: it is checked, and its fields read. */
function codec({ hosts, passes }: CoreQuestion): CodecTimes {
  const entries = new Entries(hosts);
  const { words, places, bytes } = entries;
  const encodeNs: number[] = [];
  const decodeNs: number[] = [];
  const bareNs: number[] = [];
  const to = new Int32Array(FRAMES * 64);
  for (let pass = 0; pass < passes; pass++) {
    encodeNs.push(
      timeNs(() => {
        for (let i = 0; i < FRAMES; i++) {
          const at = places[i] as number;
          putNumber(words, at + EPOCH_AT, hosts + pass);
          putNumber(words, at + SLOT_AT, i + pass);
          sealFrame(words, at);
        }
      }),
    );
    let sound = 0;
    decodeNs.push(
      timeNs(() => {
        for (let i = 0; i < FRAMES; i++) {
          if (checkFrame(words, places[i] as number, bytes, CONFIGURATION, hosts) === 0) sound += 1;
        }
      }),
    );
    bareNs.push(timeNs(() => bareCopies(entries, to)));
    if (sound !== FRAMES) throw new Error(`${FRAMES - sound} frames are not sound`);
  }
  if (readFrame(words, 0).slot !== passes - 1) throw new Error('a frame does not say what was written');
  return { encodeNs: middle(encodeNs), decodeNs: middle(decodeNs), bareNs: middle(bareNs) };
}

/** Entries that are durable a second, a flush for each group. */
async function disk({ hosts, passes, group = 1_000 }: CoreQuestion): Promise<DiskSpeed> {
  const entries = new Entries(hosts);
  const folder = mkdtempSync(path.join(tmpdir(), 'exo-bench-'));
  try {
    const storage = openDisk(folder, hosts);
    const source = new Uint8Array(entries.words.buffer);
    storage.install(entries.stored.installed ?? fail(), entries.stored.log);
    await flushed(storage);
    const startedAt = performance.now();
    let slot = 0;
    for (let pass = 0; pass < passes && slot < FRAMES; pass++) {
      for (let k = 0; k < group && slot < FRAMES; k++, slot++) {
        storage.entry(source, 4 * (entries.places[slot] as number), entries.bytes);
      }
      await flushed(storage);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    storage.close();
    return { entriesPerSecond: slot / seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fail(): never {
  throw new Error('the entries of a bench have an epoch');
}

function openDisk(directory: string, hosts: number): DiskStorage {
  return DiskStorage.open(new DirectoryFiles(directory), { hosts, self: 0, configuration: CONFIGURATION });
}

/** Nanoseconds a frame. */
function timeNs(work: () => void): number {
  const from = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - from) / FRAMES;
}

/** The median of the second half: by then everything is compiled. */
function middle(times: readonly number[]): number {
  const late = times.slice(Math.floor(times.length / 2)).sort((a, b) => a - b);
  return late[Math.floor(late.length / 2)] ?? NaN;
}

async function main(question: CoreQuestion): Promise<unknown> {
  switch (question.what) {
    case 'step':
      return steps(question);
    case 'heap':
      return heap(question);
    case 'codec':
      return codec(question);
    case 'disk':
      return disk(question);
  }
}

const answer = await main(JSON.parse(process.argv[2] ?? '{}') as CoreQuestion);
process.stdout.write(`${JSON.stringify(answer)}\n`);
