import { describe, expect, test } from 'vitest';
import { frameAfter, type TestEntry } from '../testing/entries.js';
import { Ahead } from './ahead.js';

const HOSTS = 3;

/** The frame of a slot, in an epoch. */
function frameOf(slot: number, epoch = 0, bytes = 8): Int32Array {
  const before: TestEntry[] = Array.from({ length: slot }, () => ({
    epoch: 0,
    source: 0,
    firstNumber: null,
  }));
  return frameAfter(before, { epoch, source: 1, firstNumber: 0, payloads: [new Uint8Array(bytes)] }, HOSTS);
}

/** As much of what is kept as the frame itself has. */
function taken(ahead: Ahead, slot: number, like: Int32Array): unknown {
  const words = ahead.at(slot);
  ahead.drop(slot);
  return words && words.slice(0, like.length);
}

describe('frames that have come too early', () => {
  test('are there, each for its slot, until they are dropped', () => {
    const ahead = new Ahead();
    const frames = [3, 4, 6].map((slot) => frameOf(slot));
    for (const frame of frames) ahead.keep(frame, 0, 2);
    expect(ahead.at(2)).toBeNull();
    expect(taken(ahead, 3, frames[0] as Int32Array)).toEqual(frames[0]);
    expect(ahead.at(3)).toBeNull();
    expect(ahead.at(5)).toBeNull();
    expect(taken(ahead, 6, frames[2] as Int32Array)).toEqual(frames[2]);
    expect(taken(ahead, 4, frames[1] as Int32Array)).toEqual(frames[1]);
  });

  test('are copies, of any length', () => {
    const ahead = new Ahead();
    const [short, long] = [frameOf(5, 0, 1), frameOf(5, 1, 600)];
    const copy = short.slice();
    ahead.keep(copy, 0, 0);
    copy.fill(0);
    ahead.keep(long, 0, 0);
    expect(taken(ahead, 5, long)).toEqual(long);
  });

  test('of a later epoch take the place of those of an earlier one, and not the other way round', () => {
    const ahead = new Ahead();
    const [earlier, later] = [frameOf(5, 1), frameOf(5, 4)];
    for (const frame of [earlier, later, earlier]) ahead.keep(frame, 0, 3);
    expect(taken(ahead, 5, later)).toEqual(later);
  });

  test('further ahead than there is room for are not kept, and push nothing out', () => {
    const ahead = new Ahead();
    const near = frameOf(1);
    ahead.keep(near, 0, 0);
    ahead.keep(frameOf(16_385), 0, 0);
    expect(taken(ahead, 1, near)).toEqual(near);
    expect(ahead.at(16_385)).toBeNull();
  });

  test('that are new are told apart from those that are kept already', () => {
    const ahead = new Ahead();
    const kept = [frameOf(4), frameOf(4), frameOf(4, 1), frameOf(1)].map((frame) => ahead.keep(frame, 0, 2));
    expect(kept).toEqual([true, false, true, false]);
  });

  test('need room only as long as they are kept, and the nearest have it', () => {
    const ahead = new Ahead();
    const large = (slot: number): Int32Array => frameOf(slot, 0, 32_000);
    // A MiB has room for 32 of them.
    for (let slot = 1; slot <= 100; slot++) {
      expect(ahead.keep(large(slot), 0, slot)).toBe(true);
      ahead.drop(slot);
    }
    for (let slot = 240; slot > 200; slot--) expect(ahead.keep(large(slot), 0, 200)).toBe(true);
    expect(ahead.keep(large(241), 0, 200)).toBe(false);
    expect([ahead.has(201, 0), ahead.has(232, 0), ahead.has(233, 0)]).toEqual([true, true, false]);
  });

  test('of slots and epochs that are over are given up', () => {
    const ahead = new Ahead();
    for (const frame of [frameOf(3), frameOf(4, 2), frameOf(5), frameOf(6, 3)]) ahead.keep(frame, 0, 2);
    ahead.dropBefore(4, 2);
    expect([3, 4, 5, 6].filter((slot) => ahead.at(slot) !== null)).toEqual([4, 6]);
  });
});
