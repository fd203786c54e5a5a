import { describe, expect, test } from 'vitest';
import { Random } from '../../impl/parts.js';
import { NO_SHARES, Trouble } from './trouble.js';

describe('trouble', () => {
  test('leaves messages alone until something is asked of it', () => {
    const trouble = new Trouble(new Random(1, 'trouble'));
    expect(trouble.delays(0, 1)).toEqual([0]);
    expect(trouble.isQuiet).toBe(true);
  });

  test.each(['loss', 'delay', 'duplication', 'reordering'] as const)('counts each %s', (kind) => {
    const trouble = new Trouble(new Random(1, 'trouble'));
    trouble.shares = { ...NO_SHARES, [kind]: 0.25 };
    const all = Array.from({ length: 1_000 }, () => trouble.delays(0, 1));
    const hit = all.filter((delays) => String(delays) !== '0').length;
    expect(trouble.counts[kind]).toBe(hit);
    expect(hit).toBeGreaterThan(200);
    expect(hit).toBeLessThan(300);
  });

  test('cuts hosts off in both directions, and makes them deaf in one', () => {
    const trouble = new Trouble(new Random(1, 'trouble'));
    trouble.cut.add(0);
    expect([trouble.delays(0, 1), trouble.delays(1, 0), trouble.delays(1, 2)]).toEqual([[], [], [0]]);
    trouble.cut.clear();
    trouble.deaf.add(0);
    expect([trouble.delays(0, 1), trouble.delays(1, 0), trouble.delays(1, 2)]).toEqual([[0], [], [0]]);
    expect([trouble.counts.partition, trouble.counts.deafness, trouble.isQuiet]).toEqual([2, 1, false]);
  });
});
