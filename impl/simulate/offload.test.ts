import { afterEach, describe, expect, test, vi } from 'vitest';
import { Driver } from '../offload/driver.js';
import { EngineEdge } from '../offload/engine-edge.js';
import type { SimulationOptions } from './options.js';
import { simulate } from './simulate.js';

const FAULTY: Partial<SimulationOptions> = {
  ...{ offload: 'on', durationMs: 600, settleMs: 20_000, crashes: 10, downMs: [5, 100] },
  ...{ losses: 0.01, compactEvery: 50, host: { logEntriesMax: 64, queuePayloadsMax: 4 } },
};

afterEach(() => void vi.restoreAllMocks());

describe('hosts that are split into engine and driver', () => {
  test.each([1, 2, 3, 4])(
    'deliver one order at all drivers, whichever of the two crashes (seed %i)',
    (seed) => {
      const application = seed % 2 === 0 ? 'forgets' : 'remembers';
      const result = simulate({ ...FAULTY, seed, application, storage: seed > 2 ? 'disk' : 'memory' });
      expect(result).toMatchObject({ verdict: 'agreed', property: null });
    },
  );

  test('are told how many of the crashes were of an engine or of a driver alone', () => {
    const { faults } = simulate({ ...FAULTY, seed: 1 });
    expect(faults.engineCrashes).toBeGreaterThan(0);
    expect(faults.driverCrashes).toBeGreaterThan(0);
    expect(faults.engineCrashes + faults.driverCrashes).toBeLessThan(faults.crashes);
    const { faults: ofWholeHosts } = simulate({ ...FAULTY, seed: 1, offload: 'off' });
    expect(ofWholeHosts).toMatchObject({ engineCrashes: 0, driverCrashes: 0 });
    expect(ofWholeHosts.crashes).toBeGreaterThan(0);
  });

  test('are judged by what their drivers deliver, too, when these are behind what the logs of the engines still have', () => {
    const result = simulate({
      ...{ hosts: 5, seed: 2, offload: 'on', storage: 'diskless', application: 'forgets', durationMs: 600 },
      ...{ delayMs: [0.5, 0.5], outOfBandDelayMs: [0.5, 0.5], payloadBytes: [0, 0], waiting: 64 },
      ...{ compactEvery: 10, compactMs: [0, 1], host: { logEntriesMax: 64, packPayloadsMax: 16 } },
    });
    expect(result).toMatchObject({ verdict: 'agreed', property: null });
  });

  test('run the same way each time', () => {
    expect(simulate({ ...FAULTY, seed: 9 })).toEqual(simulate({ ...FAULTY, seed: 9 }));
  });

  test('are found out where a driver, after a reset of its engine, submits again only what that had not been sent', () => {
    const attach = Driver.prototype.attach;
    vi.spyOn(Driver.prototype, 'attach').mockImplementation(function (this: Driver, session) {
      const { sent } = this.save();
      attach.call(this, session);
      Object.assign(this, { sent });
    });
    const isStalled = (seed: number): boolean => simulate({ ...FAULTY, seed }).verdict === 'stalled';
    expect([1, 2, 3, 4, 5].some(isStalled)).toBe(true);
  });

  test('are found out where an engine, after a reset, goes on at the end of its log', () => {
    const begin = EngineEdge.prototype.begin;
    vi.spyOn(EngineEdge.prototype, 'begin').mockImplementation(function (this: EngineEdge, ...given) {
      const isTaken = begin.apply(this, given);
      const { host } = this as unknown as { readonly host: { readonly agreed: number } };
      Object.assign(this, { cursor: host.agreed });
      return isTaken;
    });
    const properties = [1, 2, 3, 4, 5].map((seed) => simulate({ ...FAULTY, seed }).property);
    expect(properties).toContain('Sound');
  });
});
