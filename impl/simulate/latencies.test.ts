import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Latencies } from './latencies.js';

describe('latencies', () => {
  it('give quantiles to within 3 % of those of a sorted list', () => {
    const times = fc.array(fc.double({ min: 1e-6, max: 1_000_000, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(times, fc.constantFrom(0.01, 0.5, 0.99, 1), (list, share) => {
        const latencies = new Latencies();
        for (const time of list) latencies.add(time);
        const sorted = [...list].sort((a, b) => a - b);
        const exact = sorted[Math.ceil(share * list.length) - 1] ?? NaN;
        expect(latencies.quantileMs(share) / exact).toBeGreaterThan(0.97);
        expect(latencies.quantileMs(share) / exact).toBeLessThan(1.03);
        expect(latencies.count).toBe(list.length);
      }),
    );
  });

  it('are 0 where there are none', () => {
    expect(new Latencies().quantileMs(0.5)).toBe(0);
  });

  it('below and above all steps count as the first and the last', () => {
    const latencies = new Latencies();
    for (const time of [0, 1e-12, 1e15]) latencies.add(time);
    expect(latencies.quantileMs(0.5)).toBeCloseTo(1e-6, 6);
    expect(latencies.quantileMs(1)).toBeGreaterThan(1e8);
  });
});
