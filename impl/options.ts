import { ExoError } from '../errors/index.js';
import { expectNames, type Names } from './given.js';
import { logNeeded } from './log-needed.js';
import {
  CLUSTER_LENGTH_MAX,
  FRAME_BYTES_MAX,
  HEADER_BYTES,
  HOSTS_MAX,
  PAYLOAD_BYTES_MAX,
} from './wire/layout.js';

/**
 * All that a host can be told, in one object. Every number is checked; its name ends with its unit or limit. Of each is
 * said what too small and too large do, and what to take where nothing else is known. In what follows a _round_ is the time from a broadcast
 * to when it is written everywhere, and h = floor(n/2).
 */
export interface HostOptions {
  /** How many hosts the ring has, up or not: 2 to 256. It never changes (s27). An even number bears no more crashes than one less. */
  readonly hosts: number;
  /** This host's place in the ring: 0 to hosts - 1. */
  readonly self: number;
  /** Hosts of clusters with other names refuse each other: 1 to 64 characters. */
  readonly cluster: string;
  /**
   * R4, D1–D10: `durable` where what storage has said to be written survives a crash; `diskless` where a crash leaves nothing of a host, which then asks
   * the others for what it has lost. The same at all hosts. Without disks at most n - q hosts may be down or recovering at once: with more, nobody
   * ever recovers.
   */
  readonly storage: 'durable' | 'diskless';
  /**
   * D3: without disks, the number of this life of the host, from a boot counter: above those of all its earlier lives, 0 to 65,534; null where hosts
   * have disks. 0 is for the first life of all: with it a ring begins, all of whose hosts have nothing. A number that another life of this host has
   * had may lose what was agreed. One that is known to be over elsewhere fails the host (`EXO424`).
   */
  readonly life: number | null;
  /**
   * Entries that are kept in memory: 16 to 2^24, and at least h + q (`logNeeded`); they leave when the application
   * compacts, which it has to do before half of them are agreed. A log becomes longer only by entries that takeovers have left and that
   * are not agreed yet. Too small: a host whose application compacts seldom stalls the ring until it does, and cannot
   * install an epoch. Too large: up to 5 bytes an entry, and what a takeover may have to transfer. Rule of thumb:
   * what is broadcast in ten seconds, or 8 n if that is more.
   */
  readonly logEntriesMax: number;
  /**
   * Bytes of frames that are kept in memory: 65,536 to 2^30, and at least h + q + 1 of the longest frames (`logNeeded`). Too small and too
   * large do what they do for `logEntriesMax`. Rule of thumb: `logEntriesMax` frames as they are on average.
   */
  readonly logBytesMax: number;
  /**
   * Payloads that may wait to be agreed: 1 to 2^20. Too small: `submit` refuses more while a round goes on, and
   * the token finds nothing to send. Too large: a payload waits behind all that are before it. Rule of thumb: four frames full, so 4 `packPayloadsMax`.
   */
  readonly queuePayloadsMax: number;
  /** Bytes of payloads that may wait to be agreed: 32,772 to 2^30. As `queuePayloadsMax`; rule of thumb: that many payloads. */
  readonly queueBytesMax: number;
  /**
   * The longest payload that `submit` takes, in bytes: 0 to 32,768. The logs of all hosts need room for the longest payloads of all, so it
   * has to be the same at all hosts. Too large: a log of little memory is refused. Rule of thumb: what the application ever submits.
   */
  readonly payloadBytesMax: number;
  /** Payloads in one frame: 1 to 4,096. Too small: a token carries little. Too large: the first waits for the last to be copied. */
  readonly packPayloadsMax: number;
  /**
   * No further payload goes into a frame that it would make longer than this: 48 to 65,000. Too large: frames are
   * sent in fragments, and are lost as soon as one of these is. Rule of thumb: what the medium sends in one piece, less its headers and those of
   * authentication: 1,400 on Ethernet, 8,900 with jumbo frames.
   */
  readonly packBytesMax: number;
  /**
   * R2: how long the token is kept while nothing waits, here or elsewhere: 0 to 3,600,000, and below `takeoverMs`. A host that gets a
   * payload while the ring is idle tells those before it, out of band, in up to n - 1 packets of 32 bytes. Too small: an idle ring broadcasts empty messages all
   * the time; 0 is as fast as it can. Too large: a host that crashes in an idle ring is noticed later. Rule of thumb: a twentieth of `takeoverMs`.
   */
  readonly holdMs: number;
  /**
   * R2: how long the token is kept in a ring at rest, in which the last 16 messages were empty: 0 to 3,600,000, and below `takeoverMs`. Up to `holdMs` it
   * changes nothing, and neither does it where `holdMs` is 0. A payload ends the rest at once, by the same packets. Too small: a ring at rest wakes all hosts often. Too large: where such a packet
   * is lost, a payload waits for so long at each host before it; and a message that is lost at rest is repeated so much later. Rule of thumb: a fifth of `takeoverMs`, which is what `join` takes if it is left out.
   */
  readonly idleHoldMs: number;
  /**
   * R2: how long the last sender waits before it repeats its message: above 0, to 3,600,000, and below `takeoverMs`. Too
   * small: what is only slow is sent again. Too large: a message that the successor loses stalls the ring for so long.
   * Rule of thumb: a fifth of `takeoverMs`, and at least `holdMs` and two rounds.
   */
  readonly repeatMs: number;
  /**
   * R10: how long a host waits for an entry before it takes over, at least, and up to a twentieth longer: above holdMs and repeatMs, to 3,600,000. Too small: hosts take
   * over from each other without a fault, until their back-off is long enough. Too large: a crash stalls the ring for so long. It
   * should exceed Prepare, Promise, the transfer of a log, and Start. Rule of thumb: ten of these, and five times `repeatMs`.
   */
  readonly takeoverMs: number;
  /**
   * R10: what a host waits longer for each place in the ring behind the last sender: 0 to 60,000. The first time it waits up to
   * one step more, at random. Too small: hosts take over at the same time, and only one of them in earnest; at 0 randomness alone, up to `backOffMs`, tells them apart. Too large: where many neighbours crash together, the first that is up is late. Rule of thumb: the time
   * from Prepare to the last Promise.
   */
  readonly takeoverStepMs: number;
  /**
   * R10: after a takeover in vain a host waits up to this much longer, at random; after each further one up to twice as long: above 0, to 3,600,000. Too small: two hosts that
   * take over from each other need several attempts. Too large: a takeover whose messages are lost is tried again later. Rule of thumb: half of `takeoverMs`.
   */
  readonly backOffMs: number;
  /** R5: how long a starter waits before it asks again: above 0, to 3,600,000. Too small: logs are sent twice. Too large: a lost Prepare costs so long. Rule of thumb: twice the time from Prepare to the last Promise. */
  readonly prepareMs: number;
  /**
   * R9: how long a starter with q promises waits for the others: 0 to 3,600,000. Too small: hosts that are well are left out, and take over later to
   * be members again (T5); so 0 is refused where there may be such hosts, that is with three hosts or more, unless `returnMs` is 0. Too large: each takeover after a
   * crash is so much longer. Rule of thumb: the time by which the slowest Promise comes behind the q-th.
   */
  readonly graceMs: number;
  /**
   * R3: how long an entry may be late, behind one that was broadcast after it, before it is asked for: 0 to 3,600,000. Too small: what
   * was only overtaken is sent again. Too large: a message that is lost stalls its receiver for so long. Rule of thumb: by how much the
   * time that a broadcast takes varies, and at least a Start out of band.
   */
  readonly gapMs: number;
  /** R3: how long a host waits for what it has asked for before it asks another one: above 0, to 3,600,000. Too small: it is sent the same twice. Too large: an answer that is lost costs so long. Rule of thumb: `repeatMs`. */
  readonly askMs: number;
  /**
   * R9: how long a listener listens before it takes over, to be a member again: above 0, to 86,400,000; 0 for never: what a listener's
   * application submits is then not agreed until somebody else takes over. Too small: a host that comes and goes interrupts the others each
   * time. Rule of thumb: ten times `takeoverMs`.
   */
  readonly returnMs: number;
}

/** D3: no life has a higher number. */
const LIFE_MAX = 2 ** 16 - 2;

/** What is taken for every option that is left out; `hosts` and `self` have to be given. */
export const DEFAULT_OPTIONS: Omit<HostOptions, 'hosts' | 'self'> = {
  cluster: 'exo',
  storage: 'durable',
  life: null,
  logEntriesMax: 65_536,
  logBytesMax: 16 * 2 ** 20,
  queuePayloadsMax: 4_096,
  queueBytesMax: 2 ** 20,
  payloadBytesMax: PAYLOAD_BYTES_MAX,
  packPayloadsMax: 64,
  packBytesMax: 1_400,
  holdMs: 5,
  idleHoldMs: 0,
  repeatMs: 20,
  takeoverMs: 100,
  takeoverStepMs: 10,
  backOffMs: 50,
  prepareMs: 30,
  graceMs: 10,
  gapMs: 1,
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

const RANGES: Readonly<Record<Exclude<keyof HostOptions, 'cluster' | 'self' | 'storage' | 'life'>, Range>> = {
  hosts: { unit: 'hosts', min: 2, max: HOSTS_MAX, whole: true },
  logEntriesMax: { unit: 'entries', min: 16, max: 2 ** 24, whole: true },
  logBytesMax: { unit: 'bytes', min: 65_536, max: 2 ** 30, whole: true },
  queuePayloadsMax: { unit: 'payloads', min: 1, max: 2 ** 20, whole: true },
  queueBytesMax: { unit: 'bytes', min: PAYLOAD_BYTES_MAX + 4, max: 2 ** 30, whole: true },
  payloadBytesMax: { unit: 'bytes', min: 0, max: PAYLOAD_BYTES_MAX, whole: true },
  packPayloadsMax: { unit: 'payloads', min: 1, max: 4_096, whole: true },
  packBytesMax: { unit: 'bytes', min: HEADER_BYTES, max: FRAME_BYTES_MAX, whole: true },
  holdMs: durations,
  idleHoldMs: durations,
  repeatMs: waits,
  takeoverMs: waits,
  takeoverStepMs: { ...durations, max: 60_000 },
  backOffMs: waits,
  prepareMs: waits,
  graceMs: durations,
  gapMs: durations,
  askMs: waits,
  returnMs: { ...durations, max: 24 * HOUR_MS },
};

const NAMES: Names<Readonly<Record<string, unknown>>> = Object.fromEntries(
  [...Object.keys(RANGES), 'storage', 'life', 'cluster', 'self'].map((name) => [name, true]),
);

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
  expectNames('hostOptions', given, NAMES);
  const options: HostOptions = { ...DEFAULT_OPTIONS, ...withoutUndefined(given) };
  for (const [name, range] of Object.entries(RANGES)) {
    expectIn(name, options[name as keyof typeof RANGES], range);
  }
  expectIn('self', options.self, { unit: 'place in the ring', min: 0, max: options.hosts - 1, whole: true });
  const { cluster } = options;
  if (typeof cluster !== 'string' || cluster.length < 1 || cluster.length > CLUSTER_LENGTH_MAX) {
    throw new ExoError('EXO401', `cluster takes a text of 1 to ${CLUSTER_LENGTH_MAX} characters`);
  }
  expectLife(options);
  expectRound(options);
  expectCanAgree(options);
  return options;
}

/** D3: a host without a disk has a life, and only that has one. */
function expectLife({ storage, life }: HostOptions): void {
  if (storage !== 'durable' && storage !== 'diskless') {
    throw new ExoError('EXO401', `storage takes durable or diskless, not ${JSON.stringify(storage)}`);
  }
  if (storage === 'diskless') {
    expectIn('life', life, {
      unit: "the number of this life, with storage 'diskless'",
      min: 0,
      max: LIFE_MAX,
      whole: true,
    });
  } else if (life !== null) {
    throw new ExoError('EXO401', `life takes null where storage is durable, not ${String(life)}`);
  }
}

/** R2, R10: nobody takes over from a host that only holds the token, or that waits to repeat its message. */
function expectRound(options: HostOptions): void {
  for (const shorter of ['holdMs', 'idleHoldMs', 'repeatMs'] as const) {
    if (options.takeoverMs > options[shorter]) continue;
    const found = `${options.takeoverMs} and ${options[shorter]} milliseconds`;
    throw new ExoError('EXO401', `takeoverMs has to be above ${shorter}, not ${found}`);
  }
}

/** Options with which a ring comes to a stop, or never to rest, whatever happens. */
function expectCanAgree(options: HostOptions): void {
  const { hosts, logEntriesMax, logBytesMax, payloadBytesMax, packBytesMax, graceMs, returnMs } = options;
  const { entries, bytes } = logNeeded(options);
  if (logEntriesMax < entries) {
    const why = `${hosts} hosts agree on nothing after a takeover with less`;
    throw new ExoError(
      'EXO401',
      `logEntriesMax has to be at least ${entries} (entries), not ${logEntriesMax}: ${why}`,
    );
  }
  if (logBytesMax < bytes) {
    const frames = `payloadBytesMax ${payloadBytesMax} and packBytesMax ${packBytesMax}`;
    const why = `${hosts} hosts with ${frames} agree on nothing after a takeover with less`;
    throw new ExoError(
      'EXO401',
      `logBytesMax has to be at least ${bytes} (bytes), not ${logBytesMax}: ${why}`,
    );
  }
  if (graceMs === 0 && returnMs > 0 && hosts > 2) {
    const why =
      'an epoch that begins with the first majority leaves the others out, and they take over in turn';
    throw new ExoError('EXO401', `graceMs has to be above 0 (milliseconds) unless returnMs is 0: ${why}`);
  }
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
