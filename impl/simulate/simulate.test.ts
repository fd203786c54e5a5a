import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostPort } from '../host/port.js';
import type { SimulationHooks } from './world.js';
import { drawnOptions } from './drawn-options.js';
import type { SimulationOptions } from './options.js';
import type { SimulationResult } from './result.js';
import { simulate, Simulation } from './simulate.js';

const SMALL: Partial<SimulationOptions> = {
  durationMs: 300,
  delayMs: [0.1, 0.4],
  waiting: 2,
  settleMs: 2_000,
  host: { takeoverMs: 30, backOffMs: 10 },
};
const FAULTY: Partial<SimulationOptions> = {
  ...SMALL,
  hosts: 5,
  losses: 0.05,
  duplicates: 0.02,
  corruption: 0.01,
  outOfBandLosses: 0.1,
  crashes: 4,
  partitions: 2,
  diskFailures: 1,
  slowDisks: 1,
  skew: 0.1,
  storage: 'disk',
};

describe('a simulation', () => {
  it('in which nothing goes wrong agrees on all that was submitted, in epoch 0', () => {
    const result = simulate({ ...SMALL, delayMs: [0.1, 0.1] });
    expect(result).toMatchObject({
      verdict: 'agreed',
      property: null,
      reason: null,
      takeovers: 0,
      epoch: 0,
      lastFaultMs: null,
      agreedAgainAfterMs: null,
      // Hints, while the ring is idle at first and at last.
      outOfBand: 4,
      steps: [],
    });
    expect(result.payloads).toBe(result.submitted);
    expect(result.payloads).toBeGreaterThan(1_000);
    expect(result.entries).toBeGreaterThan(result.payloads / 4);
    expect(result.virtualMs).toBeGreaterThanOrEqual(300);
    expect(Object.values(result.faults).every((count) => count === 0)).toBe(true);
    const { median, p99 } = result.latencyMs;
    expect(median > 0.1 && median <= p99 && p99 < 1).toBe(true);
  });

  it('is the same in every respect for the same options', () => {
    expect(simulate(FAULTY)).toEqual(simulate(FAULTY));
  });

  it('is another one for another seed', () => {
    const digests = [1, 2, 3, 2 ** 32 + 1].map((seed) => simulate({ ...FAULTY, seed }).digest);
    expect(new Set(digests).size).toBe(4);
    for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is the same whether it is traced or not', () => {
    const { digest, events } = simulate(FAULTY, { traceSteps: 50 });
    expect(simulate(FAULTY)).toMatchObject({ digest, events });
  });

  it('is the same piece by piece, whatever the pieces', () => {
    const whole = simulate({ ...FAULTY, durationMs: 100 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 5 }), (pieces) => {
        fc.pre(pieces.some((events) => events > 20));
        const simulation = new Simulation({ ...FAULTY, durationMs: 100 });
        let result: SimulationResult | null = null;
        let before = simulation.progress;
        for (let i = 0; result === null; i++) {
          result = simulation.advance(pieces[i % pieces.length] ?? 1);
          const { progress } = simulation;
          expect(progress.events).toBeGreaterThanOrEqual(before.events);
          expect(progress.virtualMs).toBeGreaterThanOrEqual(before.virtualMs);
          before = progress;
        }
        expect(result).toEqual(whole);
        expect(simulation.advance(1)).toBe(result);
        expect(before).toMatchObject({ payloads: whole.payloads, crashes: 4, areFaultsOver: true });
      }),
      { numRuns: 10 },
    );
  });

  it('agrees under all faults at once, and says how soon after the last one', () => {
    const result = simulate(FAULTY);
    expect(result.verdict).toBe('agreed');
    expect(result.takeovers).toBeGreaterThan(0);
    expect(result.lastFaultMs).toBeGreaterThanOrEqual(210);
    expect(result.agreedAgainAfterMs).toBeGreaterThan(0);
    expect(result.returnedAfterMs).toBeGreaterThanOrEqual(result.agreedAgainAfterMs ?? Infinity);
    expect(result.submitted).toBeGreaterThanOrEqual(result.payloads);
  });

  const agreesWithDrawn = (first: number, last: number): void => {
    for (let seed = first; seed <= last; seed++) {
      const options = drawnOptions(seed);
      const durationMs = Math.min(options.durationMs, 500);
      const { verdict, reason } = simulate({ ...options, durationMs });
      expect({ seed, verdict, reason }).toEqual({ seed, verdict: 'agreed', reason: null });
    }
  };
  it('agrees with options drawn from any of these seeds', () => agreesWithDrawn(1, 8));
  it('agrees with options drawn from more of them', { tags: 'long' }, () => agreesWithDrawn(9, 20));

  it('lets applications submit at a rate, at random times', () => {
    const { payloads, submitted } = simulate({ ...SMALL, durationMs: 2_000, rate: 200 });
    expect(payloads).toBe(submitted);
    expect(Math.abs(payloads - 1_200)).toBeLessThan(150);
  });

  it('takes payloads of any size, more of them than fit into one frame', () => {
    for (const payloadBytes of [
      [0, 0],
      [0, 32_768],
      [1, 3],
    ] as const) {
      const result = simulate({ ...SMALL, payloadBytes, durationMs: 50, waiting: 200 });
      expect(result).toMatchObject({ verdict: 'agreed', payloads: result.submitted });
    }
  });

  it('keeps one kind of fault as it is whatever others there are', () => {
    const partitionsIn = (options: Partial<SimulationOptions>): readonly string[] =>
      simulate({ ...SMALL, partitions: 5, ...options }, { traceSteps: 1_000_000 }).steps.flatMap(
        ({ action, picks, summary = '' }) =>
          action === 'Partition' ? [`${JSON.stringify(picks)} ${summary}`] : [],
      );
    const alone = partitionsIn({});
    expect(alone.length).toBe(5);
    expect(partitionsIn({ losses: 0.1, crashes: 3, corruption: 0.1, skew: 0.2, storage: 'disk' })).toEqual(
      alone,
    );
    expect(partitionsIn({ seed: 2 })).not.toEqual(alone);
  });
});

describe('a fault', () => {
  const faults: readonly (readonly [keyof SimulationResult['faults'], Partial<SimulationOptions>])[] = [
    ['lost', { losses: 0.05 }],
    ['lost', { outOfBandLosses: 0.5, crashes: 2 }],
    ['duplicated', { duplicates: 0.05 }],
    ['duplicated', { outOfBandDuplicates: 0.5, crashes: 2 }],
    ['corrupted', { corruption: 0.01 }],
    ['crashes', { crashes: 3 }],
    ['restarts', { crashes: 3 }],
    ['partitions', { partitions: 3 }],
    ['cut', { partitions: 3 }],
    ['diskFailures', { diskFailures: 3 }],
    ['diskFailures', { diskFailures: 3, storage: 'disk' }],
    ['slowDisks', { slowDisks: 2 }],
  ];

  it.each(faults)('of the kind %s happens if it is asked for: %j', (name, options) => {
    const result = simulate({ ...SMALL, ...options });
    expect(result.verdict).toBe('agreed');
    expect(result.faults[name]).toBeGreaterThan(0);
    expect(result.lastFaultMs).not.toBeNull();
  });

  it.each(faults)('of the kind %s happens only then: %j', (name) => {
    const others = faults.filter(
      ([other]) => other !== name && !(name === 'restarts' || other === 'restarts'),
    );
    const options = Object.assign({}, SMALL, ...others.map(([, one]) => one)) as Partial<SimulationOptions>;
    const without: Readonly<Record<string, Partial<SimulationOptions>>> = {
      lost: { losses: 0, outOfBandLosses: 0 },
      duplicated: { duplicates: 0, outOfBandDuplicates: 0 },
      corrupted: { corruption: 0 },
      crashes: { crashes: 0 },
      restarts: { crashes: 0, diskFailures: 0 },
      partitions: { partitions: 0 },
      cut: { partitions: 0 },
      diskFailures: { diskFailures: 0 },
      slowDisks: { slowDisks: 0 },
    };
    const { verdict, faults: counts } = simulate({ ...options, ...without[name] });
    expect([verdict, counts[name]]).toEqual(['agreed', 0]);
  });

  it('is over when it is said to be, and all hosts are up again soon after', () => {
    const { steps } = simulate(
      { ...FAULTY, faultsMs: 100, downMs: [10_000, 10_000], partitionMs: [10_000, 10_000] },
      { traceSteps: 1_000_000 },
    );
    const end = steps.findIndex(({ action }) => action === 'FaultsEnd');
    expect(steps[end]?.summary).toBe('at 100.000 ms');
    const after = new Set(steps.slice(end).map(({ action }) => action));
    expect([after.has('Crash'), after.has('Partition'), after.has('Restart')]).toEqual([false, false, true]);
    const lost = steps.slice(end + 1).filter(({ messages = [] }) => messages.some((message) => message.lost));
    expect(lost).toEqual([]);
  });

  it('of a clock makes all timers of a host later or earlier', () => {
    const { steps } = simulate({ ...SMALL, rate: 0.001, skew: 0.4 }, { traceSteps: 1_000_000 });
    const waits: Record<string, number[]> = { A: [], B: [], C: [] };
    const receivedMs: Record<string, number> = {};
    for (const { action, picks, summary = '' } of steps) {
      const [host, timeMs] = [String(picks['host']), Number(/\d+\.\d+/.exec(summary)?.[0])];
      if (action === 'Receive') receivedMs[host] = timeMs;
      if (action === 'Append') waits[host]?.push(timeMs - (receivedMs[host] ?? NaN));
    }
    const means = Object.values(waits).map((list) => {
      const known = list.filter((wait) => !Number.isNaN(wait)).sort((a, b) => a - b);
      expect((known.at(-1) ?? 0) - (known[0] ?? 0)).toBeLessThan(0.002);
      return known[0] ?? 0;
    });
    // The token is held for 5 ms while nothing waits.
    for (const mean of means) expect(mean > 3 && mean < 7).toBe(true);
    expect(new Set(means.map((mean) => mean.toFixed(2))).size).toBe(3);
  });
});

describe('a cluster stalls', () => {
  /** These hosts have a port of which some methods do something else, at all times. */
  function broken(hosts: readonly number[], change: (port: HostPort) => Partial<HostPort>): SimulationHooks {
    return {
      port: (port, self) =>
        hosts.includes(self) ? Object.assign(Object.create(port) as HostPort, change(port)) : port,
    };
  }

  const nothing = (): void => undefined;

  it('if a majority is cut off for good: in time, and saying at which hosts', () => {
    const hooks = broken([2, 3, 4], () => ({ broadcast: nothing, resend: nothing, send: nothing }));
    const result = simulate({ ...SMALL, hosts: 5 }, hooks);
    expect(result).toMatchObject({ verdict: 'stalled', property: null });
    // C has heard A and B, and knows of itself: what A has said is on three disks.
    expect(result.reason).toBe('2 s after the start, nothing new is delivered at A, B, D, E');
    expect(result.virtualMs).toBeLessThan(2_300);
    expect(result.payloads).toBeLessThan(50);
  });

  it('if a host takes nothing from its application', () => {
    const result = simulate(
      { ...SMALL, duplicates: 0.01 },
      { onHost: (host, self) => self === 2 && Object.assign(host, { submit: () => 'full' }) },
    );
    expect(result.verdict).toBe('stalled');
    expect(result.reason).toBe('2 s after the last fault, nothing new of their own is delivered at C');
    expect(result.agreedAgainAfterMs).not.toBeNull();
    expect(result.returnedAfterMs).toBeNull();
  });

  it('if something that was submitted is not delivered everywhere in the end', () => {
    let count = 0;
    const hooks = broken([2], (port) => ({
      deliver: (delivery) => {
        if ((count += 1) < 100) port.deliver(delivery);
      },
    }));
    const result = simulate(SMALL, hooks);
    expect(result).toMatchObject({ verdict: 'stalled', property: null });
    expect(result.reason).toBe('2 s after the last payload was submitted, not everything is delivered at C');
  });
});
