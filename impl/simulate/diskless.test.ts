import { afterEach, describe, expect, test, vi } from 'vitest';
import { EngineSide } from '../host/engine-side.js';
import { PayloadNumbers } from '../host/payload-numbers.js';
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

describe('split hosts whose engines have no disks', () => {
  const SPLIT: Partial<SimulationOptions> = { ...DISKLESS, offload: 'on' };
  afterEach(() => void vi.restoreAllMocks());

  test.each(['forgets', 'remembers'] as const)(
    'deliver one order at all drivers, whichever of the two crashes, to an application that %s',
    (application) => {
      for (let seed = 1; seed <= 4; seed++) {
        const { verdict, reason, faults } = simulate({ ...SPLIT, application, seed });
        expect([seed, verdict, reason]).toEqual([seed, 'agreed', null]);
        expect(faults.restarts).toBeGreaterThan(2);
      }
    },
  );

  test('are found out where a driver attaches to a life that has not recovered', () => {
    vi.spyOn(EngineSide.prototype, 'isRecovering', 'get').mockReturnValue(false);
    const properties = [1, 2, 3].map((seed) => simulate({ ...SPLIT, seed }).property);
    expect(properties).toContain('Sound');
  });

  test('are found out where a new life gives out numbers from the first one on', () => {
    const { begin } = PayloadNumbers.prototype;
    vi.spyOn(PayloadNumbers.prototype, 'begin').mockImplementation(function (this: PayloadNumbers) {
      begin.call(this, 0);
    });
    expect(simulate({ ...SPLIT, seed: 1 }).property).toBe('Durability');
  });
});

const REFUSED: readonly (readonly [what: string, given: Partial<SimulationOptions>, message: string])[] = [
  ['an application that remembers', { application: 'remembers' }, 'application has to be forgets'],
  ['disks that fail', { diskFailures: 1 }, 'diskFailures, slowDisks and diskMs have to be 0'],
  ['two hosts', { hosts: 2 }, 'hosts has to be 3 or more'],
];
test.each(REFUSED)('without disks %s are refused', (_, given, message) => {
  expect(() => simulationOptions({ ...DISKLESS, ...given })).toThrow(message);
});
