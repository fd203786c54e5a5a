import { Command } from 'commander';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SIMULATION, simulationOptions, type SimulationOptions } from '../../impl/index.js';
import { drawnOptions } from '../../impl/simulate/drawn-options.js';
import {
  addSimulateFlags,
  shareText,
  SIMULATE_FLAGS,
  simulateCommand,
  simulateFlagsOf,
  timeText,
} from './flags.js';
import { parseDurationMs, parseShare } from '../terminal/units.js';

/** The options that a command line says. */
function optionsOf(words: readonly string[]): SimulationOptions {
  const command = addSimulateFlags(new Command('simulate')).exitOverride();
  command.parse(words, { from: 'user' });
  return simulationOptions(simulateFlagsOf(command.opts()).options);
}

/** The words of the command that makes a simulation again. */
function wordsFor(options: SimulationOptions): readonly string[] {
  const [exo, simulate, ...words] = simulateCommand(options).split(' ');
  expect([exo, simulate]).toEqual(['exo', 'simulate']);
  return words;
}

const decimals = fc
  .tuple(fc.nat({ max: 999 }), fc.integer({ min: 0, max: 12 }), fc.nat({ max: 10 ** 12 }))
  .map(([whole, places, part]) =>
    places === 0 ? `${whole}` : `${whole}.${`${part}`.padStart(places, '0')}`,
  );
const shares = decimals.filter((text) => Number(text) <= 100).map((text) => `${text}%`);
const skews = decimals.filter((text) => Number(text) <= 50).map((text) => `${text}%`);
const units = fc.constantFrom('ns', 'us', 'ms', 's', 'm', '');
const times = fc
  .tuple(decimals, units)
  .map(([number, unit]) => `${number}${unit}`)
  .filter((text) => parseDurationMs('', text) >= 1e-6 && parseDurationMs('', text) < 86_400_000);
const counts = fc.nat({ max: 1_000_000 }).map(String);

function intervals(text: fc.Arbitrary<string>, of: (text: string) => number): fc.Arbitrary<string> {
  return fc.tuple(text, text).map((pair) => pair.sort((a, b) => of(a) - of(b)).join('..'));
}

/** What may be typed after each flag. */
const TYPED: Readonly<Record<keyof SimulationOptions, fc.Arbitrary<string>>> = {
  hosts: fc.integer({ min: 2, max: 256 }).map(String),
  seed: fc.nat({ max: Number.MAX_SAFE_INTEGER }).map(String),
  durationMs: times,
  faultsMs: fc.oneof(times, fc.constant('0')),
  settleMs: times,
  delayMs: intervals(times, (text) => parseDurationMs('', text)),
  losses: shares,
  duplicates: shares,
  corruption: shares,
  outOfBandDelayMs: times,
  outOfBandLosses: shares,
  outOfBandDuplicates: shares,
  crashes: counts,
  downMs: intervals(times, (text) => parseDurationMs('', text)),
  partitions: counts,
  partitionMs: times,
  diskFailures: counts,
  slowDisks: counts,
  deaf: fc.constantFrom('0', '1'),
  mute: fc.constantFrom('0', '1'),
  hoarding: fc.constantFrom('0', '1'),
  absent: fc.constantFrom('0', '1'),
  skew: skews,
  storage: fc.constantFrom('memory', 'disk'),
  diskMs: fc.oneof(fc.constant('0'), fc.constant('0.00001us'), times),
  payloadBytes: fc.constantFrom('0', '1..7', '0..32K', '64', '1000'),
  waiting: fc.integer({ min: 1, max: 4_096 }).map(String),
  rate: decimals.filter((text) => Number(text) >= 0.001),
  compactEvery: fc.integer({ min: 1, max: 1_000_000 }).map(String),
  compactMs: fc.oneof(fc.constant('0'), times),
  application: fc.constantFrom('remembers', 'forgets'),
  authentication: fc.constantFrom('off', 'on'),
  offload: fc.constantFrom('off', 'on'),
  host: fc.constantFrom('takeoverMs=50', 'holdMs=0.0000001', 'graceMs=0.1', 'logEntriesMax=512', 'askMs=1.5'),
};

describe('the flags of exo simulate', () => {
  it('are there for every option', () => {
    expect(new Set(SIMULATE_FLAGS.map(({ name }) => name))).toEqual(new Set(Object.keys(DEFAULT_SIMULATION)));
  });

  it('are written as the command that says the same options, whatever was typed', () => {
    const lines = fc
      .record(TYPED, { requiredKeys: [] })
      .map((texts) =>
        SIMULATE_FLAGS.flatMap(({ name, flags }) =>
          texts[name] === undefined ? [] : [flags.replace(/ .*/, ''), texts[name]],
        ),
      );
    fc.assert(
      fc.property(lines, (words) => {
        const options = optionsOf(words);
        expect(optionsOf(wordsFor(options))).toEqual(options);
      }),
      { numRuns: 500 },
    );
  });

  it('are written as the command that says the same options, where those are drawn from a seed', () => {
    for (let seed = 0; seed < 500; seed++) {
      const options = drawnOptions(seed);
      const words = wordsFor(options);
      expect(optionsOf(words)).toEqual(options);
      expect(words.join(' ')).not.toMatch(/\d\.\d{6}/);
    }
  });

  it('leave out what has its default, but for hosts and seed', () => {
    expect(simulateCommand(DEFAULT_SIMULATION)).toBe('exo simulate --hosts 3 --seed 1');
    const options = { ...DEFAULT_SIMULATION, losses: 0.05, rate: 10, host: { takeoverMs: 50, holdMs: 0 } };
    expect(simulateCommand(options)).toBe(
      'exo simulate --hosts 3 --seed 1 --losses 5% --rate 10 --set takeoverMs=50 --set holdMs=0',
    );
  });

  it('write times and shares as people do', () => {
    expect([0, 0.0004, 0.05, 0.5, 1, 12.5, 1_000, 90_000, 1_500, 1e-7].map(timeText)).toEqual([
      '0us',
      '400ns',
      '50us',
      '500us',
      '1ms',
      '12.5ms',
      '1s',
      '90s',
      '1500ms',
      '0.0000001ms',
    ]);
    expect([0, 0.05, 0.001, 1, 0.07, 1e-7 / 100].map(shareText)).toEqual([
      '0%',
      '5%',
      '0.1%',
      '100%',
      '7%',
      '0.0000001%',
    ]);
  });

  it('write every share that can be typed', () => {
    fc.assert(
      fc.property(shares, (text) => {
        expect(parseShare('', shareText(parseShare('', text)))).toBe(parseShare('', text));
      }),
      { numRuns: 2_000 },
    );
  });
});
