import type { HostOptions } from '../options.js';
import { simulationOptions, type Interval, type SimulationOptions } from './options.js';
import { Random } from './random.js';

/**
 * Options drawn from a seed: every kind of fault in some seeds and none in others, rings of 2 to 9 hosts, both storages,
 * and hosts that wait, pack, hold and forget in ways of their own; in some seeds a storm. Numbers are round, so that they
 * can be typed.
 *
 * @example
 * console.log(drawnOptions(7).seed); // 7
 */
export function drawnOptions(seed: number): SimulationOptions {
  const random = new Random(seed).split('options');
  const storms = random.split('storms');
  const options = drawnWeather(seed, random);
  return simulationOptions(storms.happens(STORMS) ? { ...options, ...drawnStorm(storms) } : options);
}

/**
 * What is drawn, for hosts without disks: a crash leaves nothing of them and their applications, and of what is drawn for disks nothing is left.
 *
 * @example
 * console.log(withoutDisks(drawnOptions(7)).storage); // diskless
 */
export function withoutDisks(options: SimulationOptions): SimulationOptions {
  const hosts = Math.max(3, options.hosts);
  const nowhere = { storage: 'diskless', diskFailures: 0, slowDisks: 0, diskMs: [0, 0] } as const;
  return simulationOptions({ ...options, ...nowhere, hosts, application: 'forgets' });
}

const STORMS = 0.25;

/**
 * Hosts that lose patience at once, on networks that are slow, lossy and cut all the time: dozens of takeovers, which run
 * into each other, with a few entries between them. What is wrong with epochs and promises shows here.
 */
function drawnStorm(random: Random): Partial<SimulationOptions> {
  return {
    hosts: random.pick([3, 3, 4, 5]),
    durationMs: random.pick([1_000, 2_000]),
    // Time-outs are shorter than a takeover takes here; only the back-off of R10 makes room for one in the end.
    settleMs: 600_000,
    delayMs: [0.5, random.pick([2, 10])],
    losses: random.pick([0, 0.1, 0.4]),
    outOfBandDelayMs: [0.5, random.pick([5, 20])],
    outOfBandLosses: random.pick([0, 0.2]),
    crashes: random.pick([0, 10, 40]),
    downMs: [1, 100],
    partitions: random.pick([0, 20, 60]),
    partitionMs: [1, 100],
    skew: 0.3,
    payloadBytes: [0, 64],
    waiting: 1,
    rate: random.pick([null, 200]),
    host: {
      takeoverMs: 25,
      takeoverStepMs: 0,
      backOffMs: 5,
      prepareMs: 5,
      graceMs: random.pick([0.5, 5]),
      askMs: 5,
      returnMs: 30,
    },
  };
}

function drawnWeather(seed: number, random: Random): SimulationOptions {
  const storage = random.pick(['memory', 'disk'] as const);
  const isCalm = random.happens(0.1);
  const often = (most: number): number => (isCalm || random.happens(0.4) ? 0 : random.below(most + 1));
  const share = (most: number): number =>
    isCalm || random.happens(0.4) ? 0 : percent(random.between(0, most));
  const host = { ...drawnHost(random.split('host')), ...drawnRest(random.split('rest')) };
  const isNarrow = 'packPayloadsMax' in host || 'packBytesMax' in host || 'queuePayloadsMax' in host;
  const large = random.pick([0, 64, 64, 1_000, 32_768]);
  const isHuge = large === 32_768;
  return simulationOptions({
    seed,
    hosts: 2 + random.below(8),
    durationMs: random.pick([500, 1_000, 2_000, 4_000]),
    delayMs: drawnDelay(random),
    losses: share(10),
    duplicates: share(10),
    corruption: share(1),
    outOfBandDelayMs: drawnDelay(random),
    outOfBandLosses: share(20),
    outOfBandDuplicates: share(20),
    crashes: often(8),
    downMs: random.pick<Interval>([
      [1, 50],
      [5, 1_000],
      [100, 300],
    ]),
    partitions: often(6),
    partitionMs: random.pick<Interval>([
      [1, 100],
      [20, 2_000],
      [200, 400],
    ]),
    diskFailures: often(3),
    slowDisks: often(4),
    skew: isCalm ? 0 : percent(random.pick([0, 1, 10, 30])),
    storage,
    diskMs: random.pick<Interval>(
      storage === 'memory'
        ? [
            [0, 0],
            [0, 0],
            [0.01, 0.1],
          ]
        : [
            [0, 0],
            [0.01, 0.1],
            [0.1, 5],
          ],
    ),
    payloadBytes: [isHuge ? 0 : random.pick([0, large]), large],
    waiting: random.pick([1, 2, 8, 64]),
    rate: isHuge || random.happens(0.3) ? random.pick(isNarrow ? [1, 10] : [10, 100, 1_000]) : null,
    compactEvery: random.pick([1, 10, 100, 1_000]),
    application: random.pick(['remembers', 'forgets'] as const),
    compactMs: drawnSnapshots(random.split('snapshots')),
    authentication: random.split('authentication').happens(SEALED) ? 'on' : 'off',
    host,
  });
}

const SEALED = 0.2;

/** At once, or while the host goes on: a flush may be under way when the application compacts. */
function drawnSnapshots(random: Random): Interval {
  return random.pick<Interval>([
    [0, 0],
    [0, 1],
    [0.1, 20],
  ]);
}

/** Steady, or so that broadcasts overtake each other. */
function drawnDelay(random: Random): Interval {
  const least = random.pick([0.02, 0.05, 0.5]);
  return [least, least * random.pick([1, 1.2, 4, 20])];
}

/** Any of these may be as it is by default. */
function drawnHost(random: Random): SimulationOptions['host'] {
  const choices: { readonly [Name in keyof HostOptions]?: readonly number[] } = {
    holdMs: [0, 1, 20],
    repeatMs: [2, 50],
    takeoverMs: [60, 300],
    takeoverStepMs: [0, 3],
    backOffMs: [10, 200],
    prepareMs: [5, 100],
    graceMs: [0.2, 1, 30],
    askMs: [2, 50],
    returnMs: [30, 200],
    packPayloadsMax: [1, 3],
    packBytesMax: [48, 500],
    logEntriesMax: [256],
    queuePayloadsMax: [2],
  };
  const chosen = Object.entries(choices).flatMap(([name, values]): [string, number][] =>
    random.happens(0.25) ? [[name, random.pick(values)]] : [],
  );
  return Object.fromEntries(chosen);
}

/** How long a token is held in a ring at rest, in some seeds; below any `takeoverMs` that is drawn. */
function drawnRest(random: Random): SimulationOptions['host'] {
  return random.happens(0.25) ? { idleHoldMs: random.pick([10, 25, 50]) } : {};
}

/** A share in per cent, with one decimal. */
function percent(value: number): number {
  return Number(value.toFixed(1)) / 100;
}
