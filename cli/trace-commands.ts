/** The commands that show traces, as the program offers them: replay, view, export and demo. */
import { Option, type Command } from 'commander';
import { parseCount, parseWord } from './terminal/units.js';
import type { Done } from './exit-codes.js';
import { examples } from './help-text.js';
import type { ReplayFlags } from './replay/command.js';
import { addServeFlags } from './serve/flags.js';
import type { ViewFlags } from './view/command.js';
import type { ExportFlags } from './export/command.js';
import { EXPORT_FORMATS } from './export/formats.js';
import type { DemoFlags } from './view/demo.js';

export function replayCommand(program: Command, done: Done): void {
  program
    .command('replay')
    .description('Shows a trace, and executes it again, step by step, through XState.')
    .argument('<trace>', 'a trace in ITF, as check --trace-out writes it; - is standard input')
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
    .action(async (file: string, flags: ReplayFlags) => {
      const { replayTrace } = await import('./replay/command.js');
      done(await replayTrace(file, flags));
    });
}

export function viewCommand(program: Command, done: Done): void {
  const command = program
    .command('view')
    .description(
      'Writes a page that shows a trace as a picture: one HTML file, which needs nothing else; or serves it, to this machine alone, ' +
        'unless --host says otherwise.',
    )
    .argument(
      '<trace...>',
      'a trace in ITF, as check --trace-out writes it, or one of Apalache, Quint or TLC; or a run in NDJSON, in one file or in one a host; - is standard input',
    )
    .option('--out <file>', 'the page; beside the trace when left out')
    .option('--compare <file>', 'another trace, shown below it: where the two part, and what differs')
    .option(
      '--model <file>',
      'the module of the model that the trace or the run is of: for properties by step, charts, and where a run is explained no further',
    )
    .option(
      '--explain',
      'hold a run in NDJSON against the specification however long it is: for properties by step, and charts; done up to 20,000 events',
    )
    .option('--no-explain', 'do not hold it against the specification')
    .option('--serve', 'serve the page instead of writing it', false)
    .option(
      '--live',
      'serve a page that follows a run as it is written, and explains it when it rests',
      false,
    );
  addServeFlags(command)
    .addHelpText(
      'after',
      examples([
        'exo view hear.itf.json',
        'exo view hear.itf.json --out run.html --open',
        'exo view hear.itf.json --compare mended.itf.json',
        'exo view run.ndjson --model ./my-model.js',
        'exo view run.ndjson --live --open',
        'exo view a.ndjson b.ndjson c.ndjson --out run.html',
      ]),
    )
    .action(async (files: string[], flags: ViewFlags) => {
      const { viewTrace } = await import('./view/command.js');
      done(await viewTrace(files, flags));
    });
}

export function exportCommand(program: Command, done: Done): void {
  program
    .command('export')
    .description(
      'Writes a trace in the form of another tool: ShiViz, Perfetto, Mermaid, Graphviz, TLA+, Apalache and Quint; as a picture, or as a run in NDJSON.',
    )
    .argument(
      '<trace>',
      'a trace in ITF, such as exo check --trace-out writes; for svg, ndjson, shiviz and perfetto also a run in NDJSON; - is standard input',
    )
    .requiredOption('--to <format>', EXPORT_FORMATS.join(', '), (text) =>
      parseWord('--to', text, EXPORT_FORMATS),
    )
    .option('--out <file>', 'write it there instead of to standard output')
    .option('--steps <first-last>', 'svg: these steps alone, such as 10-40; all of them when left out')
    .option('--dark', 'svg: light on dark')
    .addHelpText(
      'after',
      examples([
        'exo export trace.itf.json --to shiviz --out run.log',
        'exo export trace.itf.json --to tla --out Run.tla',
        'exo export run.ndjson --to svg --steps 10-40 --out run.svg',
      ]),
    )
    .action(async (file: string, flags: ExportFlags) => {
      const { exportTrace } = await import('./export/command.js');
      done(await exportTrace(file, flags));
    });
}

export function demoCommand(program: Command, done: Done): void {
  program
    .command('demo')
    .description('Finds a counterexample of seven steps within seconds, and shows it in the browser.')
    .option('--out <file>', 'where the page is written; the trace stands beside it', 'exo-demo.html')
    .option('--no-open', 'only write it')
    .option('--quiet', 'no table and no progress', false)
    .addHelpText('after', examples(['exo demo', 'exo demo --no-open --out frequent.html']))
    .action(async (flags: DemoFlags) => {
      const { showDemo } = await import('./view/demo.js');
      done(await showDemo(flags));
    });
}
