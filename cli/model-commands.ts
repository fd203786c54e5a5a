/** The commands that show what a model is, as the program offers them: explore, list and chart. */
import { Option, type Command } from 'commander';
import { addServeFlags } from './serve/flags.js';
import { addModelFlags, givenFlagsOf } from './check/flags.js';
import { examples } from './help-text.js';
import type { ServeFlags } from './serve/serve-page.js';
import { EXIT, type Done } from './exit-codes.js';
import { parseWord } from './terminal/units.js';
import type { ChartFlags } from './chart/command.js';
import { CHART_FORMATS } from './chart/formats.js';

export function exploreCommand(program: Command, done: Done): void {
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
      const { exploreModel } = await import('./explore/command.js');
      done(await exploreModel(model, { ...givenFlagsOf(self, parsed), search: 'bfs', ...where }));
    });
}

export function listCommand(program: Command, done: Done): void {
  program
    .command('list')
    .description(
      'Lists models, knobs, reductions, properties, and the defaults of all flags; of a module of yours, what it takes.',
    )
    .argument('[model]', 'a model: its own bounds, knobs, properties and witnesses')
    .option('--json', 'print one JSON object instead', false)
    .addHelpText('after', examples(['exo list', 'exo list ./my-model.js']))
    .action(async (model: string | undefined, flags: { json: boolean }) => {
      if (model === undefined) (await import('./models/list-command.js')).listAll(flags);
      else await (await import('./models/list-module.js')).listModule(model, flags);
      done(EXIT.ok);
    });
}

export function chartCommand(program: Command, done: Done): void {
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
    .action(async (model: string, flags: ChartFlags) => {
      const { drawChart } = await import('./chart/command.js');
      done(await drawChart(model, flags));
    });
}
