/** The flags of `exo refine`. */
import { Option, type Command } from 'commander';
import { ExoError } from '../../errors/index.js';
import { checkFlagsOf, defaultFlags, type CheckFlags } from '../check/flags.js';
import { CHECK_FLAGS } from '../check/flag-table.js';

/** Flags of `exo check` that give the bounds of a model, and those that limit a search. */
const BOUNDS = [
  'hosts',
  'slots',
  'epochs',
  'payloads',
  'timeouts',
  'losses',
  'partitions',
  'crashes',
  'medium',
  'reduce',
  'split',
  'fifo',
  'queue',
  'window',
  'resets',
];
/** What takes the place of bounds, and is none. */
const SUBJECTS = ['offload', 'storage', 'disklessRecovery'];
const LIMITS = ['statesMax', 'memoryMax', 'timeMax', 'traceOut'];

export interface RefineFlags extends CheckFlags {
  /** Bounds were given: one model is searched, within them. */
  readonly hasBounds: boolean;
  /** The names of the bounds that were given. */
  readonly boundsGiven: readonly string[];
  readonly quick: boolean;
  /** Search a running host, driver and core, beside specified ones. */
  readonly driver: boolean;
  /** With `driver`: among any two others, in place of specified ones. */
  readonly amongAny: boolean;
  /** With `amongAny`: others send snapshots, in place of questions. */
  readonly snapshots: boolean;
  /** Search two threads at a ring in shared memory. */
  readonly ring: boolean;
  /** Play counterexamples instead of searching. */
  readonly counterexamples: boolean;
}

export function addRefineFlags(command: Command): Command {
  for (const { flags, meaning, parse } of CHECK_FLAGS) {
    const option = new Option(flags, meaning.replace(/^exo: /, ''));
    if (![...BOUNDS, ...SUBJECTS, ...LIMITS].includes(option.attributeName())) continue;
    if (parse !== undefined) {
      option.argParser((text: string, before: unknown) => parse(option.long ?? flags, text, before));
    }
    command.addOption(option);
  }
  return command
    .option('--quick', 'small bounds, which take seconds', false)
    .option(
      '--counterexamples',
      'play what the protocols do wrong against the core, instead of a search; with --offload, what wrong readings of split hosts do against engine and driver',
      false,
    )
    .option(
      '--driver',
      'search one running host, driver and core, beside specified ones: with --hosts, --slots, --epochs, --payloads',
      false,
    )
    .option(
      '--among-any',
      'with --driver: two others that may send whatever hosts that keep the rules could send it, in place of specified hosts; so that more slots are reached',
      false,
    )
    .option(
      '--snapshots',
      'with --among-any: the others send snapshots of what is agreed at any time, and ask nothing',
      false,
    )
    .option(
      '--ring',
      'search two threads at a ring in shared memory, access by access: with --payloads, the records that go through it',
      false,
    )
    .option('--json', 'print one JSON object instead', false)
    .option('--quiet', 'the verdict only, and no progress', false);
}

export function refineFlagsOf(parsed: Record<string, unknown>): RefineFlags {
  const given = Object.entries(parsed).filter(([name, value]) => name !== 'reduce' || value !== true);
  const flags = checkFlagsOf({ ...defaultFlags(), ...parsed });
  expectOneSearch(parsed);
  if (parsed['amongAny'] === true && parsed['driver'] !== true) {
    throw new ExoError('EXO313', '--among-any is of --driver: give that too, or leave it out');
  }
  if (parsed['snapshots'] === true && parsed['amongAny'] !== true) {
    throw new ExoError('EXO313', '--snapshots is of --among-any: give that too, or leave it out');
  }
  expectNothingToBound(
    parsed,
    given.map(([name]) => name),
  );
  const boundsGiven = given.flatMap(([name, value]) =>
    value !== undefined && BOUNDS.includes(name) ? [name] : [],
  );
  expectQuickIsUsed(parsed, boundsGiven);
  return {
    ...flags,
    hasBounds: boundsGiven.length > 0,
    boundsGiven,
    quick: parsed['quick'] === true,
    driver: parsed['driver'] === true,
    amongAny: parsed['amongAny'] === true,
    snapshots: parsed['snapshots'] === true,
    ring: parsed['ring'] === true,
    counterexamples: parsed['counterexamples'] === true,
  };
}

/** Counterexamples are played as they are: bounds and limits would be ignored. @throws ExoError EXO313 */
function expectNothingToBound(parsed: Readonly<Record<string, unknown>>, given: readonly string[]): void {
  if (parsed['counterexamples'] !== true) return;
  const searching = [...BOUNDS, ...LIMITS, 'disklessRecovery', 'quick'];
  const one = given.find(
    (name) => searching.includes(name) && parsed[name] !== undefined && parsed[name] !== false,
  );
  if (one === undefined) return;
  const option =
    one === 'reduce' ? '--no-reduce' : `--${one.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new ExoError(
    'EXO313',
    `${option} is of a search, and --counterexamples plays what is kept: leave one out`,
  );
}

/** What is searched, or played, is one thing: of two, one would be ignored. @throws ExoError EXO313 */
function expectOneSearch(parsed: Readonly<Record<string, unknown>>): void {
  const given = Object.keys(WITHOUT).filter((name) => parsed[name] === true);
  for (const one of given) {
    const other = (WITHOUT[one] ?? []).find((name) => parsed[name] !== undefined && parsed[name] !== false);
    if (other === undefined) continue;
    throw new ExoError('EXO313', `--${one} does not go with --${other}: each is a search of its own`);
  }
}

/** Small bounds are one choice of bounds: beside others, or where there is no such choice, they would be ignored. @throws ExoError EXO313 */
function expectQuickIsUsed(parsed: Readonly<Record<string, unknown>>, bounds: readonly string[]): void {
  if (parsed['quick'] !== true) return;
  if (parsed['driver'] === true) {
    throw new ExoError(
      'EXO313',
      '--quick does not go with --driver, which has no smaller bounds: leave it out',
    );
  }
  const [bound] = bounds;
  if (bound === undefined) return;
  const flag = bound === 'reduce' ? '--no-reduce' : `--${bound}`;
  throw new ExoError('EXO313', `--quick does not go with ${flag}: bounds that are given take its place`);
}

/** By what is searched, what else is. */
const WITHOUT: Readonly<Record<string, readonly string[]>> = {
  ring: ['driver', 'counterexamples', 'offload', 'storage'],
  driver: ['ring', 'counterexamples', 'offload'],
  counterexamples: ['ring', 'driver', 'storage'],
};
