import { describe, expect, test } from 'vitest';
import { STATUS, type Status } from '../core/core.js';
import type { EpochRecord } from '../core/records.js';
import { Returning } from './returning.js';

const epochOf = (...members: number[]): EpochRecord => ({
  number: 4,
  members: Uint8Array.from(members),
  base: 0,
  snapshot: 0,
});

function bench(returnMs = 1_000) {
  const set: number[] = [];
  const core = {
    self: 2,
    status: STATUS.following as Status,
    installed: epochOf(0, 1) as EpochRecord | null,
    hasRoom: true,
  };
  const returning = new Returning(core, { setTimer: (_, delayMs) => set.push(delayMs) }, { returnMs });
  return { returning, core, set };
}

describe('a listener', () => {
  test('takes over when it has listened for a while, and begins to listen once', () => {
    const { returning, set } = bench();
    returning.look();
    returning.look();
    expect([set, returning.save().mode]).toEqual([[1_000], 'listening']);
    expect([returning.isTime(), returning.save().mode]).toEqual([true, 'idle']);
  });

  test('does not take over if it has become a member meanwhile, or has promised', () => {
    for (const change of [{ installed: epochOf(0, 2) }, { installed: null, status: STATUS.waiting }]) {
      const { returning, core } = bench();
      returning.look();
      Object.assign(core, change);
      expect(returning.isTime()).toBe(false);
    }
  });

  test('listens for ever where nobody is to return; a member never begins', () => {
    const never = bench(0);
    never.returning.look();
    const member = bench();
    member.core.installed = epochOf(1, 2);
    member.returning.look();
    expect([never.set, member.set]).toEqual([[], []]);
  });

  test('listens twice as long after each return in vain, up to 32 times, and as long as at first once it was well', () => {
    const { returning, set } = bench(10);
    for (let i = 0; i < 8; i++) {
      returning.look();
      expect(returning.isTime()).toBe(true);
    }
    expect(set).toEqual([10, 20, 40, 80, 160, 320, 320, 320]);
    const other = bench(10);
    other.returning.load(returning.save());
    other.returning.look();
    returning.isWell();
    returning.look();
    expect([other.set, set.at(-1)]).toEqual([[320], 10]);
  });

  test('listens on while its log has no room', () => {
    const { returning, core, set } = bench(10);
    core.hasRoom = false;
    returning.look();
    expect([returning.isTime(), returning.save()]).toEqual([false, { mode: 'listening', returns: 0 }]);
    core.hasRoom = true;
    expect([returning.isTime(), set]).toEqual([true, [10, 10]]);
  });

  test('that was saved listens on', () => {
    const { returning, set } = bench();
    returning.load({ mode: 'listening', returns: 0 });
    returning.look();
    expect([set, returning.isTime()]).toEqual([[], true]);
  });
});
