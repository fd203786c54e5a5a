import { describe, expect, it } from 'vitest';
import { ExoError } from '../../errors/index.js';
import { drawnOptions } from './drawn-options.js';
import { DEFAULT_SIMULATION, faultsEndMs, simulationOptions, type SimulationOptions } from './options.js';

/** For each option, values that it does not take. */
const WRONG: Readonly<Record<keyof SimulationOptions, readonly unknown[]>> = {
  hosts: [1, 257, 2.5, '3', null],
  seed: [-1, 2 ** 53, 0.5, null],
  durationMs: [0, -5, Infinity, NaN, '1s', null],
  faultsMs: [-1, NaN],
  settleMs: [0, 1e9],
  delayMs: [5, [1], [2, 1], [0, 1], [1, NaN], [1, 2, 3], null],
  losses: [-0.1, 1.1, '5%'],
  duplicates: [2],
  corruption: [NaN],
  outOfBandDelayMs: [[0, 0]],
  outOfBandLosses: [5],
  outOfBandDuplicates: [-1],
  crashes: [-1, 1.5, 1e7],
  downMs: [[0, 5]],
  partitions: [0.5],
  partitionMs: [[10, 5]],
  diskFailures: [-2],
  slowDisks: ['many'],
  deaf: [-1, 3, 256, 0.5],
  mute: [-1, 3, 'A'],
  hoarding: [-1, 3],
  absent: [-1, 3],
  skew: [0.6],
  storage: ['tape', null],
  diskMs: [[-1, 0]],
  payloadBytes: [[0, 32_769], [0.5, 2], 64],
  waiting: [0, 5_000],
  rate: [0, -1],
  compactEvery: [0],
  compactMs: [[5, 1], [-1, 0], 3],
  application: ['sleeps'],
  authentication: ['maybe', true],
  offload: ['maybe', true],
  host: [null, 5, [], { hosts: 5 }, { self: 1 }, { tempo: 1 }, { takeoverMs: 1 }],
};

describe('the options of a simulation', () => {
  it.each(Object.entries(WRONG))('refuse what is wrong with %s, and name it', (name, values) => {
    for (const value of values) {
      const act = (): unknown => simulationOptions({ [name]: value });
      expect(act).toThrow(ExoError);
      expect(act).toThrow(expect.objectContaining({ code: 'EXO431' }));
      expect(act).toThrow(new RegExp(`^${name}\\b.*`));
    }
  });

  it.each(['speed', 'toString', 'constructor'])("refuse '%s', a name that they do not have", (name) => {
    expect(() => simulationOptions({ [name]: 1 })).toThrow(`there is no option '${name}'`);
  });

  it('have a default for whatever is left out, or undefined', () => {
    expect(simulationOptions({})).toEqual(DEFAULT_SIMULATION);
    const given = { hosts: undefined, seed: 4 } as unknown as Partial<SimulationOptions>;
    expect(simulationOptions(given)).toEqual({ ...DEFAULT_SIMULATION, seed: 4 });
  });

  it('end faults after 70 % of the duration, unless they say when', () => {
    expect(faultsEndMs(simulationOptions({ durationMs: 1_000 }))).toBeCloseTo(700);
    expect(faultsEndMs(simulationOptions({ durationMs: 1_000, faultsMs: 0 }))).toBe(0);
  });
});

describe('drawn options', () => {
  const drawn = Array.from({ length: 300 }, (_, seed) => drawnOptions(seed));

  it('are the same for the same seed, and sound', () => {
    for (const [seed, options] of drawn.entries()) {
      expect(drawnOptions(seed)).toEqual(options);
      expect(simulationOptions(options)).toEqual(options);
    }
  });

  it('have every kind of fault in some seeds and none in others, and every storage and application', () => {
    const faults = [
      'losses',
      'duplicates',
      'corruption',
      'outOfBandLosses',
      'outOfBandDuplicates',
      'crashes',
      'partitions',
      'diskFailures',
      'slowDisks',
      'skew',
    ] as const;
    for (const name of faults) {
      const count = drawn.filter((options) => options[name] > 0).length;
      expect([name, count > 60, count < 290]).toEqual([name, true, true]);
    }
    const calm = drawn.filter((options) => faults.every((name) => options[name] === 0));
    expect(calm.length).toBeGreaterThan(5);
    for (const name of ['hosts', 'storage', 'application', 'waiting', 'rate'] as const)
      expect(new Set(drawn.map((options) => options[name])).size).toBeGreaterThan(1);
  });
});
