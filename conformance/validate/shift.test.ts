import { describe, expect, test } from 'vitest';
import { commonMultiple, EpochShift, LifeShift, SlotShift } from './shift.js';

describe('positions in logs', () => {
  test('are as they are where nothing lies far from them', () => {
    const shift = new SlotShift([0, 3, 5], 6, 4);
    expect(shift.isIdentity).toBe(true);
    for (const position of [0, 1, 5, 9]) {
      expect([shift.small(position), shift.real(position)]).toEqual([position, position]);
    }
    expect(shift.keptRuns(9)).toEqual([0, 9]);
    expect(shift.keptRuns(0)).toEqual([]);
  });

  // Six slots are cut out only where more than two behind a position, and four and six before the next one, are left.
  test.each<[position: number, isCut: boolean]>([
    [13, false],
    [15, false],
    [16, true],
  ])('are cut out before %i only by a whole multiple', (position, isCut) => {
    expect(new SlotShift([0, position], 6, 4).isIdentity).toBe(!isCut);
  });

  const shift = new SlotShift([100, 0, 102, 100, 200], 6, 4);

  test.each([0, 1, 2, 100, 101, 102, 103, 200, 250])('are found again: %i', (position) => {
    expect(shift.real(shift.small(position))).toBe(position);
  });

  test('keep their order, their small distances, and what they are modulo the multiple', () => {
    const positions = [0, 100, 102, 200];
    const smalls = positions.map((position) => shift.small(position));
    expect(smalls).toEqual([...smalls].sort((a, b) => a - b));
    expect(new Set(smalls).size).toBe(positions.length);
    expect((smalls[2] ?? 0) - (smalls[1] ?? 0)).toBe(2);
    expect(smalls.map((small, i) => ((positions[i] ?? 0) - small) % 6)).toEqual([0, 0, 0, 0]);
    expect(Math.max(...smalls)).toBeLessThan(50);
  });

  test('that are cut out stay between the same others, and the same modulo the multiple', () => {
    for (let position = 3; position < 90; position++) {
      const small = shift.small(position);
      expect((position - small) % 6, `${position}`).toBe(0);
      expect(small).toBeGreaterThan(shift.small(0));
      expect(small).toBeLessThan(shift.small(100));
    }
  });

  test('are kept in runs, which have as many slots as the small log', () => {
    const runs = shift.keptRuns(200);
    const kept = runs.reduce((sum, end, i) => sum + (i % 2 === 0 ? -end : end), 0);
    expect(kept).toBe(shift.small(200));
    expect([runs[0], runs.at(-1)]).toEqual([0, 200]);
    // The last entries before each position are among them.
    const isKept = (slot: number): boolean =>
      runs.some((from, i) => i % 2 === 0 && slot >= from && slot < (runs[i + 1] ?? 0));
    for (const position of [100, 102, 200])
      expect([1, 2, 3, 4].map((before) => isKept(position - before))).toEqual([true, true, true, true]);
    expect(isKept(50)).toBe(false);
  });
});

describe('numbers of epochs', () => {
  test.each<[epochs: readonly number[], hosts: number, smalls: readonly number[]]>([
    [[0], 3, [0]],
    [[7], 3, [1]],
    [[7, 8, 9], 3, [1, 2, 3]],
    [[7, 10, 100], 3, [1, 4, 7]],
    [[100, 7, 100, 8], 3, [1, 2, 4]],
    [[-1, 5], 3, [2, 5]],
  ])('%j of %i hosts keep their order and their owners', (epochs, hosts, smalls) => {
    const shift = new EpochShift(epochs, hosts);
    const ascending = [...new Set(epochs)].sort((a, b) => a - b);
    expect(ascending.map((epoch) => shift.small(epoch))).toEqual(smalls);
    expect(smalls.map((small) => shift.real(small))).toEqual(ascending);
  });
});

describe('numbers of lives', () => {
  const lives = [new Set([9, 4]), new Set([0, 7]), new Set<number>()];

  test('keep their order at each host, and which one is the first', () => {
    const shift = new LifeShift(lives, false);
    expect([0, 4, 9].map((life) => shift.small(0, life))).toEqual([0, 1, 2]);
    expect([0, 7].map((life) => shift.small(1, life))).toEqual([0, 1]);
    expect(shift.small(2, 0)).toBe(0);
    expect([0, 1, 2].map((small) => shift.real(0, small))).toEqual([0, 4, 9]);
  });

  test('are as they are where they are not to become small', () => {
    const shift = new LifeShift(lives, true);
    expect([shift.small(0, 9), shift.real(0, 9)]).toEqual([9, 9]);
  });
});

test.each([
  [1, 1, 1],
  [2, 3, 6],
  [4, 6, 12],
  [6, 3, 6],
  [5, 5, 5],
])('%i and %i have the least common multiple %i', (a, b, multiple) => {
  expect(commonMultiple(a, b)).toBe(multiple);
});
