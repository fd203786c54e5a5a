/** The commands that search the states of models, as the program offers them: check, matrix and mutate. */
import type { Command } from 'commander';
import { addCheckFlags, givenFlagsOf } from './check/flags.js';
import type { Done } from './exit-codes.js';
import { examples } from './help-text.js';
import type { MatrixFlags } from './matrix/matrix.js';
import { addMutateFlags, expectFlagsOf, IMPLEMENTATION, type MutateFlags } from './mutate/flags.js';

export function checkCommand(program: Command, done: Done): void {
  const command = program
    .command('check')
    .description(
      'Searches all states of a model within bounds. Budgets of faults that are left out are 0. Without any bound, ' +
        'medium or reduction, exo is searched twice, on medium receive-any with a crash: 3 hosts with 4 slots and ' +
        '4 epochs, and 4 hosts with 3 of each.',
    )
    .argument(
      '<model>',
      `'published', 'exo' (as completed), or the path of an ES module that exports 'model'`,
    );
  addCheckFlags(command)
    .addHelpText(
      'after',
      examples([
        'exo check published --timeouts 2 --losses inf',
        'exo check published --timeouts 2 --losses inf --set ownCopy=hear --trace-out hear.itf.json',
        'exo check published --medium async --literal --slots 5 --timeouts 3 --losses 3',
        'exo check exo --medium receive-any --slots 4 --epochs 5',
        'exo check exo --offload --medium receive-any --slots 2 --epochs 2 --crashes 1 --resets 1',
        'exo check ./my-model.ts --items 4 --set policy=lifo',
        'exo check ./my-model.js --time-max 30s --json',
      ]),
    )
    .action(async (model: string, parsed: Record<string, unknown>, self: Command) => {
      const { checkModel } = await import('./check/command.js');
      done(await checkModel(model, givenFlagsOf(self, parsed)));
    });
}

export function matrixCommand(program: Command, done: Done): void {
  program
    .command('matrix')
    .description(
      'Checks every reading of the slides, and Exo completed on every medium: what npm start runs.',
    )
    .option('--json', 'print one JSON object instead', false)
    .option('--quiet', 'the table only, and no progress', false)
    .option('--full', 'the large lines too, which take minutes', false)
    .addHelpText('after', examples(['exo matrix', 'exo matrix --full --json']))
    .action(async (flags: MatrixFlags) => {
      const { showMatrix } = await import('./matrix/matrix.js');
      done(await showMatrix(flags));
    });
}

export function mutateCommand(program: Command, done: Done): void {
  const command = program
    .command('mutate')
    .description('Changes one guard or action of a model at a time, and says whether anything notices.')
    .argument(
      '<model>',
      `'published', 'exo', 'impl' (the implementation), or the path of an ES module that exports 'model' and 'mutation'`,
    );
  addMutateFlags(command)
    .addHelpText(
      'after',
      examples([
        'exo mutate published',
        'exo mutate published --only disputes=never',
        'exo mutate exo --offload --only forget-taken',
        'exo mutate impl',
        'exo mutate impl --rules --sample 20 --seed 1 --resume outcomes.jsonl',
        'exo mutate ./my-model.js --trace-dir traces --json',
      ]),
    )
    .action(async (model: string, flags: MutateFlags) => done(await mutating(model, flags)));
}

async function mutating(model: string, flags: MutateFlags): Promise<number> {
  expectFlagsOf(model, flags);
  if (model === IMPLEMENTATION) {
    const { mutateImpl } = await import('./mutate/impl.js');
    return mutateImpl(flags);
  }
  const { mutateModel } = await import('./mutate/command.js');
  return mutateModel(model, flags);
}
