/** What options of a simulation take: numbers in ranges, intervals, words. */
import { ExoError } from '../../errors/index.js';
import { HOSTS_MAX, PAYLOAD_BYTES_MAX } from '../wire/layout.js';

const DAY_MS = 86_400_000;
const COUNT_MAX = 1_000_000;
/** A nanosecond. */
const LEAST_DELAY_MS = 1e-6;

/** The least, the most, and what kind of number it is. */
type Range = readonly [min: number, max: number, kind: 'whole' | 'real' | 'milliseconds'];
const probability: Range = [0, 1, 'real'];
const amount: Range = [0, COUNT_MAX, 'whole'];
const someHost: Range = [0, HOSTS_MAX - 1, 'whole'];
const time: Range = [LEAST_DELAY_MS, DAY_MS, 'milliseconds'];
const timeOrNone: Range = [0, DAY_MS, 'milliseconds'];

const RANGES: Readonly<Record<string, Range>> = {
  hosts: [2, HOSTS_MAX, 'whole'],
  seed: [0, Number.MAX_SAFE_INTEGER, 'whole'],
  durationMs: time,
  faultsMs: timeOrNone,
  settleMs: time,
  losses: probability,
  duplicates: probability,
  corruption: probability,
  outOfBandLosses: probability,
  outOfBandDuplicates: probability,
  crashes: amount,
  partitions: amount,
  diskFailures: amount,
  slowDisks: amount,
  deaf: someHost,
  mute: someHost,
  hoarding: someHost,
  absent: someHost,
  skew: [0, 0.5, 'real'],
  waiting: [1, 4_096, 'whole'],
  rate: [0.001, 10_000_000, 'real'],
  compactEvery: [1, COUNT_MAX, 'whole'],
};

const INTERVALS: Readonly<Record<string, Range>> = {
  delayMs: time,
  outOfBandDelayMs: time,
  downMs: time,
  partitionMs: time,
  diskMs: timeOrNone,
  compactMs: timeOrNone,
  payloadBytes: [0, PAYLOAD_BYTES_MAX, 'whole'],
};

const WORDS: Readonly<Record<string, readonly string[]>> = {
  storage: ['memory', 'disk', 'diskless'],
  application: ['remembers', 'forgets'],
  authentication: ['off', 'on'],
  offload: ['off', 'on'],
};

/** The faults that one host has for as long as there are any. */
export const LASTING_FAULTS = ['deaf', 'mute', 'hoarding', 'absent'] as const;

const NULLABLE: readonly string[] = ['rate', 'faultsMs', ...LASTING_FAULTS];

/** Refuses a value that an option does not take. */
export function expectSound(name: string, value: unknown): void {
  const { [name]: range } = RANGES;
  if (range !== undefined && !(value === null && NULLABLE.includes(name))) {
    const number = range[2] === 'whole' ? 'a whole number' : 'a number';
    if (!isIn(value, range))
      throw refused(`${name} takes ${number} ${rangeText(range)}, not ${shown(value)}`);
  }
  const { [name]: bounds } = INTERVALS;
  if (bounds !== undefined) {
    const isInterval = Array.isArray(value) && value.length === 2 && value.every((end) => isIn(end, bounds));
    if (!isInterval || value[0] > value[1]) {
      const numbers = bounds[2] === 'whole' ? 'two whole numbers' : 'two numbers';
      throw refused(`${name} takes ${numbers} ${rangeText(bounds)}, ascending, not ${shown(value)}`);
    }
  }
  const words = WORDS[name];
  if (words !== undefined && !words.includes(value as string)) {
    throw refused(`${name} takes ${words.join(' or ')}, not ${shown(value)}`);
  }
}

function isIn(value: unknown, [min, max, kind]: Range): boolean {
  const isNumber = typeof value === 'number' && value >= min && value <= max;
  return isNumber && (kind !== 'whole' || Number.isInteger(value));
}

function rangeText([min, max, kind]: Range): string {
  return `from ${min} to ${max}${kind === 'milliseconds' ? ' (ms)' : ''}`;
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

/** The error for options that are refused, with what would do. */
export function refused(message: string): ExoError {
  return new ExoError('EXO431', message);
}
