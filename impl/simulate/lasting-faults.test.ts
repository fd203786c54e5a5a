import { describe, expect, test } from 'vitest';
import type { Host } from '../host/host.js';
import type { SimulationOptions } from './options.js';
import { simulationOptions } from './options.js';
import { Simulation, simulate } from './simulate.js';

const SMALL: Partial<SimulationOptions> = {
  ...{ hosts: 3, durationMs: 400, faultsMs: 300, delayMs: [0.5, 0.6], waiting: 2, settleMs: 20_000 },
  host: { takeoverMs: 30, backOffMs: 10, returnMs: 100, graceMs: 2 },
};

/** The hosts of a simulation at a time. */
function at(timeMs: number, options: Partial<SimulationOptions>): Map<number, Host> {
  const hosts = new Map<number, Host>();
  const simulation = new Simulation(
    { ...SMALL, ...options },
    { onHost: (host, self) => hosts.set(self, host) },
  );
  while (simulation.progress.virtualMs < timeMs) if (simulation.advance(1) !== null) break;
  return hosts;
}

describe('a fault that lasts', () => {
  test.each(['deaf', 'mute', 'hoarding', 'absent'] as const)(
    '%s ends with the others, and all is well then',
    (fault) => {
      const result = simulate({ ...SMALL, [fault]: 1 });
      expect(result).toMatchObject({ verdict: 'agreed', reason: null });
      expect(result.lastFaultMs).toBeGreaterThanOrEqual(300);
      expect(simulate({ ...SMALL, [fault]: 1 }).digest).toBe(result.digest);
    },
  );

  test('a deaf host has not heard the first broadcast, a mute one is not heard in its turn', () => {
    const lengths = (options: Partial<SimulationOptions>): readonly number[] =>
      [...at(5, options).values()].map(({ view }) => view.log.length);
    expect(lengths({ deaf: 1 })).toEqual([1, 0, 1]);
    expect(lengths({ mute: 1 })).toEqual([1, 2, 1]);
    expect(lengths({ absent: 1 })).toEqual([1, 0, 1]);
  });

  test('an application that hoards never compacts, and those of the others do', () => {
    const hosts = at(50, { hoarding: 1, compactEvery: 10, host: { ...SMALL.host, logEntriesMax: 8_192 } });
    expect([...hosts.values()].map(({ view }) => view.log.start > 0)).toEqual([true, false, true]);
  });

  test('is of a host of the ring', () => {
    expect(() => simulationOptions({ hosts: 3, mute: 3 })).toThrow('mute takes a host from 0 to 2, not 3');
    expect(() => simulationOptions({ deaf: 0.5 })).toThrow('deaf takes a whole number from 0 to 255');
  });
});
