import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import type { Entry, HostContext } from '../../spec/exo/log.js';
import type { HostSnapshot } from '../../spec/exo/names.js';
import { AMPLE_ROOM, LiveCore, type Room } from '../compare/live-core.js';
import { FRAME_BYTES_MOST, frameOf, frameWords, imageOf, payloadBytes } from '../compare/logs.js';
import { broadcast, gathered, HOSTS, led } from '../compare/pair.test.helper.js';
import { compactable, compareCompactable, compareKept, hasLittleLeft, mayBeFull } from './room.js';

const START = led().spec;
/** The entries of slots 0, 1, … that the hosts fill in turn. */
const LOG: readonly Entry[] = Array.from({ length: 8 }, (_, slot) => ({
  ...{ epoch: 0, source: slot % HOSTS, payload: Math.floor(slot / HOSTS) },
}));

function contextWith(context: Partial<HostContext>): HostContext {
  return { ...START.context, ...context };
}

/** Host C, which has heard these slots and written them; of which it has delivered some. */
function heard(slots: number, delivered = 0): LiveCore {
  const live = new LiveCore(implementation, 2, HOSTS);
  for (const [slot, entry] of LOG.slice(0, slots).entries()) {
    const history = LOG.slice(Math.max(0, slot - 1), slot).map(({ source }) => source);
    live.hear(frameOf({ kind: 'entry', slot, history, ...entry }));
  }
  live.take(START, { type: 'PERSISTED' }, null);
  for (let i = 0; i < delivered; i++) live.take(START, { type: 'DELIVER' }, null);
  return live;
}

/** What these entries take. */
function bytesOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + 4 * frameWords(entry), 0);
}

describe('a log may be full', () => {
  const after = contextWith({ log: LOG.slice(0, 4) });
  const full = (room: Partial<Room>, live = heard(3)): boolean =>
    mayBeFull(live, { ...AMPLE_ROOM, ...room }, START.context, after, { type: 'APPEND' }, null);

  test.each<[what: string, room: Partial<Room>, isFull: boolean]>([
    ['of as many entries', { entries: 4 }, false],
    ['of one fewer', { entries: 3 }, true],
    [
      'where the longest frame still fits',
      { logBytes: bytesOf(LOG.slice(0, 4)) + FRAME_BYTES_MOST + 4 },
      false,
    ],
    ['where it does not', { logBytes: bytesOf(LOG.slice(0, 4)) + FRAME_BYTES_MOST }, true],
  ])('%s', (_, room, isFull) => {
    expect(full(room)).toBe(isFull);
  });

  test('of what is behind the mark alone', () => {
    const compacted = heard(4, 3);
    expect(
      compacted.compact({ context: contextWith({ log: LOG.slice(0, 4), agreed: 3 }) } as HostSnapshot),
    ).toBe(true);
    expect(full({ entries: 1 }, compacted)).toBe(false);
    expect(full({ entries: 0 }, compacted)).toBe(true);
  });

  test('from the mark on of what comes in its place, where that is beyond what is agreed here', () => {
    const log = imageOf(LOG.slice(0, 4), 3, HOSTS, 3, true);
    const epoch = { number: 1, members: new Uint8Array([0, 1, 2]), base: 4, snapshot: 3 };
    const start = { kind: 'start', from: 1, epoch, log } as const;
    const fullWith = (entries: number, live: LiveCore): boolean =>
      mayBeFull(live, { ...AMPLE_ROOM, entries }, START.context, after, { type: 'APPEND' }, start);
    expect([fullWith(1, heard(0)), fullWith(0, heard(0))]).toEqual([false, true]);
    // Who has agreed as much keeps what it has.
    expect(fullWith(1, heard(4, 3))).toBe(true);
  });
});

describe('a queue may be full', () => {
  const waiting = [0, 1, 2];
  const full = (room: Partial<Room>, context: Partial<HostContext> = {}): boolean => {
    const before = contextWith({ queue: waiting, ...context });
    return mayBeFull(heard(0), { ...AMPLE_ROOM, ...room }, before, before, { type: 'SUBMIT' }, null);
  };
  const bytes = waiting.reduce((sum, number) => sum + payloadBytes(0, number).length + 4, 0);

  test.each<[payloads: number, isFull: boolean]>([
    [4, false],
    [3, true],
    [2, true],
  ])('of three payloads, with room for %i', (payloads, isFull) => {
    expect(full({ payloads })).toBe(isFull);
  });

  test('where two of the longest payloads may not fit', () => {
    const two = 2 * (44 + 4);
    expect(full({ queueBytes: bytes + two + 1 })).toBe(false);
    expect(full({ queueBytes: bytes + two })).toBe(true);
  });

  test('but not of what is agreed', () => {
    expect(full({ payloads: 3 }, { log: LOG, agreed: 1 })).toBe(false);
    expect(full({ payloads: 2 }, { log: LOG, agreed: 1 })).toBe(true);
  });
});

describe('how much may be compacted', () => {
  const { core } = heard(4, 3);
  const following = (context: Partial<HostContext>): HostSnapshot => {
    const { spec } = led(...broadcast);
    return Object.create(spec, { context: { value: { ...spec.context, ...context } } }) as HostSnapshot;
  };
  const epoch = { number: 0, members: [0, 1, 2], base: 4, snapshot: 2 };

  test.each<[delivered: number, most: number]>([
    [1, 1],
    [3, 2],
    [4, 2],
    [5, 5],
  ])('of %i delivered entries, with a base of 4 of which 2 were agreed: %i', (delivered, most) => {
    expect(compactable(following({ installed: epoch, delivered }), core)).toBe(most);
  });

  test('is all that is delivered outside of an epoch, but for what a promise said', () => {
    expect(compactable(following({ installed: null, delivered: 3 }), core)).toBe(3);
    const waiting = led(
      ...gathered.slice(0, 3),
      {
        type: 'PREPARE',
        packet: { kind: 'prepare', epoch: 4 },
      },
      { type: 'PERSISTED' },
    ).spec;
    expect(waiting.matches({ up: { promised: 'waiting' } })).toBe(true);
    const seen = Object.create(waiting, {
      context: { value: { ...waiting.context, delivered: 3 } },
    }) as HostSnapshot;
    const promised = (settledAtPromise: number): number =>
      compactable(seen, { settledAtPromise } as implementation.Core);
    expect([promised(2), promised(5), promised(-1)]).toEqual([2, 3, 3]);
  });

  test('is compared once all that is known is delivered', () => {
    const spec = following({ installed: { ...epoch, base: 0, snapshot: 0 }, delivered: 3 });
    expect(core.compactable).toBe(3);
    expect(compareCompactable(spec, core)).toBeNull();
    expect(compareCompactable(following({ installed: epoch, delivered: 3 }), core)).toEqual({
      ...{ field: 'may be compacted', spec: '2', core: '3' },
    });
    const behind = heard(4, 1);
    behind.core.load({ ...behind.core.save(), known: 3 });
    expect([behind.core.settled, behind.core.delivered, behind.core.compactable]).toEqual([3, 1, 1]);
    expect(compareCompactable(spec, behind.core)).toBeNull();
  });
});

describe('what a log keeps', () => {
  test('is no more than it may, beyond a base and the first q entries', () => {
    expect(compareKept(heard(4), { ...AMPLE_ROOM, entries: 4 })).toBeNull();
    expect(compareKept(heard(4), { ...AMPLE_ROOM, entries: 3 })).toEqual({
      ...{ field: 'entries kept', spec: '3', core: '4' },
    });
    expect(compareKept(heard(2), { ...AMPLE_ROOM, entries: 1 })).toBeNull();
  });

  test.each([0, 1, 2])('is every frame as it was sealed, that of slot %i too', (slot) => {
    const live = heard(3);
    expect(compareKept(live, AMPLE_ROOM)).toBeNull();
    const { log } = live.core;
    const at = log.placeOf(slot) + 12;
    log.words[at] = (log.words[at] ?? 0) ^ 1;
    expect(compareKept(live, AMPLE_ROOM)?.field).toBe(`the kept entry of slot ${slot}`);
  });

  test.each<[room: Partial<Room>, has: boolean]>([
    [{ entries: 8 }, false],
    [{ entries: 7 }, true],
    [{ logBytes: 8 * FRAME_BYTES_MOST }, false],
    [{ logBytes: 8 * FRAME_BYTES_MOST - 1 }, true],
  ])('leaves little where four entries are half of it or more: %o', (room, has) => {
    expect(hasLittleLeft(heard(4), { ...AMPLE_ROOM, ...room })).toBe(has);
  });
});
