import { checkAsync, type CheckResult, type Possibility } from '../checker/index.js';
import { searchOptionsOf, type CheckFlags } from './check-flags.js';
import { checkCommand, quoted, typed } from './command-line.js';
import { exitCodeOfResult } from './exit-codes.js';
import { interruptible } from './interruptible.js';
import { jsonReport } from './json-report.js';
import { showProgress } from './progress.js';
import { reportText, verdictLine } from './report.js';
import { sourceOf, type Source } from './source.js';
import { possibilityOf, searchStuck, type StuckSearch } from './stuck-search.js';
import { print, terminal, type Terminal } from './terminal.js';
import { expectWritable, writeTraceFile } from './trace-file.js';
import { metaOf } from './trace-meta.js';
import { traceOf } from './trace-of.js';
import { tableText } from './trace-view.js';
import type { Trace } from '../traces/index.js';

/** `exo check`: searches a model and prints what came of it. Returns the exit code. */
export async function checkModel(name: string, flags: CheckFlags): Promise<number> {
  if (flags.traceOut !== undefined) expectWritable(flags.traceOut);
  const source = await sourceOf(name, flags);
  try {
    const possibility = possibilityOf(source.model, flags.property);
    const { result, text } = await search(source, flags, possibility);
    const exitCode = exitCodeOfResult(result, possibility !== null);
    const { counterexample } = result;
    const trace = counterexample && traceOf(source.model, counterexample, metaOf(source, result, flags));
    const failure = trace === null ? null : keep(trace, flags);
    const written = trace === null || failure !== null ? null : (flags.traceOut ?? null);
    process.exitCode = exitCode;
    if (flags.json) print(jsonReport(source, result, written));
    else printReport(source, result, flags, trace, written, text);
    if (failure !== null) throw failure;
    return exitCode;
  } catch (error) {
    throw source.explain(error);
  }
}

async function search(
  source: Source,
  flags: CheckFlags,
  possibility: Possibility | null,
): Promise<StuckSearch> {
  const options = searchOptionsOf(flags);
  const progress = showProgress(flags.quiet);
  try {
    return await interruptible(async (signal) => {
      const hooked = { ...options, ...progress.hooks, signal };
      if (possibility !== null) return searchStuck(source.model, possibility, hooked);
      return { result: await checkAsync(source.model, hooked), text: '' };
    });
  } finally {
    progress.end();
  }
}

/** Writes the trace where that was asked for. An error must wait: what was found is told first. */
function keep(trace: Trace, { traceOut }: CheckFlags): Error | null {
  if (traceOut === undefined) return null;
  try {
    writeTraceFile(traceOut, trace);
    return null;
  } catch (error) {
    return error as Error;
  }
}

function printReport(
  source: Source,
  result: CheckResult,
  flags: CheckFlags,
  trace: Trace | null,
  written: string | null,
  text: string,
): void {
  const screen = terminal();
  if (flags.quiet) {
    print(verdictLine(result, flags, screen.paint));
    return;
  }
  print(reportText(source, result, flags, screen));
  if (trace === null) return;
  print();
  print(tableText(trace, source.model, screen));
  if (text !== '') print(`\n${text}`);
  print();
  print(keepingText(source, flags, written, screen));
}

/** Where the trace is, or how to keep it; and how to replay it. */
function keepingText(source: Source, flags: CheckFlags, written: string | null, { paint }: Terminal): string {
  const file = written ?? 'trace.itf.json';
  const first =
    written === null
      ? `${paint.dim('keep it')}     ${typed(`${checkCommand(source, flags)} --trace-out ${file}`)}`
      : `${paint.dim('written to')}  ${written}`;
  return `${first}\n${paint.dim('replay it')}   ${typed(`exo replay ${quoted(file)}`)}`;
}
