import { beforeEach, describe, expect, it } from 'vitest';
import type { Stored } from '../core/records.js';
import { MemoryStorage } from '../storage/memory-storage.js';
import { firstStored } from '../storage/stored-state.js';
import { frameAfter, imageOf, markOf, type TestEntry } from '../testing/entries.js';
import { CRC_AT } from '../wire/layout.js';
import { AuditedStorage } from './audited-storage.js';

const HOSTS = 3;
const entries: readonly TestEntry[] = Array.from({ length: 12 }, (_, slot) => ({
  epoch: slot < 6 ? 0 : 3,
  source: slot % HOSTS,
  firstNumber: slot,
}));
/** Other entries for the same slots. */
const others = entries.map((entry) => ({ ...entry, epoch: 2 }));
const SNAPSHOT = Uint8Array.of(9, 9);
const members = Uint8Array.of(0, 1, 2);

let memory: MemoryStorage;
let audited: AuditedStorage;
let replaced: number[];
/** Flushes that the disk has not done. */
let pending: (() => void)[];
beforeEach(() => {
  replaced = [];
  pending = [];
  memory = new MemoryStorage(firstStored(HOSTS), (run) => pending.push(run));
  audited = new AuditedStorage(16, (slot) => replaced.push(slot));
  expect(audited.open(memory)).toBeNull();
});

function write(from: number, to: number, list = entries): void {
  for (let slot = from; slot < to; slot++) {
    const words = frameAfter(list.slice(0, slot), list[slot] as TestEntry, HOSTS);
    audited.entry(new Uint8Array(words.buffer), 0, 4 * words.length);
  }
}

/** The disk does what it has been asked to. */
function flush(): void {
  audited.flush(() => undefined);
  for (const run of pending.splice(0)) run();
}

function install(number: number, list: readonly TestEntry[], from = 0): void {
  const snapshot = from === 0 ? null : SNAPSHOT;
  const epoch = { number, members, base: list.length, snapshot: from };
  audited.install(epoch, imageOf(list, HOSTS, { from, snapshot }));
}

/** What is wrong with a disk that has that after a crash. */
function afterCrash(change: (stored: Stored) => Stored = (stored) => stored): string | null {
  memory.crash();
  return audited.open(new MemoryStorage(change(memory.load())));
}

/** What a storage would have after these writes, which are made to another one. */
function storedAfter(act: () => void): Stored {
  const [before, queue] = [audited, pending];
  const other = new MemoryStorage(memory.load());
  audited = new AuditedStorage(16, () => undefined);
  audited.open(other);
  act();
  audited.flush(() => undefined);
  [audited, pending] = [before, queue];
  return other.load();
}

function checksum(slot: number, list = entries): number {
  return frameAfter(list.slice(0, slot), list[slot] as TestEntry, HOSTS)[CRC_AT] ?? 0;
}

describe('an audited storage', () => {
  it('has durable what was flushed, once that has succeeded', () => {
    write(0, 3);
    audited.flush(() => undefined);
    expect(audited.durable.length).toBe(0);
    flush();
    expect(audited.durable.length).toBe(3);
    expect(audited.durable.has(2, checksum(2))).toBe(true);
    expect(audited.durable.has(2, checksum(2, others))).toBe(false);
    expect(audited.durable.has(3, checksum(3))).toBe(false);
  });

  it('keeps count of promises, epochs, compactions and reserved numbers', () => {
    write(0, 4);
    audited.compact(markOf(entries.slice(0, 2), HOSTS), SNAPSHOT);
    audited.reserve(500);
    flush();
    expect(audited.durable).toMatchObject({
      promised: 0,
      installed: 0,
      start: 2,
      length: 4,
      reserved: 500,
    });
    audited.promise(5);
    flush();
    expect(audited.durable).toMatchObject({ promised: 5, installed: null, length: 4 });
    install(5, entries.slice(0, 6), 2);
    write(6, 7);
    flush();
    expect(audited.durable).toMatchObject({ promised: 5, installed: 5, start: 2, length: 7 });
    expect(afterCrash()).toBeNull();
  });

  it('tells of durable entries that an epoch replaces or takes away', () => {
    write(0, 6);
    flush();
    install(3, [...entries.slice(0, 2), ...others.slice(2, 4)]);
    expect(replaced).toEqual([]);
    flush();
    expect(replaced).toEqual([2, 3, 4, 5]);
  });

  it('has after a crash what was flushed, and any number of the writes after it', () => {
    write(0, 2);
    flush();
    const act = [
      () => write(2, 4),
      () => audited.promise(4),
      () => install(4, [...entries.slice(0, 3), ...others.slice(3, 5)]),
      () => audited.reserve(10),
    ];
    const possible = act.map((_, i) => storedAfter(() => act.slice(0, i + 1).forEach((step) => step())));
    for (const stored of [memory.load(), ...possible]) {
      audited = new AuditedStorage(16, () => undefined);
      audited.open(memory);
      for (const step of act) step();
      expect(afterCrash(() => stored)).toBeNull();
    }
  });

  it('tells of what an epoch has replaced that was written and found after the crash', () => {
    write(0, 4);
    flush();
    const act = (): void => install(4, [...entries.slice(0, 2), ...others.slice(2, 4)]);
    const stored = storedAfter(act);
    act();
    expect(afterCrash(() => stored)).toBeNull();
    expect(replaced).toEqual([2, 3]);
  });

  it.each<readonly [lost: string, (stored: Stored) => Stored, says: RegExp]>([
    ['the promise', (stored) => ({ ...stored, promised: 3 }), /^has lost promise 4: it says 3$/],
    ['the epoch', (stored) => ({ ...stored, installed: null }), /^has lost epoch 4$/],
    [
      'the last entry',
      (stored) => ({ ...stored, log: imageOf(entries.slice(0, 7), HOSTS, { from: 2, snapshot: SNAPSHOT }) }),
      /^has lost entries 7 to 7$/,
    ],
    [
      'an entry in the middle',
      (stored) => ({
        ...stored,
        log: imageOf([...entries.slice(0, 5), ...others.slice(5, 6), ...entries.slice(6, 8)], HOSTS, {
          from: 2,
          snapshot: SNAPSHOT,
        }),
      }),
      /^has lost the entry of slot 5: it has another one$/,
    ],
    [
      'the snapshot',
      (stored) => ({ ...stored, log: imageOf(entries.slice(0, 8), HOSTS, {}) }),
      /^has lost the snapshot of 2 entries$/,
    ],
    ['reserved numbers', (stored) => ({ ...stored, reserved: 0 }), /^has lost that payload numbers below 77/],
    ['nothing, but has what was never written', (stored) => ({ ...stored, promised: 9 }), /never written$/],
    [
      'nothing, but has an entry that was never written',
      (stored) => ({
        ...stored,
        log: imageOf(entries.slice(0, 9), HOSTS, { from: 2, snapshot: SNAPSHOT }),
      }),
      /never written$/,
    ],
  ])('notices a disk that has lost %s', (_, change, says) => {
    install(4, entries.slice(0, 8), 2);
    audited.reserve(77);
    flush();
    expect(afterCrash(change)).toMatch(says);
  });

  it('fails in everything once it is told to, until it is opened again', () => {
    const failure = new Error('broken');
    audited.failure = failure;
    expect(() => write(0, 1)).toThrow(failure);
    expect(() => audited.promise(1)).toThrow(failure);
    let said: Error | null = null;
    audited.flush((error) => (said = error));
    expect(said).toBe(failure);
    expect(afterCrash()).toBeNull();
    write(0, 1);
    expect(audited.durable.length).toBe(0);
  });

  it('hears nothing of a flush that was under way when it was opened again', () => {
    write(0, 2);
    let calls = 0;
    audited.flush(() => (calls += 1));
    const [late] = pending.splice(0);
    expect(audited.open(new MemoryStorage(firstStored(HOSTS)))).toBeNull();
    late?.();
    expect([calls, audited.durable.length]).toEqual([0, 0]);
  });
});

describe('what may be compacted', () => {
  it('follows from all writes so far, durable or not, in their order', () => {
    write(0, 6);
    flush();
    expect(audited.compactable(4)).toBe(4);
    install(3, entries.slice(0, 6), 2);
    expect([audited.compactable(5), audited.compactable(7)]).toEqual([2, 7]);
    flush();
    expect([audited.compactable(5), audited.compactable(7)]).toEqual([2, 7]);
    audited.promise(4);
    expect(audited.compactable(5)).toBe(5);
    flush();
    expect(audited.compactable(5)).toBe(5);
    install(4, entries.slice(0, 6), 2);
    expect(audited.compactable(5)).toBe(2);
  });
});
