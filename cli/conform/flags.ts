/** The flags of `exo conform`: one table from which they are parsed and explained, and written as a command again. */
import { Option, type Command } from 'commander';
import { DEFAULT_CONFORM, type ConformOptions } from '../../conformance/foreign/options.js';
import { quoted } from '../command-line.js';
import { shareText, timeText } from '../simulate/flags.js';
import {
  badValue,
  parseCount,
  parseDurationMs,
  parseInterval,
  parseShare,
  parseWord,
} from '../terminal/units.js';

export interface ConformFlags {
  readonly options: ConformOptions;
  /** The number of seeds that are run, one after the other. */
  readonly runs: number;
  /** A folder for reports, and what they are made of. */
  readonly out?: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

type Name = Exclude<keyof ConformOptions, 'command'>;

interface ConformFlag {
  readonly name: Name;
  readonly flags: string;
  readonly meaning: string;
  readonly parse: (option: string, text: string) => ConformOptions[Name];
  readonly write: (value: never) => string;
}

function flag<N extends Name>(
  name: N,
  flags: string,
  meaning: string,
  parse: (option: string, text: string) => ConformOptions[N],
  write: (value: ConformOptions[N]) => string,
): ConformFlag {
  return { name, flags, meaning, parse, write: write as ConformFlag['write'] };
}

type Times = ConformOptions['delayMs'];
const count = (min: number, max?: number) => (option: string, text: string) =>
  parseCount(option, text, min, max);
const words =
  <W extends string>(...accepted: readonly W[]) =>
  (option: string, text: string): W =>
    parseWord(option, text, accepted);
const times = (option: string, text: string): Times => parseInterval(option, text, parseDurationMs);
const timesText = ([least, most]: Times): string =>
  least === most ? timeText(least) : `${timeText(least)}..${timeText(most)}`;
const HOSTS_MAX = 64;

const CONFORM_FLAGS: readonly ConformFlag[] = [
  flag('hosts', '--hosts <n>', 'hosts, each a process', count(1, HOSTS_MAX), String),
  flag(
    'level',
    '--level <level>',
    'users: what is delivered is atomic broadcast, whatever the protocol; protocol: and the steps that hosts tell are those of Exo',
    words('users', 'protocol'),
    String,
  ),
  flag(
    'time',
    '--time <time>',
    'virtual: a message at a time, and time jumps; real: for programs with clocks or threads of their own',
    words('virtual', 'real'),
    String,
  ),
  flag('seed', '--seed <n>', 'seed of all that is drawn', count(0), String),
  flag('payloads', '--payloads <k>', 'payloads that each host is given', count(1, 1_000_000), String),
  flag(
    'durationMs',
    '--duration <time>',
    'for how long payloads are submitted and faults happen',
    parseDurationMs,
    timeText,
  ),
  flag(
    'settleMs',
    '--settle <time>',
    'how soon after that all must have delivered the same',
    parseDurationMs,
    timeText,
  ),
  flag('delayMs', '--delay <times>', 'how long a message takes, drawn for each receiver', times, timesText),
  flag('losses', '--losses <share>', 'messages lost, drawn for each receiver', parseShare, shareText),
  flag('duplicates', '--duplicates <share>', 'messages that arrive twice', parseShare, shareText),
  flag(
    'late',
    '--late <share>',
    'messages that take up to ten times the longest delay',
    parseShare,
    shareText,
  ),
  flag(
    'crashes',
    '--crashes <k>',
    'times that a program is killed, and started again',
    count(0, 10_000),
    String,
  ),
  flag('downMs', '--down <times>', 'how long it is down', times, timesText),
  flag(
    'partitions',
    '--partitions <k>',
    'times that some hosts are cut off from the others',
    count(0, 10_000),
    String,
  ),
  flag('partitionMs', '--partition-time <times>', 'how long that lasts', times, timesText),
  flag(
    'answerMs',
    '--answer-time <time>',
    'how long a program may owe an answer, by the clock',
    parseDurationMs,
    timeText,
  ),
];

/** Adds all of them to a command. */
export function addConformFlags(command: Command): Command {
  const program = 'the command line that runs one host, as a shell takes it';
  command.requiredOption('--cmd <program>', program, parseProgram);
  for (const { name, flags, meaning, parse, write } of CONFORM_FLAGS) {
    const shown = write(DEFAULT_CONFORM[name] as never);
    const option = new Option(flags, `${meaning} (default: ${shown})`);
    command.addOption(option.argParser((text) => parse(option.long ?? flags, text)));
  }
  return command
    .addOption(
      new Option('--runs <k>', 'run this many seeds, from --seed on, until one fails')
        .default(1)
        .argParser((text) => parseCount('--runs', text, 1)),
    )
    .option('--out <folder>', 'write report.txt, report.html and all messages there')
    .option('--json', 'print one JSON object instead', false)
    .option('--quiet', 'the verdict only', false);
}

function parseProgram(text: string): string {
  if (text.trim() === '') throw badValue('--cmd', text, 'a command line that runs one host');
  return text;
}

/** The flags as a command has parsed them. */
export function conformFlagsOf(parsed: Readonly<Record<string, unknown>>): ConformFlags {
  const given = CONFORM_FLAGS.flatMap(({ name, flags }): [string, unknown][] => {
    const value = parsed[new Option(flags).attributeName()];
    return value === undefined ? [] : [[name, value]];
  });
  const options: ConformOptions = {
    ...DEFAULT_CONFORM,
    ...Object.fromEntries(given),
    command: parsed['cmd'] as string,
  };
  return { ...(parsed as unknown as ConformFlags), options };
}

/** The command that makes a run again. */
export function conformCommand(options: ConformOptions): string {
  const departures = CONFORM_FLAGS.flatMap(({ name, flags, write }) => {
    const value = options[name];
    const isLeftOut = JSON.stringify(value) === JSON.stringify(DEFAULT_CONFORM[name]);
    if (isLeftOut && name !== 'seed') return [];
    return [flags.replace(/ .*/, ''), write(value as never)];
  });
  return ['exo', 'conform', '--cmd', options.command, ...departures].map(quoted).join(' ');
}
