import { describe, expect, test } from 'vitest';
import type { Packet } from '../core/records.js';
import { Deferred } from './deferred.js';

const fetch = (length: number): Packet => ({
  kind: 'fetch',
  from: 1,
  epoch: 0,
  length,
  upTo: 99,
  delivered: 0,
});
const prepare = (epoch: number): Packet => ({ kind: 'prepare', from: 1, epoch, delivered: 0 });

describe('what waits for storage', () => {
  test('stops frames only if it is a takeover', () => {
    const deferred = new Deferred();
    deferred.defer(fetch(1), false);
    expect(deferred.isOpen).toBe(true);
    deferred.defer(prepare(4), true);
    deferred.defer(fetch(2), false);
    expect([deferred.isOpen, deferred.save().mode]).toEqual([false, 'draining']);
    expect(deferred.open()).toBe(false);
    expect(deferred.isOpen).toBe(true);
    expect(deferred.takePackets()).toEqual([prepare(4), fetch(2)]);
    expect(deferred.takePackets()).toEqual([]);
  });

  test('has its turn after the own takeover, which is due whatever else waits', () => {
    const deferred = new Deferred();
    deferred.deferTakeover();
    deferred.defer(prepare(4), true);
    expect([deferred.isOpen, deferred.save().mode]).toEqual([false, 'due']);
    expect([deferred.open(), deferred.open()]).toEqual([true, false]);
  });

  test('is one packet of a kind from each host, of its highest epoch, and those of higher epochs come first', () => {
    const deferred = new Deferred();
    for (const epoch of [4, 7, 4]) deferred.defer(prepare(epoch), true);
    deferred.defer({ ...prepare(8), from: 2 }, true);
    for (const length of [1, 2]) deferred.defer(fetch(length), false);
    expect(deferred.takePackets()).toEqual([{ ...prepare(8), from: 2 }, prepare(7), fetch(2)]);
  });

  test('is sixteen packets at most: those of lower epochs are dropped', () => {
    const deferred = new Deferred();
    for (let from = 0; from < 20; from++) deferred.defer({ ...prepare(from), from }, true);
    const packets = deferred.takePackets();
    expect([packets.length, packets[0], packets.at(-1)]).toEqual([
      16,
      { ...prepare(19), from: 19 },
      { ...prepare(4), from: 4 },
    ]);
  });

  test('that was saved waits on, and nothing of it is shared', () => {
    const deferred = new Deferred();
    deferred.defer(prepare(4), true);
    const state = deferred.save();
    deferred.takePackets();
    const other = new Deferred();
    other.load(state);
    other.defer(fetch(1), false);
    expect(state).toEqual({ mode: 'draining', packets: [prepare(4)] });
    expect(other.takePackets()).toEqual([prepare(4), fetch(1)]);
  });
});
