import { describe, expect, test } from 'vitest';
import { STATUS, type Status } from '../core/core.js';
import { EntryLog } from '../core/entry-log.js';
import type { EpochRecord } from '../core/records.js';
import { frameAfter, type TestEntry } from '../testing/entries.js';
import { Hints } from './hints.js';

const HOSTS = 5;

/** Host 3 of five, in the epoch of all, with entries of which each has a payload or not; and what it sends. */
function bench(hasPayloads: readonly boolean[] = [], holdMs = 5) {
  const entries = hasPayloads.map((has, slot): TestEntry => {
    return { epoch: 0, source: slot % HOSTS, firstNumber: has ? slot : null };
  });
  const log = new EntryLog(HOSTS, { entriesMax: 64, bytesMax: 65_536 });
  entries.forEach((entry, slot) => log.append(frameAfter(entries.slice(0, slot), entry, HOSTS), 0));
  const core = {
    self: 3,
    hosts: HOSTS,
    status: STATUS.following as Status,
    promised: 0,
    installed: {
      number: 0,
      members: Uint8Array.of(0, 1, 2, 3, 4),
      base: 0,
      snapshot: 0,
    } as EpochRecord | null,
    agreed: Math.max(0, entries.length - 2),
    isWritten: true,
    hasPayload: true,
    holdsToken: false,
    log,
    proposerOf: (slot: number) => slot % HOSTS,
  };
  const sent: string[] = [];
  const hints = new Hints(
    core,
    { send: (to, packet) => sent.push(`${to}: ${packet.kind === 'hint' ? packet.slot : packet.kind}`) },
    { holdMs },
  );
  return { hints, core, sent };
}

describe('a host with a payload', () => {
  test('tells those who would hold the token before it comes here, once', () => {
    const { hints, sent } = bench();
    hints.tell();
    hints.tell();
    expect(sent).toEqual(['0: 3', '1: 3', '2: 3']);
  });

  test('tells nobody who is in a hurry anyhow, because something is not agreed', () => {
    // Slot 3 is its own; one with a payload hurries the two slots behind it.
    for (const [hasPayloads, expected] of [
      [[true], []],
      [[false], ['1: 3', '2: 3']],
      [[false, false, false, false, true], ['2: 8']],
      [
        [true, true, true, true, false],
        ['1: 8', '2: 8'],
      ],
    ] as const) {
      const { hints, sent } = bench(hasPayloads);
      hints.tell();
      expect(sent).toEqual(expected);
    }
  });

  test('tells nobody while it holds the token, has nothing, is in no epoch, or has something unwritten', () => {
    for (const change of [
      { holdsToken: true },
      { hasPayload: false },
      { status: STATUS.waiting },
      { isWritten: false },
      {
        installed: { number: 0, members: Uint8Array.of(0, 1, 2), base: 0, snapshot: 0 },
        proposerOf: () => 0,
      },
    ]) {
      const { hints, core, sent } = bench();
      Object.assign(core, change);
      hints.tell();
      expect(sent).toEqual([]);
    }
  });

  test('tells nobody where no token is held, and nobody before a slot that others wait for', () => {
    const never = bench([], 0);
    never.hints.tell();
    const other = bench();
    other.hints.heard({ kind: 'hint', from: 4, epoch: 0, slot: 4 });
    other.hints.tell();
    expect([never.sent, other.sent]).toEqual([[], []]);
  });

  test('tells again in another epoch, and for the next own slot', () => {
    const { hints, core, sent } = bench();
    hints.tell();
    core.promised = 4;
    hints.tell();
    expect(sent.length).toBe(6);
    const later = bench([false, false, false, false]);
    later.hints.load(hints.save());
    later.core.promised = 4;
    later.hints.tell();
    expect(later.sent).toEqual(['4: 8', '0: 8', '1: 8', '2: 8']);
  });
});

describe('the token is in a hurry', () => {
  test('while something with a payload is not agreed', () => {
    expect(
      [[], [false, false], [true, false], [true, false, false]].map((has) => bench(has).hints.isHurried),
    ).toEqual([false, false, true, false]);
  });

  test('up to the slot for which somebody has a payload, in that epoch, and at most a round', () => {
    const isHurried = (epoch: number, slot: number): boolean => {
      const { hints } = bench([false]);
      hints.heard({ kind: 'hint', from: 4, epoch, slot });
      return hints.isHurried;
    };
    expect([isHurried(0, 1), isHurried(0, 2), isHurried(0, 6), isHurried(0, 7), isHurried(4, 2)]).toEqual([
      false,
      true,
      true,
      false,
      false,
    ]);
  });

  test('for the furthest slot that was heard of, in whatever order that was', () => {
    const { hints } = bench();
    for (const [epoch, slot] of [
      [0, 4],
      [4, 2],
      [0, 9],
      [4, 1],
    ] as const)
      hints.heard({ kind: 'hint', from: 4, epoch, slot });
    expect(hints.save().wanted).toEqual({ epoch: 4, slot: 2 });
  });
});
