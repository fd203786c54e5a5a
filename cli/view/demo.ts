/** `exo demo`: a counterexample within seconds, as a picture. */
import { checkAsync, tableText, tryTraceOf } from '../../checker/index.js';
import { checkFlagsOf } from '../check/flags.js';
import { EXIT } from '../exit-codes.js';
import { publishedSource } from '../models/published-source.js';
import { expectWritable, writeTraceFile } from '../replay/trace-file.js';
import { metaOf } from '../replay/trace-meta.js';
import { interruptible } from '../terminal/interruptible.js';
import { showProgress } from '../terminal/progress.js';
import { print, terminal } from '../terminal/terminal.js';
import { typed } from '../command-line.js';
import { counted, seconds } from '../terminal/numbers.js';
import { openPage } from '../serve/open-page.js';
import { writePage } from './command.js';

export interface DemoFlags {
  /** Where the page is written; the trace stands beside it. */
  readonly out: string;
  readonly open: boolean;
  readonly quiet: boolean;
}

/** Five hosts that recover from the last entry heard by most, which is a reading of slide 47 that breaks. */
const FLAGS = checkFlagsOf({
  ...{ search: 'bfs', medium: 'bus', property: ['Agreement'], set: { recovery: 'frequent' } },
  ...{ hosts: 5, slots: 4, timeouts: 1, losses: 2, partitions: 0, crashes: 0 },
});

/**
 * Searches the published protocol in a reading that breaks, writes what was found as a trace and as a page, and opens the page. Returns the
 * exit code: what it found is what it was to find.
 *
 * @throws ExoError EXO331 where the files cannot be written.
 */
export async function showDemo({ out, open, quiet }: DemoFlags): Promise<number> {
  const traceFile = `${out.replace(/\.html?$/, '')}.itf.json`;
  expectWritable(out, '--out');
  expectWritable(traceFile, '--out');
  const source = publishedSource(FLAGS);
  const screen = terminal();
  const { paint } = screen;
  print(
    `Five hosts pass a token; a host that missed something asks the others what stood there, and takes what most say.`,
  );
  print(paint.dim('Every order of events is tried, with one time-out and two lost messages …'));
  const progress = showProgress(quiet);
  const result = await interruptible((signal) =>
    checkAsync(source.model, { properties: ['Agreement'], ...progress.hooks, signal }),
  ).finally(progress.end);
  const { counterexample } = result;
  if (counterexample === null) {
    print('… not finished: interrupted');
    return EXIT.bounded;
  }
  const { trace, problem } = tryTraceOf(source.model, counterexample, metaOf(source, result, FLAGS));
  if (trace === null) throw problem;
  writeTraceFile(traceFile, trace);
  await writePage(out, trace, source.model);
  print(
    `\n${paint.red('✘ Agreement is violated')} after ${counted(counterexample.steps.length, 'step')}, the fewest possible; ` +
      `${counted(result.states, 'state')} were visited in ${seconds(result.seconds)}\n`,
  );
  if (!quiet) print(`${tableText(trace, source.model, screen)}\n`);
  print(`${paint.bold('the picture')}  ${out}`);
  print(`again        ${typed(`exo replay ${traceFile}`)}`);
  print(
    `next         ${typed('exo check exo')}, which is the protocol completed, or ${typed('exo')} for what else there is`,
  );
  if (open) openPage(out);
  return EXIT.ok;
}
