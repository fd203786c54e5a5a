import { describe, expect, test } from 'vitest';
import { AgreedBefore } from './agreed-before.js';
import { RingRun } from './ring-run.js';
import type { SeenEvent } from './seen.js';

describe('what an application may recall', () => {
  const run = (isLive: boolean, isDiskless = false, showsSessions = false): RingRun =>
    new RingRun(['A', 'B'], isLive, isLive ? [] : ['B'], isDiskless, showsSessions);
  const recalling = (of: RingRun, self: number, layer: 'host' | 'engine', isFirst = false): AgreedBefore => {
    const before = new AgreedBefore();
    before.agrees(5);
    before.beginsLife(of, self, { layer } as SeenEvent, isFirst);
    return before;
  };

  test.each<[agreed: number | undefined, known: number, written: number, may: boolean]>([
    [5, 2, 5, true],
    [3, 2, 5, true],
    [6, 2, 9, false],
    [2, 2, 5, false],
    [5, 2, 4, false],
    [undefined, 2, 5, false],
  ])(
    '%s entries, of 5 that were agreed, where %i are known and %i written',
    (agreed, known, written, may) => {
      const before = recalling(run(true), 0, 'host');
      expect(before.recalls(agreed, known, written)).toBe(may);
      // Once a life it may, and not where it did not.
      expect(before.recalls(4, 2, 5)).toBe(!may);
    },
  );

  test('is nothing in a first life, without a disk, or where nobody comes back', () => {
    const may = (before: AgreedBefore): boolean => before.recalls(5, 0, 5);
    expect(may(recalling(run(true), 0, 'host', true))).toBe(false);
    expect(may(recalling(run(true, true), 0, 'host'))).toBe(false);
    expect(may(recalling(run(true, true), 0, 'engine'))).toBe(true);
    expect(may(recalling(run(true, true, true), 0, 'engine'))).toBe(false);
    expect([0, 1].map((self) => may(recalling(run(false), self, 'host')))).toEqual([false, true]);
  });

  test('does not become less', () => {
    const before = recalling(run(true), 0, 'host');
    before.agrees(3);
    expect(before.length).toBe(5);
  });
});
