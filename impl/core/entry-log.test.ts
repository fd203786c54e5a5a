import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assert } from '../../errors/index.js';
import { untilMet } from '../../errors/testing/until-met.js';
import { entryAt, frameAfter, imageOf, markOf, type TestEntry } from '../testing/entries.js';
import { UNSEALED } from '../wire/frame.js';
import { CRC_AT, EPOCH_AT, HISTORY_AT, SLOT_AT, SOURCE_AT } from '../wire/layout.js';
import { EntryLog } from './entry-log.js';
import type { FrameRun } from './frame-ring.js';
import { historyDigest } from './history.js';

const SNAPSHOT = Uint8Array.of(1, 2, 3);

/** What a log is, without any cleverness: all entries that it ever had, and from where on they are kept. */
class NaiveLog {
  entries: readonly TestEntry[] = [];
  start = 0;
}

const commands = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        type: fc.constant('append' as const),
        source: fc.nat(),
        hasPayload: fc.boolean(),
        bytes: fc.nat({ max: 70 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant('compact' as const), share: fc.nat({ max: 100 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('become' as const),
        keep: fc.nat({ max: 100 }),
        more: fc.oneof(fc.nat({ max: 6 }), fc.nat({ max: 40 })),
        trimmed: fc.boolean(),
      }),
    },
  ),
  { maxLength: 120 },
);

function entryOf(
  naive: NaiveLog,
  epoch: number,
  command: { source: number; hasPayload: boolean; bytes: number },
  hosts: number,
): TestEntry {
  const source = command.source % hosts;
  const last = markOf(naive.entries, hosts).numbers[source] as number;
  if (!command.hasPayload) return { epoch, source, firstNumber: null };
  return { epoch, source, firstNumber: last + 1, payloads: [new Uint8Array(command.bytes).fill(source + 1)] };
}

function expectSame(log: EntryLog, naive: NaiveLog, hosts: number): void {
  const { entries, start } = naive;
  expect([log.start, log.length]).toEqual([start, entries.length]);
  const mark = markOf(entries, hosts);
  expect(log.markAt(entries.length)).toEqual(mark);
  expect(log.markAt(start)).toEqual(markOf(entries.slice(0, start), hosts));
  expect(log.digest).toBe(historyDigest(mark.sources));
  expect([log.lastEpoch, [...log.lastNumbers]]).toEqual([mark.lastEpoch, [...mark.numbers]]);
  const kept = entries.slice(start).map(({ epoch, source, firstNumber }) => ({ epoch, source, firstNumber }));
  expect(kept.map((_, i) => entryAt(log, start + i))).toEqual(kept);
  expect(log.whole(start).frames).toEqual(imageOf(entries, hosts, { from: start }).frames);
}

describe('a log', () => {
  test('is at every moment what a list of entries is, and stays so where it has no room', () => {
    const refused: number[] = [];
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), commands, (hosts, list) => {
        const size = { entriesMax: 32, bytesMax: 2_048 };
        // Half of them begin with little memory.
        const log = new EntryLog(hosts, hosts % 2 === 0 ? size : { ...size, bytesAtFirst: 128 });
        const naive = new NaiveLog();
        let epoch = 0;
        for (const command of list) {
          if (command.type === 'append') {
            const entry = entryOf(naive, epoch, command, hosts);
            const isTaken = log.append(frameAfter(naive.entries, entry, hosts), 0);
            if (isTaken) naive.entries = [...naive.entries, entry];
            else expect(log.length - log.start).toBeGreaterThan(8);
          } else if (command.type === 'compact') {
            const slot =
              naive.start + Math.floor(((naive.entries.length - naive.start) * command.share) / 100);
            if (slot > naive.start) log.compact(slot, SNAPSHOT);
            naive.start = slot;
          } else {
            epoch += 1;
            const kept =
              naive.start + Math.floor(((naive.entries.length - naive.start) * command.keep) / 100);
            const other = new NaiveLog();
            other.entries = naive.entries.slice(0, kept);
            for (let k = 0; k < command.more; k++) {
              const source = (k + epoch) % hosts;
              other.entries = [
                ...other.entries,
                entryOf(other, epoch, { source, hasPayload: k % 2 === 0, bytes: k }, hosts),
              ];
            }
            const from = command.trimmed ? kept : 0;
            const image = imageOf(other.entries, hosts, { from });
            if (!log.canBecome(image, kept)) continue;
            if (log.become(image, kept, false)) naive.entries = other.entries;
            else refused.push(other.entries.length - naive.start);
          }
          expectSame(log, naive, hosts);
        }
      }),
      { numRuns: 150 },
    );
    expect(Math.min(...refused)).toBeGreaterThan(8);
  });

  test('is what a list of entries is where it takes more than it should have, too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), commands, (hosts, list) => {
        const log = new EntryLog(hosts, { entriesMax: 4, bytesMax: 320, bytesAtFirst: 32 * hosts });
        const naive = new NaiveLog();
        for (const command of list) {
          if (command.type === 'append') {
            const entry = entryOf(naive, 0, command, hosts);
            const frame = frameAfter(naive.entries, entry, hosts);
            if (!log.append(frame, 0)) log.appendBeyond(frame, 0);
            naive.entries = [...naive.entries, entry];
          } else if (command.type === 'compact') {
            const slot = naive.start + Math.floor(((log.length - log.start) * command.share) / 400);
            if (slot > naive.start) log.compact(slot, SNAPSHOT);
            naive.start = slot;
          }
          expectSame(log, naive, hosts);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('may be longer than it should be where what is agreed fills less than half of it, or leaves room for what is needed', () => {
    const log = new EntryLog(3, { entriesMax: 16, bytesMax: 65_536 });
    const entries: TestEntry[] = [];
    for (let i = 0; i < 16; i++) {
      const entry = { epoch: 0, source: i % 3, firstNumber: null };
      log.append(frameAfter(entries, entry, 3), 0);
      entries.push(entry);
    }
    log.compact(2, SNAPSHOT);
    expect([2, 9, 10, 16].map((agreed) => log.mayOutgrow(agreed, 9))).toEqual([true, true, false, false]);
    expect([14, 15].map((agreed) => log.mayOutgrow(agreed, 3))).toEqual([true, false]);
    const short = new EntryLog(3, { entriesMax: 1_024, bytesMax: 1_000 });
    for (let i = 0; i < 16; i++) short.append(frameAfter(entries.slice(0, i), entries[i] as TestEntry, 3), 0);
    expect([10, 11].map((agreed) => short.mayOutgrow(agreed, 3))).toEqual([true, false]);
  });

  test('takes memory as it is needed, half as much again each time, up to all it may have', () => {
    const log = new EntryLog(3, { entriesMax: 64, bytesMax: 1_000, bytesAtFirst: 100 });
    const entries: TestEntry[] = [];
    const sizes: number[] = [];
    for (;;) {
      const entry = { epoch: 0, source: entries.length % 3, firstNumber: null };
      const hadRoom = log.hasRoom(12);
      const isTaken = log.append(frameAfter(entries, entry, 3), 0);
      expect(isTaken).toBe(hadRoom);
      if (!isTaken) break;
      entries.push(entry);
      sizes.push(log.words.length);
    }
    expect([...new Set(sizes)]).toEqual([25, 37, 55, 82, 123, 184, 250]);
    expect(entries.length).toBe(20);
    log.compact(15, SNAPSHOT);
    for (let i = 0; i < 12; i++)
      log.append(frameAfter(entries, { epoch: 0, source: 0, firstNumber: null }, 3), 0);
    expect([log.length, log.words.length]).toEqual([32, 250]);
  });

  test('whose application compacts keeps the memory that it has', () => {
    const log = new EntryLog(3, { entriesMax: 64, bytesMax: 2 ** 20, bytesAtFirst: 1_024 });
    const entries: TestEntry[] = [];
    for (let i = 0; i < 200; i++) {
      const entry = { epoch: 0, source: i % 3, firstNumber: null };
      expect(log.append(frameAfter(entries, entry, 3), 0)).toBe(true);
      entries.push(entry);
      if (i % 8 === 7) log.compact(i - 4, SNAPSHOT);
    }
    expect(log.words.length).toBe(256);
  });

  test('that is given a snapshot forgets what it had', () => {
    const hosts = 3;
    const entries: readonly TestEntry[] = [0, 1, 2, 0, 1].map((source, i) => ({
      epoch: 4,
      source,
      firstNumber: i,
    }));
    const log = new EntryLog(hosts, { entriesMax: 16, bytesMax: 4_096 });
    log.append(frameAfter([], { epoch: 0, source: 2, firstNumber: null }, hosts), 0);
    const image = imageOf(entries, hosts, { from: 3, snapshot: SNAPSHOT });
    expect(log.canBecome(imageOf(entries, hosts, { from: 3 }), 1)).toBe(false);
    expect(log.canBecome(image, 1)).toBe(true);
    expect(log.become(image, 1, false)).toBe(true);
    expect([log.start, log.length, log.snapshot]).toEqual([3, 5, SNAPSHOT]);
    expect(log.markAt(5)).toEqual(markOf(entries, hosts));
    expect(log.image(0, 3, 5)).toEqual(image);
    expect(log.image(3, 3, 5)).toEqual({ ...image, snapshot: null });
    expect(log.image(4, 4, 5).mark).toEqual(markOf(entries.slice(0, 4), hosts));
  });
});

/** Frames one after the other in a memory, as they wait on a medium. */
function runOf(frames: readonly Int32Array[]): FrameRun {
  const places = frames.map((_, k) => frames.slice(0, k).reduce((sum, { length }) => sum + length, 0));
  const words = new Int32Array(frames.reduce((sum, { length }) => sum + length, 0));
  frames.forEach((frame, k) => words.set(frame, places[k]));
  return { words, placeOf: (index) => places[index] as number };
}

describe('frames that are appended in one go', () => {
  test('leave the log as they do one by one, up to the first that does not follow, or has no room', async () => {
    const met = { wholeRuns: 0, cutRuns: 0 };
    const frame = fc.record({ bytes: fc.nat({ max: 70 }), isEmpty: fc.boolean() });
    const cases = fc.record({
      hosts: fc.integer({ min: 2, max: 7 }),
      list: fc.array(frame, { minLength: 1, maxLength: 40 }),
      begun: fc.nat({ max: 8 }),
      wrong: fc.oneof(fc.constant(-1), fc.nat({ max: 12 })),
      word: fc.constantFrom(HISTORY_AT, EPOCH_AT, EPOCH_AT + 1, SLOT_AT, SLOT_AT + 1, SOURCE_AT),
    });
    const round = (): void =>
      fc.assert(
        fc.property(cases, ({ hosts, list, begun, wrong, word }) => {
          const bytesAtFirst = hosts % 2 === 0 ? 2_048 : 128;
          const [one, other] = [0, 1].map(
            () => new EntryLog(hosts, { entriesMax: 24, bytesMax: 2_048, bytesAtFirst }),
          );
          assert(one !== undefined && other !== undefined, 'there are two');
          const naive = new NaiveLog();
          const frames = list.map(({ bytes, isEmpty }, slot) => {
            const entry = entryOf(naive, 3, { source: slot, hasPayload: !isEmpty, bytes }, hosts);
            const words = frameAfter(naive.entries, entry, hosts);
            naive.entries = [...naive.entries, entry];
            return words;
          });
          const from = Math.min(begun, list.length);
          let length = 0;
          while (length < from && one.append(frames[length] as Int32Array, 0)) length += 1;
          for (let k = 0; k < length; k++) other.append(frames[k] as Int32Array, 0);
          const bad = frames[wrong];
          if (bad !== undefined && wrong >= length) bad[word] = (bad[word] as number) ^ 1;
          let expected = length;
          while (
            expected < list.length &&
            expected !== wrong &&
            one.append(frames[expected] as Int32Array, 0)
          ) {
            expected += 1;
          }
          const order = Uint8Array.from({ length: hosts }, (_, host) => host);
          const taken = other.appendRun(runOf(frames), length, list.length, 3, order, length % hosts);
          expect(taken).toBe(expected - length);
          expect(other.whole(0)).toEqual(one.whole(0));
          expect([other.length, other.digest, other.lastEpoch]).toEqual([
            one.length,
            one.digest,
            one.lastEpoch,
          ]);
          met[expected === list.length ? 'wholeRuns' : 'cutRuns'] += 1;
        }),
        { numRuns: 200 },
      );
    await untilMet(round, met, 10);
  });
});

test('a frame without a CRC has one in an image of the log', () => {
  const log = new EntryLog(3, { entriesMax: 8, bytesMax: 2_048 });
  const frame = frameAfter([], { epoch: 0, source: 0, firstNumber: 0 }, 3);
  const sealed = frame.slice();
  frame[CRC_AT] = UNSEALED;
  log.append(frame, 0);
  expect(log.words[CRC_AT]).toBe(UNSEALED);
  expect(log.whole(0).frames).toEqual(new Uint8Array(sealed.buffer));
});
