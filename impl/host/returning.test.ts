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
  };
  const returning = new Returning(core, { setTimer: (_, delayMs) => set.push(delayMs) }, { returnMs });
  return { returning, core, set };
}

describe('a listener', () => {
  test('takes over when it has listened for a while, and begins to listen once', () => {
    const { returning, set } = bench();
    returning.look();
    returning.look();
    expect([set, returning.save()]).toEqual([[1_000], 'listening']);
    expect([returning.isTime(), returning.save()]).toEqual([true, 'idle']);
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

  test('that was saved listens on', () => {
    const { returning, set } = bench();
    returning.load('listening');
    returning.look();
    expect([set, returning.isTime()]).toEqual([[], true]);
  });
});
