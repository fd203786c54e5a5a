/** What `exo check` was given: its flags as they are parsed, and what follows of them for a search. */
import { Option, type Command } from 'commander';
import type { SearchOptions } from '../../checker/index.js';
import { OFFLOAD_FLAGS, type ModelOptions } from '../models/model-options.js';
import { CHECK_FLAGS, type Flag } from './flag-table.js';

/** All flags of `exo check`, parsed. What was left out and has no default is undefined. */
export interface CheckFlags extends ModelOptions {
  readonly property?: readonly string[];
  readonly search: 'bfs' | 'dfs' | 'random';
  readonly seed?: number;
  readonly walks?: number;
  readonly exact: boolean;
  readonly statesMax?: number;
  readonly memoryMax?: number;
  readonly timeMax?: number;
  readonly depthMax?: number;
  readonly traceOut?: string;
  /** Show the counterexample in the browser. */
  readonly open?: boolean;
  /** Where the charts are drawn, with what the search never met. */
  readonly chartOut?: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly coverage: boolean;
  readonly requireCoverage: boolean;
  readonly callActions: boolean;
}

/** Adds all of them to a command. */
export function addCheckFlags(command: Command): Command {
  return addFlags(command, CHECK_FLAGS);
}

/** Adds those that make a model what it is. */
export function addModelFlags(command: Command): Command {
  return addFlags(
    command,
    CHECK_FLAGS.filter(({ flags }) => {
      const name = new Option(flags).attributeName();
      return OF_MODEL.has(name) || name === 'bound' || name === 'reduce';
    }),
  );
}

function addFlags(command: Command, added: readonly Flag[]): Command {
  for (const { flags, meaning, fallback, fallbackText, parse } of added) {
    const option = new Option(
      flags,
      fallbackText === undefined ? meaning : `${meaning} (default: ${fallbackText})`,
    );
    if (fallback !== undefined) option.default(fallback);
    if (parse !== undefined) option.argParser((text, before) => parse(`--${option.name()}`, text, before));
    command.addOption(option);
  }
  return command;
}

/**
 * The flags as a command has parsed them, with the names of those that were given. Commander takes `--no-reduce` for the
 * negation of `--reduce`.
 */
export function givenFlagsOf(command: Command, parsed: Readonly<Record<string, unknown>>): CheckFlags {
  const given = Object.keys(parsed).filter((name) => command.getOptionValueSource(name) === 'cli');
  const ofModel = given.map((name) => (name === 'reduce' ? 'noReduce' : name));
  return { ...checkFlagsOf(parsed), given: ofModel.filter((name) => OF_MODEL.has(name)) };
}

/** The options that make a model what it is; the others are of the search. */
const OF_MODEL: ReadonlySet<string> = new Set([
  'hosts',
  'slots',
  'epochs',
  'payloads',
  'timeouts',
  'losses',
  'partitions',
  'crashes',
  'medium',
  'storage',
  'disklessRecovery',
  'literal',
  'dropDead',
  'set',
  'noReduce',
  ...OFFLOAD_FLAGS,
]);

/** What `exo check` takes where nothing is given, by the names under which flags are parsed. */
export function defaultFlags(): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    CHECK_FLAGS.flatMap(({ flags, fallback }) =>
      fallback === undefined ? [] : [[new Option(flags).attributeName(), fallback] as const],
    ),
  );
}

/** The flags as they were parsed, by this command or by another that has some of them. */
export function checkFlagsOf(parsed: Readonly<Record<string, unknown>>): CheckFlags {
  const { reduce, storage, disklessRecovery, ...flags } = parsed;
  const switches = {
    ...{ literal: false, exact: false, json: false, quiet: false, set: {} },
    ...{ coverage: false, requireCoverage: false, callActions: false },
  };
  const noReduce = Array.isArray(reduce) && reduce.length > 0 ? { noReduce: reduce } : {};
  // Two knobs that have flags of their own.
  const set = {
    ...Object(flags['set'] ?? {}),
    ...(storage !== undefined && { storage }),
    ...(disklessRecovery !== undefined && { 'diskless-recovery': disklessRecovery }),
  };
  return { ...switches, ...noReduce, ...flags, set } as unknown as CheckFlags;
}

export function searchOptionsOf(flags: CheckFlags): SearchOptions {
  const { property, search, seed, walks, exact, statesMax, memoryMax, timeMax, depthMax, callActions } =
    flags;
  return {
    search,
    exact,
    callActions,
    ...(property && { properties: property }),
    ...(seed !== undefined && { seed }),
    ...(walks !== undefined && { walksMax: walks }),
    ...(statesMax !== undefined && { statesMax }),
    ...(memoryMax !== undefined && { memoryMaxBytes: memoryMax }),
    ...(timeMax !== undefined && { timeMaxMs: timeMax }),
    ...(depthMax !== undefined && { depthMax }),
  };
}
