/** The flags of `exo mutate`, and the options that the models of its scopes are made with. */
import { Option, type Command } from 'commander';
import { checkFlagsOf, defaultFlags, type CheckFlags } from '../check/flags.js';
import { ExoError } from '../../errors/index.js';
import { badValue, parseBytes, parseCount, parseDurationMs } from '../terminal/units.js';

/** What `exo mutate` takes for a model to run faulty versions of the implementation. */
export const IMPLEMENTATION = 'impl';

export interface MutateFlags {
  /** exo: of split hosts, not of the plain one. */
  readonly offload: boolean;
  readonly only?: readonly string[];
  readonly list: boolean;
  /** impl: every method is tried on every mutant. */
  readonly every: boolean;
  /** impl: versions that are made by rule instead of the named ones. */
  readonly rules: boolean;
  /** impl, by rule: how many of them are run; null for all. */
  readonly sample: number | null;
  readonly seed: number;
  /** impl, by rule: a file of outcomes, which are not run again and to which new ones are added. */
  readonly resume?: string;
  /** What `--no-reduce` was given; true where it was not, as Commander has it. */
  readonly reduce: readonly string[] | true;
  readonly traceDir?: string;
  readonly statesMax?: number;
  readonly memoryMax?: number;
  readonly timeMax?: number;
  readonly json: boolean;
  readonly quiet: boolean;
}

export function addMutateFlags(command: Command): Command {
  return command
    .option('--offload', 'exo: the mutants of hosts that are split into engine and driver', false)
    .addOption(option('--only <mutant>', 'run this one only; repeatable, or separated by commas', manyNames))
    .option('--list', 'list the mutants, and run none', false)
    .option('--every', 'impl: try every method on every mutant, not only until one has caught it', false)
    .option('--rules', 'impl: versions made by rule from the compiled code, not the named ones', false)
    .addOption(
      option('--sample <k>', 'impl --rules: run this many of them (default: all)', (name, text) =>
        parseCount(name, text, 1),
      ).default(null),
    )
    .addOption(
      option('--seed <s>', 'impl --rules: which ones are in the sample', (name, text) =>
        parseCount(name, text, 0),
      ).default(FIRST_SEED),
    )
    .option('--resume <file>', 'impl: keep outcomes there, and go on from those that it has')
    .addOption(option('--no-reduce <name>', 'without this reduction of the model; repeatable', manyNames))
    .option('--trace-dir <folder>', 'write the counterexample of each mutant there, as ITF')
    .addOption(
      option(
        '--states-max <n>',
        'of each mutant (default: 10 times those of the machine itself, at least 100,000)',
        (name, text) => parseCount(name, text, 1),
      ),
    )
    .addOption(option('--memory-max <size>', 'end a search with this much memory: 512M, 2G', parseBytes))
    .addOption(option('--time-max <time>', 'end each search after this long: 30s, 5m', parseDurationMs))
    .option('--json', 'print one JSON object instead', false)
    .option('--quiet', 'the counts only, and no progress', false);
}

/** Some flags are of the implementation alone, and one of split hosts: elsewhere they would be ignored. @throws ExoError EXO313 */
export function expectFlagsOf(model: string, flags: MutateFlags): void {
  const { offload, every, rules, sample, resume, seed } = flags;
  if (model === IMPLEMENTATION) {
    if (offload) throw new ExoError('EXO313', `--offload is of the model 'exo', and not of '${model}'`);
    return;
  }
  const ofImplementation = Object.entries({
    '--every': every,
    '--rules': rules,
    '--sample': sample !== null,
    '--seed': seed !== FIRST_SEED,
    '--resume': resume !== undefined,
  }).find(([, isGiven]) => isGiven);
  if (ofImplementation === undefined) return;
  const [option] = ofImplementation;
  throw new ExoError('EXO313', `${option} is of '${IMPLEMENTATION}', and not of the model '${model}'`);
}

export const FIRST_SEED = 1;

/** What `exo check` would make a model of if it were given no flags but those that a mutation has too. */
export function modelFlagsOf({
  reduce,
  offload,
}: Pick<MutateFlags, 'reduce'> & Partial<Pick<MutateFlags, 'offload'>>): CheckFlags {
  const flags = checkFlagsOf({ ...defaultFlags(), reduce });
  // What is given here is for the function that makes the mutation; the model need not look at it.
  return { ...flags, ...(offload === true && { offload }), given: [] };
}

function option(
  flags: string,
  meaning: string,
  parse: (name: string, text: string, before: unknown) => unknown,
): Option {
  const made = new Option(flags, meaning);
  return made.argParser((text, before) => parse(made.long ?? flags, text, before));
}

function manyNames(name: string, text: string, before: unknown): readonly string[] {
  const names = text.split(',').map((one) => one.trim());
  if (names.includes('')) throw badValue(name, text, 'names separated by commas');
  return [...(Array.isArray(before) ? (before as string[]) : []), ...names];
}
