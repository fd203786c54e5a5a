import { ExoError } from '../errors/index.js';
import {
  CLUSTER_LENGTH_MAX,
  FRAME_BYTES_MAX,
  HEADER_BYTES,
  HOSTS_MAX,
  PAYLOAD_BYTES_MAX,
} from './wire/layout.js';

/** All that a host can be told, in one object. Every number is checked; its name ends with its unit or limit. */
export interface HostOptions {
  /** How many hosts the ring has, up or not: 2 to 256. It never changes (s27). */
  readonly hosts: number;
  /** This host's place in the ring: 0 to hosts - 1. */
  readonly self: number;
  /** Hosts of clusters with other names refuse each other: 1 to 64 characters. */
  readonly cluster: string;
  /** Entries that are kept in memory: 16 to 2^24. They leave when the application compacts. */
  readonly logEntriesMax: number;
  /** Bytes of frames that are kept in memory: 65,536 to 2^30. */
  readonly logBytesMax: number;
  /** Payloads that may wait to be agreed: 1 to 2^20. */
  readonly queuePayloadsMax: number;
  /** Bytes of payloads that may wait to be agreed: 32,772 to 2^30. */
  readonly queueBytesMax: number;
  /** Payloads in one frame: 1 to 4,096. */
  readonly packPayloadsMax: number;
  /** No further payload goes into a frame that it would make longer than this: 48 to 65,000. */
  readonly packBytesMax: number;
  /** R2: how long the token is kept while nothing waits: 0 to 3,600,000. */
  readonly holdMs: number;
  /** R2: how long the last sender waits before it repeats its message: above 0, to 3,600,000. */
  readonly repeatMs: number;
  /**
   * R10: how long a host waits for an entry before it takes over, at least: above holdMs and repeatMs, to 3,600,000. It
   * should exceed Prepare, Promise, the transfer of a log, and Start.
   */
  readonly takeoverMs: number;
  /** R10: what a host waits longer for each place in the ring behind the last sender: 0 to 60,000. */
  readonly takeoverStepMs: number;
  /** R10: the first back-off is up to this long, at random; each further one up to twice as long: above 0, to 3,600,000. */
  readonly backOffMs: number;
  /** R5: how long a starter waits before it asks again: above 0, to 3,600,000. */
  readonly prepareMs: number;
  /** R9: how long a starter with q promises waits for the others: 0 to 3,600,000. */
  readonly graceMs: number;
  /** R3: how long a host waits for what it has asked for before it asks another one: above 0, to 3,600,000. */
  readonly askMs: number;
  /** R9: how long a listener listens before it takes over, to be a member again: above 0, to 86,400,000; 0 for never. */
  readonly returnMs: number;
}

/** What is taken for every option that is left out; `hosts` and `self` have to be given. */
export const DEFAULT_OPTIONS: Omit<HostOptions, 'hosts' | 'self'> = {
  cluster: 'exo',
  logEntriesMax: 65_536,
  logBytesMax: 16 * 2 ** 20,
  queuePayloadsMax: 4_096,
  queueBytesMax: 2 ** 20,
  packPayloadsMax: 64,
  packBytesMax: 1_400,
  holdMs: 5,
  repeatMs: 20,
  takeoverMs: 100,
  takeoverStepMs: 10,
  backOffMs: 50,
  prepareMs: 30,
  graceMs: 10,
  askMs: 20,
  returnMs: 1_000,
};

interface Range {
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** Whether `min` itself is not allowed. */
  readonly above?: boolean;
  readonly whole?: boolean;
}

const HOUR_MS = 3_600_000;
const durations: Range = { unit: 'milliseconds', min: 0, max: HOUR_MS };
const waits: Range = { ...durations, above: true };

const RANGES: Readonly<Record<Exclude<keyof HostOptions, 'cluster' | 'self'>, Range>> = {
  hosts: { unit: 'hosts', min: 2, max: HOSTS_MAX, whole: true },
  logEntriesMax: { unit: 'entries', min: 16, max: 2 ** 24, whole: true },
  logBytesMax: { unit: 'bytes', min: 65_536, max: 2 ** 30, whole: true },
  queuePayloadsMax: { unit: 'payloads', min: 1, max: 2 ** 20, whole: true },
  queueBytesMax: { unit: 'bytes', min: PAYLOAD_BYTES_MAX + 4, max: 2 ** 30, whole: true },
  packPayloadsMax: { unit: 'payloads', min: 1, max: 4_096, whole: true },
  packBytesMax: { unit: 'bytes', min: HEADER_BYTES, max: FRAME_BYTES_MAX, whole: true },
  holdMs: durations,
  repeatMs: waits,
  takeoverMs: waits,
  takeoverStepMs: { ...durations, max: 60_000 },
  backOffMs: waits,
  prepareMs: waits,
  graceMs: durations,
  askMs: waits,
  returnMs: { ...durations, max: 24 * HOUR_MS },
};

/**
 * The options with all defaults filled in.
 *
 * @throws ExoError EXO401, naming the field, its unit, and what would do.
 *
 * @example
 * const options = hostOptions({ hosts: 3, self: 0, takeoverMs: 50 });
 * console.log(options.takeoverMs); // 50
 */
export function hostOptions(given: Partial<HostOptions> & Pick<HostOptions, 'hosts' | 'self'>): HostOptions {
  const known = new Set<string>([...Object.keys(RANGES), 'cluster', 'self']);
  const unknown = Object.keys(given).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new ExoError('EXO401', `there is no option '${unknown}'; options are ${[...known].join(', ')}`);
  }
  const options: HostOptions = { ...DEFAULT_OPTIONS, ...withoutUndefined(given) };
  for (const [name, range] of Object.entries(RANGES)) {
    expectIn(name, options[name as keyof typeof RANGES], range);
  }
  expectIn('self', options.self, { unit: 'place in the ring', min: 0, max: options.hosts - 1, whole: true });
  const { cluster } = options;
  if (typeof cluster !== 'string' || cluster.length < 1 || cluster.length > CLUSTER_LENGTH_MAX) {
    throw new ExoError('EXO401', `cluster takes a text of 1 to ${CLUSTER_LENGTH_MAX} characters`);
  }
  for (const shorter of ['holdMs', 'repeatMs'] as const) {
    if (options.takeoverMs <= options[shorter]) {
      const found = `${options.takeoverMs} and ${options[shorter]} milliseconds`;
      throw new ExoError('EXO401', `takeoverMs has to be above ${shorter}, not ${found}`);
    }
  }
  return options;
}

function expectIn(name: string, value: unknown, { unit, min, max, above, whole }: Range): void {
  const isNumber = typeof value === 'number' && Number.isFinite(value);
  const isSound =
    isNumber && value <= max && (above ? value > min : value >= min) && (!whole || Number.isInteger(value));
  if (isSound) return;
  const range = `${above ? `above ${min}, to` : `${min} to`} ${max}${whole ? ', whole' : ''}`;
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  throw new ExoError('EXO401', `${name} takes ${range} (${unit}), not ${shown}`);
}

function withoutUndefined<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
