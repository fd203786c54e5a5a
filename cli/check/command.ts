import { checkAsync, tableText, tryTraceOf, ExoError, type TriedTrace } from '../../checker/index.js';
import { askElsewhere } from './asked-elsewhere.js';
import { searchOptionsOf, type CheckFlags } from './flags.js';
import { checkCommand, quoted, replayCommand, typed } from '../command-line.js';
import { EXIT, exitCodeOfResult } from '../exit-codes.js';
import { interruptible } from '../terminal/interruptible.js';
import { jsonReport } from './json-report.js';
import { optimiseLater } from './optimise-later.js';
import { showProgress } from '../terminal/progress.js';
import { refinementOf, searchRefinement, type AnyResult } from './refinement-search.js';
import { reportText, verdictLine } from './report.js';
import { sourceOf } from '../models/resolve-source.js';
import type { Source } from '../models/source.js';
import { describeSource } from '../models/source-text.js';
import { searchesOf } from './standard-bounds.js';
import { possibilityOf, searchStuck } from './stuck-search.js';
import { verdictsOf } from '../verdicts/of-search.js';
import { tellVerdict } from '../verdicts/verdicts.js';
import { print, printError, terminal, type Terminal } from '../terminal/terminal.js';
import { expectWritable, writeTraceFile } from '../replay/trace-file.js';
import { metaOf } from '../replay/trace-meta.js';
import { evidenceText, readEvidence, type Trace } from '../../traces/index.js';

/**
 * `exo check`: searches a model and prints what came of it. Where standard bounds are several, one after the other, up to the first
 * that does not hold. Returns the exit code.
 */
export async function checkModel(name: string, flags: CheckFlags): Promise<number> {
  if (flags.traceOut !== undefined) expectWritable(flags.traceOut);
  expectRandom(flags);
  if (flags.chartOut !== undefined) {
    (await import('../chart/covered.js')).expectPicture(flags.chartOut);
    expectWritable(flags.chartOut, '--chart-out');
  }
  optimiseLater();
  const before: object[] = [];
  const searches = searchesOf(name, flags);
  for (const [i, one] of searches.entries()) {
    const isLast = i === searches.length - 1;
    const exitCode = await checkOnce(name, one, before, isLast);
    if (exitCode !== EXIT.ok || isLast) return exitCode;
    if (!flags.json && !flags.quiet) print('');
  }
  throw new RangeError('there is no search');
}

/** Throws EXO313 for options of random simulation in a search of another kind, which would leave them out. */
function expectRandom({ search, seed, walks }: CheckFlags): void {
  if (search === 'random') return;
  const given = seed !== undefined ? '--seed' : walks !== undefined ? '--walks' : null;
  if (given !== null)
    throw new ExoError('EXO313', `${given} is of random simulation: add --search random, or leave it out`);
}

/** One search. As JSON, all searches are one object: the last, which has those before it. */
async function checkOnce(
  name: string,
  flags: CheckFlags,
  before: object[],
  isLast: boolean,
): Promise<number> {
  const source = await sourceOf(name, flags, { asked: flags.property ?? [] });
  try {
    const found = await search(source, flags);
    const { result } = found;
    const unasked = result.verdict === 'exhausted' ? await askElsewhere(source, flags) : null;
    const exitCode = exitCodeOfResult(result, found.isPossibility, flags.requireCoverage);
    const { counterexample } = result;
    const meta = metaOf(source, result, flags);
    const { trace, problem }: TriedTrace =
      counterexample === null ? NO_TRACE : tryTraceOf(source.model, counterexample, meta);
    const failure = trace === null ? null : keep(trace, flags);
    const written = trace === null || failure !== null ? null : (flags.traceOut ?? null);
    process.exitCode = exitCode;
    tellVerdict(...verdictsOf(source.model, result, trace));
    if (flags.chartOut !== undefined) {
      const { drawCoverage } = await import('../chart/covered.js');
      await drawCoverage(source.model, result.coverage, flags.chartOut, describeSource(source));
    }
    if (flags.json) {
      const report = jsonReport(source, result, written);
      if (exitCode === EXIT.ok && !isLast) before.push(report);
      else print(JSON.stringify(before.length === 0 ? report : { ...report, before }, null, 2));
    } else {
      printReport(source, found, flags, trace, written);
    }
    if (problem !== null) tellProblem(problem, trace);
    if (unasked !== null)
      printError(
        `exo: asked in one order only, for in a thread of its own '${name}' does not load: ${unasked}`,
      );
    if (failure !== null) throw failure;
    if (flags.open === true && trace !== null) {
      const { showTrace } = await import('../view/command.js');
      await showTrace(trace, written, source.model);
    }
    if (trace === null && problem !== null && flags.traceOut !== undefined) throw problem;
    return exitCode;
  } catch (error) {
    throw source.explain(error);
  }
}

const NO_TRACE: TriedTrace = { trace: null, problem: null };

/** What was found stands, however the model shows it; that it fails to is said besides. */
function tellProblem({ code, message }: ExoError, trace: Trace | null): void {
  const left = trace === null ? 'there is no table and no trace' : 'its words are left out';
  printError(`exo: ${code}: ${message}; ${left}`);
}

/** What came of a search, of whichever kind `--property` asks for. */
interface Found {
  readonly result: AnyResult;
  /** What is said besides: of a stuck state, or of a refinement. */
  readonly text: string;
  readonly isPossibility: boolean;
}

async function search({ model }: Source, flags: CheckFlags): Promise<Found> {
  const possibility = possibilityOf(model, flags.property);
  const refinement = refinementOf(model, flags.property);
  const options = searchOptionsOf(flags);
  const progress = showProgress(flags.quiet);
  try {
    return await interruptible(async (signal) => {
      const hooked = { ...options, ...progress.hooks, signal };
      const isPossibility = possibility !== null;
      if (isPossibility) return { ...(await searchStuck(model, possibility, hooked)), isPossibility };
      if (refinement === null) return { result: await checkAsync(model, hooked), text: '', isPossibility };
      return { ...(await searchRefinement(model, refinement, hooked)), isPossibility };
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
  { result, text }: Found,
  flags: CheckFlags,
  trace: Trace | null,
  written: string | null,
): void {
  const screen = terminal();
  if (flags.quiet) {
    print(verdictLine(result, flags, screen.paint));
    return;
  }
  print(reportText(source, result, flags, screen));
  if (trace !== null) printTable(trace, source, screen);
  const why = trace === null ? '' : whyText(trace);
  if (why !== '') print(`\n${screen.paint.dim('why')}         ${why}`);
  if (text !== '') print(`\n${text}`);
  if (trace !== null) print(`\n${keepingText(source, flags, written, screen)}`);
}

/** What shows that the property is broken, in words; empty where the property does not say. */
function whyText({ meta }: Trace): string {
  const evidence = readEvidence(meta['evidence']);
  return evidence === null ? '' : evidenceText(evidence);
}

/** The values of a trace may be such that no table can show them: what was found stands all the same. */
function printTable(trace: Trace, { model }: Source, screen: Terminal): void {
  try {
    print(`\n${tableText(trace, model, screen)}`);
  } catch (error) {
    if (!(error instanceof ExoError)) throw error;
    printError(`exo: ${error.code}: ${error.message}; there is no table`);
  }
}

/** Where the trace is, or how to keep it; and how to replay it. */
function keepingText(source: Source, flags: CheckFlags, written: string | null, { paint }: Terminal): string {
  const file = written ?? 'trace.itf.json';
  const first =
    written === null
      ? `${paint.dim('keep it')}     ${typed(`${checkCommand(source, flags)} --trace-out ${file}`)}`
      : `${paint.dim('written to')}  ${written}`;
  const view = typed(`exo view ${quoted(file)}`);
  return `${first}\n${paint.dim('replay it')}   ${typed(replayCommand(file, source))}\n${paint.dim('see it')}      ${view}`;
}
