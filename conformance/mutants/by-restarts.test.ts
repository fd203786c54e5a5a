import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import { restarted, ringAfter } from './by-restarts.js';

describe('engines and drivers that begin anew, again and again', () => {
  test.each([
    [1, 'durable'],
    [2, 'durable'],
    [3, 'diskless'],
    [4, 'diskless'],
  ] as const)('give users atomic broadcast (seed %i, %s)', (seed, kept) => {
    expect(restarted(implementation, seed, kept)).toBeNull();
  });

  test('begin anew several times in a run, and applications have much by then', () => {
    const { users } = ringAfter(implementation, 1, 'durable');
    expect(users.every(({ life, given }) => life >= 2 && given.length > 100)).toBe(true);
    expect(users.flatMap(({ taken }) => taken).length).toBeGreaterThan(300);
  });
});
