/** A host whose log is full, because its application has not compacted: takeovers go on around it, and nothing is thrown. */
import { describe, expect, test } from 'vitest';
import { STATUS } from '../core/core.js';
import type { EpochRecord, LogImage, Packet, Stored } from '../core/records.js';
import { hostOptions } from '../options.js';
import { simulate } from '../simulate/simulate.js';
import { MemoryStorage } from '../storage/memory-storage.js';
import { firstStored } from '../storage/stored-state.js';
import { imageOf } from '../testing/entries.js';
import { Host } from './host.js';
import type { HostPort } from './port.js';

const HOSTS = 3;
const ENTRIES_MAX = 16;
const NOTHING = (): void => undefined;
const entries = Array.from({ length: 24 }, (_, slot) => ({
  epoch: 0,
  source: slot % HOSTS,
  firstNumber: null,
}));

const image = (length: number, from = 0): LogImage =>
  imageOf(entries.slice(0, length), HOSTS, { from, snapshot: from > 0 ? Uint8Array.of(7) : null });
const record = (number: number, base: number): EpochRecord => ({
  number,
  members: Uint8Array.of(0, 1, 2),
  base,
  snapshot: 0,
});

/** Host 0, over storage that has 16 entries, as many as it may keep, 15 of them delivered; and what it sends and restores. */
function full(stored: Partial<Stored> = {}): {
  readonly host: Host;
  readonly sent: Packet[];
  readonly restored: number[];
} {
  const sent: Packet[] = [];
  const restored: number[] = [];
  const port: HostPort = {
    broadcast: NOTHING,
    resend: NOTHING,
    setTimer: NOTHING,
    deliver: NOTHING,
    failed: NOTHING,
    send: (_, packet) => sent.push(packet),
    restore: (slot) => restored.push(slot),
  };
  const storage = new MemoryStorage({ ...firstStored(HOSTS), log: image(ENTRIES_MAX), ...stored });
  const options = hostOptions({ hosts: HOSTS, self: 0, logEntriesMax: ENTRIES_MAX });
  const host = new Host({ options, storage, port, random: () => 0.5 });
  host.start(15);
  return { host, sent, restored };
}

/** R5: the host is asked for its promise, and again: so it is needed. */
function promise(host: Host, epoch: number): void {
  for (let i = 0; i < 2; i++) host.packet({ kind: 'prepare', from: epoch % HOSTS, epoch, delivered: 0 });
}

/** What a host is: where it is in the protocol, and its whole log. */
function stateOf({ view, isFailed }: Host): unknown {
  const { status, promised, epoch, log, agreed } = view;
  const kept = Array.from({ length: log.length - log.start }, (_, i) => log.checksumAt(log.start + i));
  return { status, promised, epoch, start: log.start, kept, agreed, isFailed };
}

describe('a host whose log is full', () => {
  test('promises where it is needed, so not before it is asked again: it would stall the next epoch too', () => {
    const { host, sent } = full();
    host.packet({ kind: 'prepare', from: 1, epoch: 1, delivered: 0 });
    expect([host.view.status, host.view.promised]).toEqual([STATUS.following, 0]);
    host.packet({ kind: 'prepare', from: 1, epoch: 1, delivered: 0 });
    expect([host.view.promised, sent.at(-1)?.kind]).toEqual([1, 'promise']);
  });

  test('promises, ignores a Start with a longer base, and is as it was', () => {
    const { host, sent } = full();
    promise(host, 1);
    expect(sent.at(-1)).toMatchObject({ kind: 'promise', epoch: 1, log: { length: ENTRIES_MAX } });
    expect(host.view.status).toBe(STATUS.waiting);
    const before = stateOf(host);
    host.packet({ kind: 'start', from: 1, epoch: record(1, 17), log: image(17) });
    expect(stateOf(host)).toEqual(before);
    host.packet({ kind: 'start', from: 1, epoch: record(1, 24), log: image(24) });
    expect(stateOf(host)).toEqual(before);
  });

  test('installs a base that it has room for, and one that comes with a snapshot beyond its log', () => {
    const { host } = full();
    promise(host, 1);
    host.packet({ kind: 'start', from: 1, epoch: record(1, 16), log: image(16) });
    expect(host.view.epoch?.number).toBe(1);
    const { host: behind, restored } = full();
    promise(behind, 2);
    behind.packet({ kind: 'install', from: 2, epoch: record(2, 20), log: image(24, 20) });
    expect([behind.view.epoch?.number, behind.view.log.start, behind.view.log.length]).toEqual([2, 20, 24]);
    expect(restored).toEqual([20]);
  });

  test('takes over from nobody while it follows an epoch: it could only stall the next one', () => {
    const { host, sent } = full();
    for (let i = 0; i < 5; i++) host.timer('takeover');
    expect([host.view.status, host.view.promised]).toEqual([STATUS.following, 0]);
    expect(sent.filter(({ kind }) => kind === 'prepare')).toEqual([]);
  });

  test('that is to start an epoch with a longer base goes on gathering, and takes part in the next one', () => {
    const { host, sent } = full();
    promise(host, 1);
    for (let i = 0; i < 3; i++) host.timer('takeover');
    expect([host.view.status, host.view.promised]).toEqual([STATUS.gathering, 3]);
    host.packet({ kind: 'promise', from: 1, epoch: 3, log: image(17) });
    host.packet({ kind: 'promise', from: 2, epoch: 3, log: image(17) });
    host.timer('grace');
    expect([host.view.status, host.view.log.length]).toEqual([STATUS.gathering, ENTRIES_MAX]);
    promise(host, 4);
    expect([host.view.status, host.isFailed]).toEqual([STATUS.waiting, false]);
    expect(sent.at(-1)).toMatchObject({ kind: 'promise', epoch: 4 });
  });
});

describe('a host whose log is full, and whose application compacts late', () => {
  test('compacts although it has promised, asks for the epoch until it has room, and installs it', () => {
    const { host, sent } = full();
    promise(host, 1);
    host.packet({ kind: 'start', from: 1, epoch: record(1, 17), log: image(17) });
    expect(host.view.compactable).toBe(15);
    expect(host.compact(15, Uint8Array.of(7))).toBe(15);
    host.timer('ask');
    expect(sent.at(-1)).toMatchObject({ kind: 'join', promised: 1 });
    host.packet({ kind: 'start', from: 1, epoch: record(1, 17), log: image(17) });
    expect([host.view.status, host.view.epoch?.number, host.view.log.length]).toEqual([
      STATUS.following,
      1,
      17,
    ]);
  });

  test('says again what it has promised, with the snapshot in place of entries', () => {
    const { host, sent } = full();
    promise(host, 1);
    host.compact(15, Uint8Array.of(7));
    host.packet({ kind: 'prepare', from: 1, epoch: 1, delivered: 0 });
    expect(sent.at(-1)).toMatchObject({
      kind: 'promise',
      log: { mark: { length: 15 }, snapshot: Uint8Array.of(7), delivered: 15, length: 16 },
    });
  });

  test('starts its epoch once it has room for the longer base', () => {
    const { host, sent } = full();
    promise(host, 1);
    for (let i = 0; i < 3; i++) host.timer('takeover');
    for (const from of [1, 2]) host.packet({ kind: 'promise', from, epoch: 3, log: image(17) });
    expect(host.view.status).toBe(STATUS.gathering);
    host.compact(15, Uint8Array.of(7));
    expect([host.view.status, host.view.epoch?.base]).toEqual([STATUS.following, 17]);
    expect(sent.at(-1)).toMatchObject({ kind: 'start', epoch: { number: 3, base: 17 } });
  });

  test('keeps a snapshot while the base of its epoch has to stay, and takes over where that fills the log', () => {
    const epoch = { ...record(1, ENTRIES_MAX), snapshot: 0 };
    const { host } = full({ promised: 1, installed: epoch });
    expect([host.view.delivered, host.view.compactable]).toEqual([15, 0]);
    for (let i = 0; i < 3; i++) host.timer('takeover');
    expect(host.view.status).toBe(STATUS.following);
    expect(host.compact(15, Uint8Array.of(7))).toBe(0);
    for (let i = 0; i < 3; i++) host.timer('takeover');
    expect([host.view.status, host.view.log.start]).toEqual([STATUS.gathering, 15]);
  });
});

describe('a cluster in which takeovers leave more entries behind than logs should have', () => {
  test.each([
    [5, 16],
    [9, 16],
    [16, 17],
  ])('%i hosts with logs of %i entries agree once faults are over', (hosts, logEntriesMax) => {
    for (const seed of [1, 2]) {
      const { verdict, reason, takeovers } = simulate({
        ...{ hosts, seed, durationMs: 1_000, faultsMs: 700, losses: 0.25, outOfBandLosses: 0.2, waiting: 4 },
        ...{ crashes: 8, downMs: [1, 100], partitions: 8, partitionMs: [5, 100] },
        ...{ compactEvery: 3, compactMs: [0, 10] },
        host: { logEntriesMax, takeoverMs: 25, repeatMs: 8, backOffMs: 10, returnMs: 50, graceMs: 2 },
      });
      expect({ seed, verdict, reason }).toEqual({ seed, verdict: 'agreed', reason: null });
      expect(takeovers).toBeGreaterThan(0);
    }
  });
});

describe('a cluster whose logs are nearly full all the time', () => {
  const SEEDS = [1, 2, 3, 4, 5];

  test.each([
    [3, 16],
    [5, 16],
    [3, 32],
  ])('%i hosts with logs of %i entries go through takeovers, and agree', (hosts, logEntriesMax) => {
    for (const seed of SEEDS) {
      const { verdict, reason, takeovers } = simulate({
        ...{ hosts, seed, durationMs: 600, losses: 0.1, outOfBandLosses: 0.1 },
        ...{ crashes: 6, downMs: [1, 100], partitions: 3, partitionMs: [5, 100], waiting: 4 },
        compactEvery: seed,
        host: { logEntriesMax, takeoverMs: 25, repeatMs: 8, backOffMs: 10, returnMs: 50, graceMs: 2 },
      });
      expect({ seed, verdict, reason }).toEqual({ seed, verdict: 'agreed', reason: null });
      expect(takeovers).toBeGreaterThan(0);
    }
  });
});
