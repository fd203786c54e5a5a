/** The flags of `exo simulate`: one table from which they are parsed and explained, and written as a command again. */
import { Option, type Command } from 'commander';
import { DEFAULT_OPTIONS } from '../../impl/options.js';
import {
  DEFAULT_SIMULATION,
  simulationOptions,
  type Interval,
  type SimulationOptions,
} from '../../impl/simulate/options.js';
import { ExoError } from '../../errors/index.js';
import { quoted } from '../command-line.js';
import {
  badValue,
  parseBytes,
  parseCount,
  parseDurationMs,
  parseInterval,
  parseSetting,
  parseShare,
  parseWord,
} from '../terminal/units.js';

/** All flags of `exo simulate`, parsed. */
export interface SimulateFlags {
  /** What the simulation depends on, as far as it was given. */
  readonly options: Partial<SimulationOptions>;
  /** The number of seeds that are run, one after the other. */
  readonly seeds: number;
  readonly traceOut?: string;
  /** Where all steps go. */
  readonly runOut?: string;
  readonly traceSteps: number;
  readonly traceAround: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

type Name = keyof SimulationOptions;

/** How a kind of value is read from a command line, and written to it. */
interface Form<T> {
  readonly parse: (option: string, text: string, before: unknown) => T;
  readonly write: (value: T) => string;
}

const count: Form<number> = { parse: (option, text) => parseCount(option, text, 0), write: String };
const share: Form<number> = { parse: parseShare, write: shareText };
const time: Form<number> = { parse: parseDurationMs, write: timeText };
const times: Form<Interval> = {
  parse: (option, text) => parseInterval(option, text, parseDurationMs),
  write: intervalOf(timeText),
};
const sizes: Form<Interval> = {
  parse: (option, text) => parseInterval(option, text, parseSize),
  write: intervalOf(String),
};
const rate: Form<number> = { parse: parseRate, write: decimal };
const settings: Form<SimulationOptions['host']> = {
  parse: (option, text, before) => ({ ...Object(before), ...hostSetting(option, text) }),
  write: () => '',
};

function words<W extends string>(...accepted: readonly W[]): Form<W> {
  return { parse: (option, text) => parseWord(option, text, accepted), write: String };
}

interface SimulateFlag {
  readonly name: Name;
  readonly flags: string;
  readonly meaning: string;
  readonly form: Form<never>;
}

function flag<N extends Name>(
  name: N,
  flags: string,
  meaning: string,
  form: Form<Exclude<SimulationOptions[N], null>>,
): SimulateFlag {
  return { name, flags, meaning, form: form as unknown as Form<never> };
}

/** In the order in which the help shows them. */
export const SIMULATE_FLAGS: readonly SimulateFlag[] = [
  flag('hosts', '--hosts <n>', 'hosts in the ring, 2 to 256', count),
  flag('seed', '--seed <n>', 'seed of all randomness', count),
  flag(
    'durationMs',
    '--duration <time>',
    'virtual time for which payloads are submitted; a number without a unit is seconds',
    time,
  ),
  flag('faultsMs', '--faults-until <time>', 'when all faults end (default: after 70% of the duration)', time),
  flag('settleMs', '--settle <time>', 'how soon after that the hosts must agree again', time),
  flag('delayMs', '--delay <times>', 'delay of a broadcast, drawn for each receiver', times),
  flag('losses', '--losses <share>', 'broadcasts lost, drawn for each receiver', share),
  flag('duplicates', '--duplicates <share>', 'broadcasts that arrive twice', share),
  flag('corruption', '--corruption <share>', 'messages with wrong bits or no end, on both networks', share),
  flag('outOfBandDelayMs', '--oob-delay <times>', 'delay of a message out of band', times),
  flag('outOfBandLosses', '--oob-losses <share>', 'messages lost out of band', share),
  flag('outOfBandDuplicates', '--oob-duplicates <share>', 'messages out of band that arrive twice', share),
  flag('crashes', '--crashes <k>', 'crashes of a host, at random times', count),
  flag('downMs', '--down <times>', 'how long a host is down after a crash', times),
  flag('partitions', '--partitions <k>', 'network partitions, at random times', count),
  flag(
    'partitionMs',
    '--partition-time <times>',
    'how long a partition lasts, and a slow disk is slow',
    times,
  ),
  flag('diskFailures', '--disk-failures <k>', 'disks that fail or are full', count),
  flag('slowDisks', '--slow-disks <k>', 'disks that are slow for a while, and stall', count),
  flag('deaf', '--deaf <host>', 'host that hears no broadcasts while faults last, from 0', count),
  flag('mute', '--mute <host>', 'host whose broadcasts nobody hears while faults last, from 0', count),
  flag('hoarding', '--hoarding <host>', 'host whose application does not compact while faults last', count),
  flag('absent', '--absent <host>', 'host that is down while faults last, from 0', count),
  flag('skew', '--skew <share>', 'how much faster or slower the timers of a host may go', share),
  flag(
    'storage',
    '--storage <kind>',
    'memory; disk: simulated, and in a crash as bad as a disk may be; diskless: a crash leaves nothing of a host',
    words('memory', 'disk', 'diskless'),
  ),
  flag('diskMs', '--disk-delay <times>', 'time that a write takes, and a sync', times),
  flag('payloadBytes', '--payload <sizes>', 'bytes of a payload, such as 64 or 0..32K', sizes),
  flag('waiting', '--waiting <k>', 'payloads that each application has under way (closed loop)', count),
  flag('rate', '--rate <n>', 'payloads a second of each application instead (open loop, Poisson)', rate),
  flag('compactEvery', '--compact-every <n>', 'entries after which an application compacts', count),
  flag(
    'compactMs',
    '--compact-time <times>',
    'how long an application takes for a snapshot, before it compacts',
    times,
  ),
  flag(
    'application',
    '--application <kind>',
    'in a crash it remembers all that it has taken, or forgets what is after its last snapshot',
    words('remembers', 'forgets'),
  ),
  flag(
    'authentication',
    '--authentication <word>',
    'on: everything that is sent is sealed, and opened once where it arrives',
    words('off', 'on'),
  ),
  flag(
    'offload',
    '--offload [word]',
    'hosts are split into engine and driver, over slow channels; crashes are of both or of one (a word: off or on)',
    words('off', 'on'),
  ),
  flag('host', '--set <name=value>', 'an option of all hosts, such as takeoverMs=50; repeatable', settings),
];

export const TRACE_STEPS = 1_000;
export const TRACE_AROUND = 200;
/** The most steps that a trace has: with more, nobody can look at it, and a run in NDJSON has them all. */
export const TRACE_STEPS_MAX = 50_000;

/** Adds all of them to a command. */
export function addSimulateFlags(command: Command): Command {
  for (const { name, flags, meaning, form } of SIMULATE_FLAGS) {
    const fallback = DEFAULT_SIMULATION[name];
    const isShown = fallback !== null && fallback !== 0 && name !== 'host';
    const text = isShown ? `${meaning} (default: ${form.write(fallback as never)})` : meaning;
    const option = new Option(flags, text);
    const parse = form.parse as Form<unknown>['parse'];
    option.argParser((typed: string, before: unknown) => parse(option.long ?? flags, typed, before));
    if (flags.includes('[')) option.preset('on');
    command.addOption(option);
  }
  return command
    .addOption(
      new Option('--seeds <k>', 'run this many seeds, from --seed on, until one fails')
        .default(1)
        .argParser((text) => parseCount('--seeds', text, 1)),
    )
    .option('--trace-out <file>', 'write the last steps, and those around faults, as a trace, for exo replay')
    .addOption(
      new Option('--trace-steps <k>', 'how many of the last steps a trace has')
        .default(TRACE_STEPS)
        .argParser((text) => parseCount('--trace-steps', text, 1, TRACE_STEPS_MAX)),
    )
    .addOption(
      new Option('--trace-around <k>', 'how many steps it has around each fault and takeover')
        .default(TRACE_AROUND)
        .argParser((text) => parseCount('--trace-around', text, 0, TRACE_STEPS_MAX)),
    )
    .option('--run-out <file>', 'write all steps, for exo validate; compressed if it ends in .gz')
    .option('--json', 'print one JSON object instead', false)
    .option('--quiet', 'the verdict only, and no progress', false);
}

/** The flags as a command has parsed them. */
export function simulateFlagsOf(parsed: Readonly<Record<string, unknown>>): SimulateFlags {
  const given = SIMULATE_FLAGS.flatMap(({ name, flags }): [string, unknown][] => {
    const value = parsed[new Option(flags).attributeName()];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...(parsed as unknown as SimulateFlags), options: Object.fromEntries(given) };
}

/** Throws what is wrong with options, in the words of the command line. */
export function expectSound(options: Partial<SimulationOptions>): void {
  try {
    simulationOptions(options);
  } catch (error) {
    if (!(error instanceof ExoError)) throw error;
    const [name = ''] = /^\w+/.exec(error.message) ?? [];
    const flags = SIMULATE_FLAGS.find((one) => one.name === name)?.flags.replace(/ .*/, '') ?? name;
    throw new ExoError(error.code, `${flags}${error.message.slice(name.length)}`);
  }
}

/** The command that makes this simulation again. */
export function simulateCommand(options: SimulationOptions): string {
  const departures = SIMULATE_FLAGS.flatMap(({ name, flags, form }) => {
    const value = options[name];
    const isLeftOut = JSON.stringify(value) === JSON.stringify(DEFAULT_SIMULATION[name]);
    const isGiven = name === 'hosts' || name === 'seed';
    if (value === null || name === 'host' || (isLeftOut && !isGiven)) return [];
    return [flags.replace(/ .*/, ''), form.write(value as never)];
  });
  const hosts = Object.entries(options.host).flatMap(([name, value]) => [
    '--set',
    `${name}=${typeof value === 'number' ? decimal(value) : value}`,
  ]);
  return ['exo', 'simulate', ...departures, ...hosts].map(quoted).join(' ');
}

/** `5%`: a text that is read as the same number, as short as there is one. Every share that can be typed has one. */
export function shareText(value: number): string {
  const percent = 100 * value;
  const short = Number(percent.toPrecision(12));
  // What was typed may have been rounded once more than this.
  const near = [short, percent, percent * (1 + Number.EPSILON), percent * (1 - Number.EPSILON / 2)];
  const texts = near.map((one) => `${decimal(one)}%`);
  return texts.find((text) => parseShare('', text) === value) ?? `${decimal(percent)}%`;
}

/** A time that is read as the same number: `400ns`, `50us`, `12.5ms`, `10s`. */
export function timeText(milliseconds: number): string {
  if (milliseconds >= 1000 && milliseconds % 1000 === 0) return `${milliseconds / 1000}s`;
  if (milliseconds >= 1) return `${decimal(milliseconds)}ms`;
  const shorter = [`${Math.round(1000 * milliseconds)}us`, `${Math.round(1e6 * milliseconds)}ns`];
  return shorter.find((text) => parseDurationMs('', text) === milliseconds) ?? `${decimal(milliseconds)}ms`;
}

/** A number of at least 0 without an exponent, with all its digits. */
function decimal(value: number): string {
  const [digits = '', exponent] = String(value).split('e-');
  if (exponent === undefined) return digits;
  return `0.${'0'.repeat(Number(exponent) - 1)}${digits.replace('.', '')}`;
}

function intervalOf(write: (value: number) => string): (interval: Interval) => string {
  return ([least, most]) => (least === most ? write(least) : `${write(least)}..${write(most)}`);
}

function parseSize(option: string, text: string): number {
  return text === '0' ? 0 : parseBytes(option, text);
}

function parseRate(option: string, text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (value > 0) return value;
  throw badValue(option, text, 'a number above 0, such as 0.5 or 1000 (payloads a second)');
}

/** An option of a host: all that can be set are numbers. */
function hostSetting(option: string, text: string): Readonly<Record<string, number>> {
  const [name, value] = parseSetting(option, text);
  const names = Object.entries(DEFAULT_OPTIONS).flatMap(([one, other]) =>
    typeof other === 'number' ? [one] : [],
  );
  if (!names.includes(name))
    throw badValue(option, text, `name=value, where the name is one of ${names.join(', ')}`);
  if (!/^\d+(\.\d+)?$/.test(value)) throw badValue(option, text, `a number for ${name}`);
  return { [name]: Number(value) };
}
