import { ExoError } from '../../errors/index.js';
import { logNeeded } from '../log-needed.js';
import { DEFAULT_OPTIONS, hostOptions, type HostOptions } from '../options.js';
import { PAYLOAD_BYTES_MAX } from '../wire/layout.js';
import { expectSound, LASTING_FAULTS, refused } from './sound-options.js';

export { LASTING_FAULTS } from './sound-options.js';

/** From the first to before the second, uniform. */
export type Interval = readonly [least: number, most: number];

/** All that a simulation depends on. Times are virtual, in milliseconds; probabilities go from 0 (never) to 1 (always). */
export interface SimulationOptions {
  /** How many hosts the ring has: 2 to 256. */
  readonly hosts: number;
  /** All randomness comes from it: 0 to 2^53 - 1. */
  readonly seed: number;
  /** How long the applications go on submitting, if nothing is wrong: above 0, to a day. */
  readonly durationMs: number;
  /** Faults end then, for good; null for 70 % of the duration. */
  readonly faultsMs: number | null;
  /** The cluster must agree again so soon after the last fault, and be done with all that waits so soon after the end. */
  readonly settleMs: number;

  /** How long a broadcast takes to each host by itself. Where that varies by more than its least, broadcasts overtake each other. */
  readonly delayMs: Interval;
  /** Of the copies of broadcasts, by receiver. */
  readonly losses: number;
  readonly duplicates: number;
  /** Copies of which some bits change, or the end is missing, on the medium and out of band. */
  readonly corruption: number;
  /** The shortest and longest time in milliseconds that a packet takes over the out-of-band network. */
  readonly outOfBandDelayMs: Interval;
  readonly outOfBandLosses: number;
  readonly outOfBandDuplicates: number;

  /** The number of crashes, of hosts and at times drawn at random. A host is down as long as `downMs` says. */
  readonly crashes: number;
  readonly downMs: Interval;
  /** The number of partitions. One heals after as long as `partitionMs` says. */
  readonly partitions: number;
  readonly partitionMs: Interval;
  /** The number of times that a disk fails or is full; the host restarts as after a crash. */
  readonly diskFailures: number;
  /** The number of times that a disk is slow for a while, and stalls. */
  readonly slowDisks: number;
  /** While faults last, one host hears nothing on the broadcast medium, as out of band it does; null for none. */
  readonly deaf: number | null;
  /** While faults last, nobody hears what one host broadcasts, though what it sends out of band arrives; null for none. */
  readonly mute: number | null;
  /** While faults last, the application of one host does not compact; null for none. */
  readonly hoarding: number | null;
  /** While faults last, one host is down; null for none. */
  readonly absent: number | null;
  /** Each host's clock goes so much faster or slower, at most. */
  readonly skew: number;

  /**
   * Where hosts keep what is durable: in memory, or in segments on a disk that crashes as badly as it may. Or `diskless`: a crash leaves nothing of a
   * host and its application, which begins a new life (D1–D10); no more crash at once than the others can do without.
   */
  readonly storage: 'memory' | 'disk' | 'diskless';
  /** How long a disk takes for a write, and for a sync; both 0 is at once. */
  readonly diskMs: Interval;

  /** Bytes of a payload; where the two differ, small ones are as likely as large ones. */
  readonly payloadBytes: readonly [least: number, most: number];
  /** The number of payloads of each application that wait to be delivered at any time: it submits another one for each. */
  readonly waiting: number;
  /** Payloads a second that each application submits, instead, at random times; null for as many as `waiting` says. */
  readonly rate: number | null;
  /** An application compacts whenever it has taken this many entries more. */
  readonly compactEvery: number;
  /** How long after that it has its snapshot, and compacts: meanwhile the host goes on. */
  readonly compactMs: Interval;
  /** Whether an application that crashes has, afterwards, all that it has taken, or no more than its last snapshot. */
  readonly application: 'remembers' | 'forgets';

  /** Whether all that is sent is sealed, and opened where it arrives (wire/authentication.ts). */
  readonly authentication: 'off' | 'on';
  /**
   * Whether the protocol of each host runs in an engine, with a driver on the other side of two slow channels. What crashes is then both, or
   * one of them, drawn; and all is judged at the drivers.
   */
  readonly offload: 'off' | 'on';

  /** Options of all hosts that are not to have their defaults. */
  readonly host: Partial<Omit<HostOptions, 'hosts' | 'self'>>;
}

export const DEFAULT_SIMULATION: SimulationOptions = {
  hosts: 3,
  seed: 1,
  durationMs: 10_000,
  faultsMs: null,
  settleMs: 60_000,
  delayMs: [0.05, 0.06],
  losses: 0,
  duplicates: 0,
  corruption: 0,
  outOfBandDelayMs: [0.1, 0.2],
  outOfBandLosses: 0,
  outOfBandDuplicates: 0,
  crashes: 0,
  downMs: [5, 1_000],
  partitions: 0,
  partitionMs: [20, 2_000],
  diskFailures: 0,
  slowDisks: 0,
  deaf: null,
  mute: null,
  hoarding: null,
  absent: null,
  skew: 0,
  storage: 'memory',
  diskMs: [0, 0],
  payloadBytes: [64, 64],
  waiting: 8,
  rate: null,
  compactEvery: 1_000,
  compactMs: [0, 0],
  application: 'remembers',
  authentication: 'off',
  offload: 'off',
  host: {},
};

/** What hosts have in a simulation instead of their defaults, so that many of them fit into memory. */
const HOST_IN_SIMULATION = { logEntriesMax: 8_192 } as const;
const QUEUE_BYTES_IN_SIMULATION = 2 ** 18;
/** Less is refused: the longest payload there can be. */
const QUEUE_BYTES_LEAST = PAYLOAD_BYTES_MAX + 4;
const LOG_BYTES_IN_SIMULATION = 2 ** 22;
/** In rings of many hosts, of which otherwise the logs would be most of the memory. */
const LOG_BYTES_OF_MANY = 2 ** 19;
const MANY_HOSTS = 32;

/**
 * The options with all defaults filled in.
 *
 * @throws ExoError EXO431, naming the option and what would do.
 *
 * @example
 * console.log(simulationOptions({ hosts: 5 }).seed); // 1
 */
export function simulationOptions(given: Partial<SimulationOptions>): SimulationOptions {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(DEFAULT_SIMULATION, name));
  if (unknown !== undefined) throw refused(`there is no option '${unknown}'`);
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  const options: SimulationOptions = { ...DEFAULT_SIMULATION, ...Object.fromEntries(present) };
  for (const [name, value] of Object.entries(options)) expectSound(name, value);
  if (!isOfHosts(options.host)) throw refused('host takes options of a host, but for hosts and self');
  for (const name of LASTING_FAULTS) {
    const host = options[name];
    if (host !== null && host >= options.hosts)
      throw refused(`${name} takes a host from 0 to ${options.hosts - 1}, not ${host}`);
  }
  if (options.storage === 'diskless') expectNoDisk(options);
  hostOptionsOf(options, 0);
  return options;
}

/** What there is not without disks, or cannot be asked for. */
function expectNoDisk({
  offload,
  diskFailures,
  slowDisks,
  diskMs,
  application,
  hosts,
}: SimulationOptions): void {
  const wrong = [
    ...(diskFailures + slowDisks + diskMs[1] > 0 ? ['diskFailures, slowDisks and diskMs have to be 0'] : []),
    ...(application === 'remembers' && offload === 'off'
      ? ['application has to be forgets, unless hosts are split']
      : []),
    ...(hosts === 2 ? ['hosts has to be 3 or more: of two, none can do without the other'] : []),
  ];
  if (wrong.length > 0) throw refused(`with storage diskless ${wrong.join(', and ')}`);
}

/** The options of one of the hosts; without a disk, in one of its lives. */
export function hostOptionsOf(options: SimulationOptions, self: number, life = 0): HostOptions {
  const { hosts, host, payloadBytes, storage } = options;
  try {
    const lives = storage === 'diskless' ? ({ storage, life } as const) : {};
    const usual = {
      payloadBytesMax: payloadBytes[1],
      queueBytesMax: queueBytesFor(options),
      ...HOST_IN_SIMULATION,
    };
    const given = { ...usual, ...host, ...lives, hosts, self };
    const logBytesMax = host.logBytesMax ?? logBytesFor({ ...DEFAULT_OPTIONS, ...given });
    return hostOptions({ ...given, logBytesMax });
  } catch (error) {
    throw error instanceof ExoError ? refused(`host: ${error.message}`) : error;
  }
}

/** Little, where no more payloads than `waiting` are ever in a queue: with room for one at either end of its memory besides, none is refused. */
function queueBytesFor({ rate, offload, waiting, payloadBytes }: SimulationOptions): number {
  if (rate !== null || offload === 'on') return QUEUE_BYTES_IN_SIMULATION;
  const needed = (waiting + 2) * (payloadBytes[1] + 4);
  return Math.min(QUEUE_BYTES_IN_SIMULATION, Math.max(QUEUE_BYTES_LEAST, needed));
}

/** Little, but with room for the longest payloads where there are many hosts. */
function logBytesFor(options: HostOptions): number {
  const least = options.hosts > MANY_HOSTS ? LOG_BYTES_OF_MANY : LOG_BYTES_IN_SIMULATION;
  return Math.max(least, logNeeded(options).bytes || 0);
}

/** When faults end. */
export function faultsEndMs({ faultsMs, durationMs }: SimulationOptions): number {
  return faultsMs ?? FAULTY_PART * durationMs;
}

const FAULTY_PART = 0.7;

function isOfHosts(host: unknown): boolean {
  const isObject = typeof host === 'object' && host !== null && !Array.isArray(host);
  return isObject && !('hosts' in host || 'self' in host);
}
