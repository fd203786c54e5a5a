/** A ring with little to do, in virtual time: how soon a payload is agreed, and what is sent where there is none. */
import { describe, expect, test } from 'vitest';
import { quietRing, type QuietRing } from '../testing/quiet-ring.js';
import { simulate } from './simulate.js';

/** How long a broadcast takes. */
const T = 0.055;
const LINKS = { delayMs: [T, T], outOfBandDelayMs: [0.1, 0.2] } as const;

/** Payloads at times between which the ring is idle. */
function oneByOne(hosts: number, holdMs: number, payloads: number): QuietRing {
  const submitMs = Array.from({ length: payloads }, (_, k) => 23 + 17.3 * k + 7 * ((0.618 * k) % 1));
  return quietRing({ ...LINKS, hosts, host: { holdMs } }, submitMs, (submitMs.at(-1) ?? 0) + 30);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

describe('a payload in a ring that has nothing else to do', () => {
  test.each([
    [5, 24, '0.30', '0.43'],
    [64, 16, '3.26', '3.97'],
    [256, 4, '15.57', '16.16'],
  ])(
    'of %d hosts is agreed nearly as soon as where the token is never held',
    { tags: 'long' },
    (hosts, payloads, never, held) => {
      const [never0, held5] = [oneByOne(hosts, 0, payloads), oneByOne(hosts, 5, payloads)];
      expect([never0.latenciesMs.length, held5.latenciesMs.length]).toEqual([payloads, payloads]);
      expect(mean(held5.latenciesMs)).toBeLessThan(2 * mean(never0.latenciesMs));
      // Half a round until it is the turn of its host, and h + 1 broadcasts until it is agreed.
      const formula = (hosts * T) / 2 + ((hosts >>> 1) + 1) * T;
      expect(Math.abs(mean(never0.latenciesMs) / formula - 1)).toBeLessThan(0.15);
      expect([mean(never0.latenciesMs).toFixed(2), mean(held5.latenciesMs).toFixed(2)]).toEqual([
        never,
        held,
      ]);
      expect([never0.takeovers, held5.takeovers]).toEqual([0, 0]);
    },
  );

  test('is agreed although all hints are lost, as late as before there were any', () => {
    const [lost, heard] = [1, 0].map((outOfBandLosses) =>
      quietRing({ ...LINKS, hosts: 16, outOfBandLosses, faultsMs: 10_000 }, [23, 223, 423], 600),
    );
    expect([lost?.latenciesMs.length, heard?.latenciesMs.length]).toEqual([3, 3]);
    expect(mean(heard?.latenciesMs ?? [])).toBeLessThan(2);
    expect(mean(lost?.latenciesMs ?? [])).toBeGreaterThan(20);
  });
});

test('an idle ring broadcasts at most once in the time that the token is held, and nothing else is said', () => {
  for (const hosts of [3, 64]) {
    const { broadcasts, hints, others, takeovers } = quietRing(
      { ...LINKS, hosts, host: { holdMs: 5 } },
      [],
      1_000,
    );
    expect(broadcasts).toBeLessThanOrEqual(1_000 / 5);
    expect(broadcasts).toBeGreaterThan(190);
    expect([hints, others, takeovers]).toEqual([0, 0, 0]);
  }
});

describe('a ring at rest', () => {
  const [held, longer] = [{ holdMs: 5 }, { holdMs: 5, idleHoldMs: 20 }];

  test('broadcasts at most once in the longer time, but for the first 16 messages, and nothing is repeated', () => {
    for (const hosts of [3, 64]) {
      const { broadcasts, hints, others, takeovers } = quietRing(
        { ...LINKS, hosts, host: longer },
        [],
        1_000,
      );
      expect(broadcasts).toBeLessThanOrEqual(16 + (1_000 - 16 * 5) / 20);
      expect(broadcasts).toBeGreaterThan(50);
      expect([hints, others, takeovers]).toEqual([0, 0, 0]);
    }
  });

  test('agrees on a payload no later than a hint and a round after it', () => {
    const submitMs = [423, 723, 1_023, 1_323, 1_623, 1_923];
    for (const hosts of [3, 5]) {
      // A hint to whoever has the token, which comes here, and h + 1 broadcasts until it is agreed.
      const latestMs = 0.2 + (hosts - 1) * T + ((hosts >>> 1) + 1) * T;
      for (const host of [held, longer]) {
        const { latenciesMs } = quietRing({ ...LINKS, hosts, host }, submitMs, 2_000);
        expect(latenciesMs.length).toBe(6);
        expect(Math.max(...latenciesMs)).toBeLessThan(latestMs + 0.001);
      }
    }
  });

  test('goes on from messages that are lost without a takeover', () => {
    const { latenciesMs, takeovers } = quietRing(
      { ...LINKS, hosts: 3, host: longer, losses: 0.02, faultsMs: 10_000 },
      [423, 723, 1_023, 1_323, 1_623, 1_923],
      2_500,
    );
    expect([latenciesMs.length, takeovers]).toEqual([6, 0]);
  });
});

function submitsOnceARound(hosts: number): void {
  const { verdict, latencyMs } = simulate({
    ...LINKS,
    hosts,
    waiting: 1,
    durationMs: 4 * hosts * T,
    host: { holdMs: 0 },
  });
  expect(verdict).toBe('agreed');
  expect(Math.abs(latencyMs.median / (hosts * T) - 1)).toBeLessThan(0.05);
}

describe('hosts that submit again when they have delivered do so once a round', () => {
  test.each([5, 64])('%d of them', submitsOnceARound);
  test.each([256])('%d of them', { tags: 'long' }, submitsOnceARound);
});
