import { Command, CommanderError, Option } from 'commander';
import { CHART_FORMATS, drawChart, type ChartFlags } from './chart/command.js';
import { addCheckFlags, addModelFlags, givenFlagsOf } from './check/flags.js';
import { withBoundsOfModule } from './check/module-words.js';
import { checkModel } from './check/command.js';
import { typed } from './command-line.js';
import { conformProgram } from './conform/command.js';
import { addConformFlags, conformFlagsOf } from './conform/flags.js';
import { EXPORT_FORMATS, exportTrace, type ExportFlags } from './export/command.js';
import { exploreModel } from './explore/command.js';
import { explain } from './explain/command.js';
import { listAll } from './models/list-command.js';
import { listModule } from './models/list-module.js';
import { showMatrix, type MatrixFlags } from './matrix/matrix.js';
import { runInLockStep } from './refine/lockstep-command.js';
import { addLockStepFlags, type LockStepFlags } from './refine/lockstep-flags.js';
import { mutateModel } from './mutate/command.js';
import { IMPLEMENTATION, mutateImpl } from './mutate/impl.js';
import { addMutateFlags, type MutateFlags } from './mutate/flags.js';
import { refineCode } from './refine/command.js';
import { hostCommands } from './run/program.js';
import { refineDriver } from './refine/driver-command.js';
import { refineByCounterexamples } from './refine/played.js';
import { addRefineFlags, refineFlagsOf, type RefineFlags } from './refine/flags.js';
import { refineRingOfThreads } from './refine/ring-command.js';
import { replayTrace, type ReplayFlags } from './replay/command.js';
import { simulateCluster } from './simulate/command.js';
import { validateRun, type ValidateFlags } from './validate/command.js';
import { validateByModel, type ModelRunFlags } from './validate/model-run.js';
import { addSimulateFlags, simulateFlagsOf } from './simulate/flags.js';
import { addJUnit, tellingVerdicts } from './verdicts/verdicts.js';
import { EXIT } from './exit-codes.js';
import type { ServeFlags } from './serve/serve-page.js';
import { showDemo, type DemoFlags } from './view/demo.js';
import { viewTrace, type ViewFlags } from './view/command.js';
import { overview } from './overview.js';
import { print, printRaw } from './terminal/terminal.js';
import { completionScript, SHELLS, type Shell } from './completions/completions.js';
import { parseCount, parseWord } from './terminal/units.js';
import { version } from './version.js';

/** Parses a command line and runs its command. Returns the exit code; throws what the command throws. */
export async function runProgram(words: readonly string[]): Promise<number> {
  let code: number = EXIT.ok;
  const program = new Command('exo')
    .description(
      'Checks Exo, an atomic broadcast protocol for the rack, and other systems of XState machines.',
    )
    .version(version(), '-V, --version')
    .configureOutput({ outputError: () => undefined, writeOut: printRaw })
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
    ...hostCommands(examples),
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
  return tellingVerdicts(program, words, async () => {
    await program.parseAsync(withBoundsOfModule(words), { from: 'user' }).catch((error: unknown) => {
      throw error instanceof CommanderError ? withAccepted(error, program, words) : error;
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

type Done = (code: number) => void;

function checkCommand(program: Command, done: Done): void {
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
    .action(async (model: string, parsed: Record<string, unknown>, self: Command) =>
      done(await checkModel(model, givenFlagsOf(self, parsed))),
    );
}

function replayCommand(program: Command, done: Done): void {
  program
    .command('replay')
    .description('Shows a trace, and executes it again, step by step, through XState.')
    .argument('<trace>', 'a trace in ITF, as check --trace-out writes it')
    .addOption(
      new Option(
        '--step <k>',
        'show this step alone, in full; Mermaid and JSON: the trace up to it',
      ).argParser((text) => parseCount('--step', text, 0)),
    )
    .addOption(
      new Option('--format <format>', 'table, mermaid or json')
        .default('table')
        .argParser((text) => parseWord('--format', text, ['table', 'mermaid', 'json'])),
    )
    .option('--model <model>', 'execute it in this model: a module that does not lie beside the trace')
    .option('--quiet', 'the outcome only', false)
    .addHelpText(
      'after',
      examples([
        'exo replay hear.itf.json',
        'exo replay hear.itf.json --format mermaid',
        'exo replay traces/mine.itf.json --model ./my-model.js',
      ]),
    )
    .action(async (file: string, flags: ReplayFlags) => done(await replayTrace(file, flags)));
}

function viewCommand(program: Command, done: Done): void {
  const command = program
    .command('view')
    .description(
      'Writes a page that shows a trace as a picture: one HTML file, which needs nothing else; or serves it, to this machine alone, ' +
        'unless --host says otherwise.',
    )
    .argument(
      '<trace>',
      'a trace in ITF, as check --trace-out writes it, or one of Apalache, Quint or TLC; or a run in NDJSON',
    )
    .option('--out <file>', 'the page; beside the trace when left out')
    .option('--compare <file>', 'another trace, shown below it: where the two part, and what differs')
    .option(
      '--model <file>',
      'the module of the model that the trace is of: for properties by step, and charts',
    )
    .option('--serve', 'serve the page instead of writing it', false)
    .option('--live', 'serve a page that follows a run as it is written', false);
  addServeFlags(command)
    .addHelpText(
      'after',
      examples([
        'exo view hear.itf.json',
        'exo view hear.itf.json --out run.html --open',
        'exo view hear.itf.json --compare mended.itf.json',
        'exo view run.ndjson --live --open',
      ]),
    )
    .action(async (file: string, flags: ViewFlags) => done(await viewTrace(file, flags)));
}

function exploreCommand(program: Command, done: Done): void {
  const command = program
    .command('explore')
    .description(
      'Serves a page on which a model is explored: what may happen next stands on the lanes; undo, branches, random ' +
        'steps, shortest ways to a violation, a witness or a condition. To this machine alone, unless --host says otherwise.',
    )
    .argument('<model>', `'published', 'exo', or the path of an ES module that exports 'model' or a machine`);
  addServeFlags(addModelFlags(command))
    .addHelpText(
      'after',
      examples([
        'exo explore published --hosts 5 --losses 6 --timeouts 2',
        'exo explore ./my-machine.ts --open',
      ]),
    )
    .action(async (model: string, parsed: Record<string, unknown>, self: Command) => {
      const { host, port, open } = parsed as unknown as ServeFlags;
      const where = { open, ...(host !== undefined && { host }), ...(port !== undefined && { port }) };
      done(await exploreModel(model, { ...givenFlagsOf(self, parsed), search: 'bfs', ...where }));
    });
}

const PORT_MAX = 65_535;

/** Where a page is served. */
function addServeFlags(command: Command): Command {
  return command
    .option('--host <address>', 'serve on this address instead of 127.0.0.1: to whoever can reach it')
    .addOption(
      new Option('--port <port>', 'serve on this port; a free one when left out').argParser((text) =>
        parseCount('--port', text, 0, PORT_MAX),
      ),
    )
    .option('--open', 'show it in the browser', false);
}

function listCommand(program: Command, done: Done): void {
  program
    .command('list')
    .description(
      'Lists models, knobs, reductions, properties, and the defaults of all flags; of a module of yours, what it takes.',
    )
    .argument('[model]', 'a model: its own bounds, knobs, properties and witnesses')
    .option('--json', 'print one JSON object instead', false)
    .addHelpText('after', examples(['exo list', 'exo list ./my-model.js']))
    .action(async (model: string | undefined, flags: { json: boolean }) => {
      await (model === undefined ? listAll(flags) : listModule(model, flags));
      done(EXIT.ok);
    });
}

function chartCommand(program: Command, done: Done): void {
  program
    .command('chart')
    .description(
      'Draws the statecharts of a model, or of the XState machines that a module exports: nothing is sent anywhere.',
    )
    .argument('<model>', `'published', 'exo', or the path of an ES module that exports machines or 'model'`)
    .addOption(
      new Option(
        '--to <format>',
        'svg, html, mermaid or dot (default: what the name of the file says, or svg)',
      ).argParser((text) => parseWord('--to', text, CHART_FORMATS)),
    )
    .option('--out <file>', 'write it there instead of to standard output')
    .option('--machine <name>', 'only this machine, where there are several')
    .option('--offload', 'exo: hosts that are split into an engine and a driver', false)
    .addHelpText(
      'after',
      examples([
        'exo chart exo --out host.svg',
        'exo chart ./my-machine.js --out chart.html',
        'exo chart published --to mermaid',
      ]),
    )
    .action(async (model: string, flags: ChartFlags) => done(await drawChart(model, flags)));
}

function exportCommand(program: Command, done: Done): void {
  program
    .command('export')
    .description(
      'Writes a trace in the form of another tool: ShiViz, Perfetto, Mermaid, Graphviz, TLA+, Apalache and Quint.',
    )
    .argument('<trace>', 'a trace in ITF, such as exo check --trace-out writes')
    .requiredOption('--to <format>', EXPORT_FORMATS.join(', '), (text) =>
      parseWord('--to', text, EXPORT_FORMATS),
    )
    .option('--out <file>', 'write it there instead of to standard output')
    .addHelpText(
      'after',
      examples([
        'exo export trace.itf.json --to shiviz --out run.log',
        'exo export trace.itf.json --to tla --out Run.tla',
      ]),
    )
    .action((file: string, flags: ExportFlags) => done(exportTrace(file, flags)));
}

function demoCommand(program: Command, done: Done): void {
  program
    .command('demo')
    .description('Finds a counterexample of seven steps within seconds, and shows it in the browser.')
    .option('--out <file>', 'where the page is written; the trace stands beside it', 'exo-demo.html')
    .option('--no-open', 'only write it')
    .option('--quiet', 'no table and no progress', false)
    .addHelpText('after', examples(['exo demo', 'exo demo --no-open --out frequent.html']))
    .action(async (flags: DemoFlags) => done(await showDemo(flags)));
}

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

function matrixCommand(program: Command, done: Done): void {
  program
    .command('matrix')
    .description(
      'Checks every reading of the slides, and Exo completed on every medium: what npm start runs.',
    )
    .option('--json', 'print one JSON object instead', false)
    .option('--quiet', 'the table only, and no progress', false)
    .option('--full', 'the large lines too, which take minutes', false)
    .addHelpText('after', examples(['exo matrix', 'exo matrix --full --json']))
    .action(async (flags: MatrixFlags) => done(await showMatrix(flags)));
}

function mutateCommand(program: Command, done: Done): void {
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
    .action(async (model: string, flags: MutateFlags) =>
      done(await (model === IMPLEMENTATION ? mutateImpl(flags) : mutateModel(model, flags))),
    );
}

function refineCommand(program: Command, done: Done): void {
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
        'exo refine --ring --payloads 5',
      ]),
    )
    .action(async (parsed: Record<string, unknown>) => {
      const flags = refineFlagsOf(parsed);
      done(await refining(flags)(flags));
    });
}

/** What `exo refine` does with these flags. */
function refining({ ring, driver, counterexamples }: RefineFlags): (flags: RefineFlags) => Promise<number> {
  if (ring) return refineRingOfThreads;
  if (driver) return refineDriver;
  return counterexamples ? refineByCounterexamples : refineCode;
}

function lockStepCommand(program: Command, done: Done): void {
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
    .action(async (flags: LockStepFlags) => done(await runInLockStep(flags)));
}

function simulateCommand(program: Command, done: Done): void {
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
    .action(async (parsed: Record<string, unknown>) => done(await simulateCluster(simulateFlagsOf(parsed))));
}

function validateCommand(program: Command, done: Done): void {
  program
    .command('validate')
    .description(
      'Says whether the specification explains a run of real hosts, or a model of yours one of live actors, step by step, and judges it.',
    )
    .argument(
      '<run...>',
      'a run, as --run-out and --trace write it: one file, or one a host; .gz if compressed',
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
    .option('--shortened-out <file>', 'with --model: write a shorter run there that is rejected alike')
    .option('--json', 'print one JSON object instead', false)
    .option('--quiet', 'the verdict only', false)
    .addHelpText(
      'after',
      examples([
        'exo validate run.ndjson.gz',
        'exo validate a.ndjson b.ndjson c.ndjson --json',
        'exo validate run.ndjson --model ./my-model.ts',
      ]),
    )
    .action(async (files: readonly string[], flags: ValidateFlags & Partial<ModelRunFlags>) => {
      const { model } = flags;
      done(
        await (model === undefined ? validateRun(files, flags) : validateByModel(files, { ...flags, model })),
      );
    });
}

function conformCommand(program: Command, done: Done): void {
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
    .action(async (parsed: Record<string, unknown>) => done(await conformProgram(conformFlagsOf(parsed))));
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

function examples(commands: readonly string[]): string {
  const lines = commands.map((command) => `  ${typed(command)}`);
  return `\nExample${commands.length === 1 ? '' : 's'}:\n${lines.join('\n')}`;
}

/** Commander says what is wrong, and what is near; here is added what would be accepted. */
function withAccepted(error: CommanderError, program: Command, words: readonly string[]): CommanderError {
  const { code, exitCode, message } = error;
  const command = program.commands.find((one) => one.name() === words[0]);
  const accepted = (list: readonly string[]): CommanderError =>
    new CommanderError(exitCode, code, `${message}; accepted: ${list.join(', ')}`);
  switch (code) {
    case 'commander.unknownOption':
      return accepted((command ?? program).options.map(({ long, short }) => long ?? short ?? ''));
    case 'commander.unknownCommand':
      return accepted(program.commands.map((one) => one.name()));
    case 'commander.missingArgument':
    case 'commander.excessArguments':
      return accepted([`exo ${command?.name() ?? ''} ${command?.usage() ?? ''}`]);
    default:
      return error;
  }
}
