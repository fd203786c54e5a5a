/** The commands that hold implementations against models, as the program offers them: refine, lockstep, simulate, validate and conform. */
import { Option, type Command } from 'commander';
import { ExoError } from '../errors/index.js';
import { addRefineFlags, refineFlagsOf, type RefineFlags } from './refine/flags.js';
import type { Done } from './exit-codes.js';
import { examples } from './help-text.js';
import { addLockStepFlags, type LockStepFlags } from './refine/lockstep-flags.js';
import { addSimulateFlags, simulateFlagsOf } from './simulate/flags.js';
import { parseCount } from './terminal/units.js';
import type { ValidateFlags } from './validate/command.js';
import type { ModelRunFlags } from './validate/model-run.js';
import { addConformFlags, conformFlagsOf } from './conform/flags.js';

export function refineCommand(program: Command, done: Done): void {
  const command = program
    .command('refine')
    .description(
      `Holds the implementation's core against the specification, in every reachable state; bounds of one model may be given.`,
    );
  addRefineFlags(command)
    .addHelpText(
      'after',
      examples([
        'exo refine --quick',
        'exo refine --medium bus --timeouts 2 --losses inf',
        'exo refine --counterexamples',
        'exo refine --driver --epochs 2 --slots 2 --payloads 1',
        'exo refine --driver --among-any',
        'exo refine --driver --among-any --snapshots',
        'exo refine --ring --payloads 5',
      ]),
    )
    .action(async (parsed: Record<string, unknown>) => {
      done(await refining(refineFlagsOf(parsed)));
    });
}

/** What `exo refine` does with these flags. */
async function refining(flags: RefineFlags): Promise<number> {
  if (flags.ring) return (await import('./refine/ring-command.js')).refineRingOfThreads(flags);
  if (flags.driver) return (await import('./refine/driver-command.js')).refineDriver(flags);
  if (flags.counterexamples) return (await import('./refine/played.js')).refineByCounterexamples(flags);
  return (await import('./refine/command.js')).refineCode(flags);
}

export function lockStepCommand(program: Command, done: Done): void {
  const command = program
    .command('lockstep')
    .description(
      'Runs clusters of cores in lock step with the specification: rings of up to 9, logs of hundreds of entries.',
    );
  addLockStepFlags(command)
    .addHelpText(
      'after',
      examples([
        'exo lockstep',
        'exo lockstep --hosts 9 --runs 1000 --seed 7 --failures failures.json',
        'exo lockstep --offload --runs 10',
      ]),
    )
    .action(async (flags: LockStepFlags) => {
      const { runInLockStep } = await import('./refine/lockstep-command.js');
      done(await runInLockStep(flags));
    });
}

export function simulateCommand(program: Command, done: Done): void {
  const command = program
    .command('simulate')
    .description(
      'Runs hosts of the implementation in virtual time, under faults drawn from a seed, and says whether they agree.',
    );
  addSimulateFlags(command)
    .addHelpText(
      'after',
      examples([
        'exo simulate --hosts 5 --seed 7 --losses 5% --crashes 3',
        'exo simulate --storage disk --disk-failures 2 --partitions 3 --trace-out run.itf.json',
        'exo simulate --crashes 5 --partitions 3 --seeds 100 --duration 2s',
        'exo simulate --crashes 5 --run-out run.ndjson.gz',
      ]),
    )
    .action(async (parsed: Record<string, unknown>) => {
      const { simulateCluster } = await import('./simulate/command.js');
      done(await simulateCluster(simulateFlagsOf(parsed)));
    });
}

export function validateCommand(program: Command, done: Done): void {
  program
    .command('validate')
    .description(
      'Says whether the specification explains a run of real hosts, or a model of yours one of live actors, step by step, and judges it.',
    )
    .argument(
      '<run...>',
      'a run, as --run-out and --trace write it: one file, or one a host; .gz if compressed; - is standard input',
    )
    .option('--model <model>', 'a run of live actors: the module of the model that was checked')
    .addOption(
      new Option(
        '--hidden-max <n>',
        'with --model: the most steps in a row that are filled in (default: 12)',
      ).argParser((text) => parseCount('--hidden-max', text, 0)),
    )
    .addOption(
      new Option(
        '--states-max <n>',
        'with --model: the most states that are visited (default: 200,000, or four an event)',
      ).argParser((text) => parseCount('--states-max', text, 1)),
    )
    .option(
      '--shortened-out <file>',
      'write a shorter run there that is rejected alike, where one is rejected',
    )
    .option('--json', 'print one JSON object instead', false)
    .option('--quiet', 'the verdict only, and no progress', false)
    .addHelpText(
      'after',
      examples([
        'exo validate run.ndjson.gz',
        'exo validate a.ndjson b.ndjson c.ndjson --json',
        'exo validate run.ndjson --model ./my-model.ts',
      ]),
    )
    .action(async (files: readonly string[], flags: ValidateFlags & Partial<ModelRunFlags>) => {
      done(await validating(files, flags));
    });
}

async function validating(
  files: readonly string[],
  flags: ValidateFlags & Partial<ModelRunFlags>,
): Promise<number> {
  const { model } = flags;
  if (model === undefined) {
    for (const [name, value] of Object.entries({
      'hidden-max': flags.hiddenMax,
      'states-max': flags.statesMax,
    })) {
      if (value !== undefined)
        throw new ExoError(
          'EXO321',
          `--${name} goes with --model alone: hosts of Exo write all that they do`,
        );
    }
    const { validateRun } = await import('./validate/command.js');
    return validateRun(files, flags);
  }
  const { validateByModel } = await import('./validate/model-run.js');
  return validateByModel(files, { ...flags, model });
}

export function conformCommand(program: Command, done: Done): void {
  const command = program
    .command('conform')
    .description(
      'Runs a program of yours as all hosts of a ring, with a network, crashes and a clock that are played to it, and says whether it is atomic broadcast.',
    );
  addConformFlags(command)
    .addHelpText(
      'after',
      examples([
        'exo conform --cmd "node my-host.js" --runs 20',
        'exo conform --cmd "python3 host.py" --hosts 5 --crashes 4 --losses 10% --out report',
        'exo conform --cmd ./host --time real --duration 5s',
        'exo conform --cmd "node my-exo.js" --level protocol',
      ]),
    )
    .action(async (parsed: Record<string, unknown>) => {
      const { conformProgram } = await import('./conform/command.js');
      done(await conformProgram(conformFlagsOf(parsed)));
    });
}
