import { Command } from 'commander';
import { withBoundsOfModule } from './check/module-words.js';
import { explain } from './explain/command.js';
import { HOST_COMMANDS } from './run/program.js';
import { addJUnit, tellingVerdicts } from './verdicts/verdicts.js';
import { EXIT, type Done } from './exit-codes.js';
import { overview } from './overview.js';
import { withAccepted } from './refused-words.js';
import { expectJson } from './terminal/json-errors.js';
import { helpColumns, print, printRaw } from './terminal/terminal.js';
import { completionScript, SHELLS, type Shell } from './completions/completions.js';
import { parseWord } from './terminal/units.js';
import { version } from './version.js';
import { expectFilesApart } from './written-files.js';
import { examples } from './help-text.js';
import { checkCommand, matrixCommand, mutateCommand } from './checking-commands.js';
import { chartCommand, exploreCommand, listCommand } from './model-commands.js';
import { demoCommand, exportCommand, replayCommand, viewCommand } from './trace-commands.js';
import {
  conformCommand,
  lockStepCommand,
  refineCommand,
  simulateCommand,
  validateCommand,
} from './implementation-commands.js';

/** Parses a command line and runs its command. Returns the exit code; throws what the command throws. */
export async function runProgram(words: readonly string[]): Promise<number> {
  let code: number = EXIT.ok;
  const program = new Command('exo')
    .description(
      'Checks Exo, an atomic broadcast protocol for the rack, and other systems of XState machines.',
    )
    .version(version(), '-V, --version')
    .configureOutput({ outputError: () => undefined, writeOut: printRaw, getOutHelpWidth: helpColumns })
    .exitOverride();
  const commands = [
    checkCommand,
    replayCommand,
    viewCommand,
    exploreCommand,
    demoCommand,
    listCommand,
    matrixCommand,
    mutateCommand,
    refineCommand,
    lockStepCommand,
    simulateCommand,
    chartCommand,
    exportCommand,
    validateCommand,
    conformCommand,
    ...HOST_COMMANDS,
    explainCommand,
    completionsCommand,
  ];
  for (const make of commands) {
    make(program, (result) => {
      code = result;
    });
  }
  program.addHelpText('after', examples(['exo matrix', 'exo check published --timeouts 2 --losses inf']));
  if (words.length === 0) {
    print(overview());
    return EXIT.ok;
  }
  addJUnit(program, JUDGING);
  program.hook('preAction', (_, command) => expectFilesApart(command));
  expectJson(program, words);
  return tellingVerdicts(program, words, async () => {
    await program.parseAsync(withBoundsOfModule(words), { from: 'user' }).catch((error: unknown) => {
      throw withAccepted(error, program, words);
    });
    return code;
  });
}

/** The commands that end with a verdict. */
const JUDGING = [
  'check',
  'replay',
  'matrix',
  'mutate',
  'refine',
  'lockstep',
  'simulate',
  'validate',
  'conform',
];

function completionsCommand(program: Command, done: Done): void {
  program
    .command('completions')
    .description('Prints a script that makes a shell complete commands and options.')
    .argument('<shell>', SHELLS.join(', '), (text) => parseWord('<shell>', text, SHELLS))
    .addHelpText('after', examples(['exo completions bash >> ~/.bashrc', 'exo completions fish | source']))
    .action((shell: Shell) => {
      printRaw(completionScript(program, shell));
      done(EXIT.ok);
    });
}

function explainCommand(program: Command, done: Done): void {
  program
    .command('explain')
    .description(
      'Explains an error by its code: what causes it, and what to do. Without a code, lists all of them.',
    )
    .argument('[code]', 'EXO101 and the like, or only its number')
    .addHelpText('after', examples(['exo explain EXO103']))
    .action((code: string | undefined) => {
      explain(code);
      done(EXIT.ok);
    });
}
