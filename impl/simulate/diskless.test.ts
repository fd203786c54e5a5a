import { describe, expect, test } from 'vitest';
import { simulationOptions, type SimulationOptions } from './options.js';
import { simulate } from './simulate.js';

const DISKLESS: Partial<SimulationOptions> = {
  ...{ storage: 'diskless', application: 'forgets', hosts: 5, durationMs: 300, rate: 200, settleMs: 10_000 },
  ...{ crashes: 8, downMs: [1, 50], partitions: 2, partitionMs: [5, 50], compactEvery: 20 },
  ...{ losses: 0.02, duplicates: 0.02, outOfBandLosses: 0.1, outOfBandDuplicates: 0.1 },
};

describe('hosts whose crashes leave nothing of them', () => {
  test('agree, and agree again after the last one, with every seed', () => {
    const counts = { crashes: 0, restarts: 0 };
    for (let seed = 1; seed <= 12; seed++) {
      const { verdict, reason, faults } = simulate({ ...DISKLESS, seed });
      expect([seed, verdict, reason]).toEqual([seed, 'agreed', null]);
      counts.crashes += faults.crashes;
      counts.restarts += faults.restarts;
    }
    expect(counts).toEqual({ crashes: 75, restarts: 75 });
  });

  test.each([3, 4, 7])('also %i of them', (hosts) => {
    const { verdict, faults } = simulate({ ...DISKLESS, hosts, authentication: 'on' });
    expect(verdict).toBe('agreed');
    expect(faults.crashes).toBeGreaterThan(1);
  });
});

const REFUSED: readonly (readonly [what: string, given: Partial<SimulationOptions>, message: string])[] = [
  ['an application that remembers', { application: 'remembers' }, 'application has to be forgets'],
  ['disks that fail', { diskFailures: 1 }, 'diskFailures, slowDisks and diskMs have to be 0'],
  ['split hosts', { offload: 'on' }, 'offload has to be off'],
  ['two hosts', { hosts: 2 }, 'hosts has to be 3 or more'],
];
test.each(REFUSED)('without disks %s are refused', (_, given, message) => {
  expect(() => simulationOptions({ ...DISKLESS, ...given })).toThrow(message);
});
