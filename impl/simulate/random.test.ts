import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.js';

const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

function bitsOf(random: Random, count: number): readonly number[] {
  return Array.from({ length: count }, () => random.bits() >>> 0);
}

describe('random numbers', () => {
  it('are the same for ever, because seeds in reports are to mean something later', () => {
    expect(bitsOf(new Random(1), 3)).toEqual([3742605019, 2710070443, 2426977841]);
    expect(bitsOf(new Random(2 ** 40 + 1), 2)).toEqual([287983435, 2260678017]);
    const delays = new Random(1).split('network').split('delays');
    expect(bitsOf(delays, 2)).toEqual([746150559, 2814253161]);
  });

  it('are others for another seed or name, and for a name inside another', () => {
    const streams = [
      new Random(1),
      new Random(2),
      new Random(2 ** 32 + 1),
      new Random(1).split('a'),
      new Random(1).split('b'),
      new Random(1).split('a').split('b'),
      new Random(1).split('b').split('a'),
    ];
    const beginnings = streams.map((random) => bitsOf(random, 3).join(' '));
    expect(new Set(beginnings).size).toBe(streams.length);
  });

  it('of a stream do not depend on how much of another one has been used', () => {
    fc.assert(
      fc.property(seeds, fc.string(), fc.nat({ max: 50 }), (seed, name, used) => {
        const [fresh, other] = [new Random(seed), new Random(seed)];
        bitsOf(other, used);
        bitsOf(other.split('another'), used);
        expect(bitsOf(other.split(name), 5)).toEqual(bitsOf(fresh.split(name), 5));
      }),
    );
  });

  it('of two streams agree in a bit as often as not', () => {
    const names = ['losses', 'delays', 'duplicates', 'corruption', 'crashes', 'disks'];
    const streams = names.map((name) => bitsOf(new Random(7).split(name), 4_000));
    for (const [i, one] of streams.entries()) {
      for (const other of streams.slice(i + 1)) {
        const same = one.filter((bits, at) => ((bits ^ (other[at] ?? 0)) & 1) === 0).length;
        expect(Math.abs(same - 2_000)).toBeLessThan(200);
      }
    }
  });

  it('are within what is asked for', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 2 ** 32 }), (seed, count) => {
        const random = new Random(seed);
        const below = random.below(count);
        expect(Number.isInteger(below) && below >= 0 && below < count).toBe(true);
        const between = random.between(3, 5);
        expect(between >= 3 && between < 5).toBe(true);
        const across = random.acrossScales(0.5, 2_000);
        expect(across >= 0.5 && across < 2_000).toBe(true);
        expect(random.acrossScales(4, 4)).toBe(4);
        expect(['a', 'b']).toContain(random.pick(['a', 'b']));
        expect([random.happens(0), random.happens(1)]).toEqual([false, true]);
      }),
    );
  });

  it('come as often as they should: a quarter of the time, and each scale as often as the next', () => {
    const random = new Random(3);
    const times = (happens: () => boolean): number =>
      Array.from({ length: 4_000 }, happens).filter(Boolean).length;
    expect(times(() => random.happens(0.25))).toBeGreaterThan(880);
    expect(times(() => random.happens(0.25))).toBeLessThan(1_120);
    const small = times(() => random.acrossScales(1, 100) < 10);
    expect(Math.abs(small - 2_000)).toBeLessThan(150);
  });
});
