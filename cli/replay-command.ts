import { ExoError, unreachable } from '../checker/index.js';
import { renderJson, type Trace } from '../traces/index.js';
import { EXIT } from './exit-codes.js';
import { replay, replayLine, type Replay } from './replay.js';
import type { Source } from './source.js';
import { print, printError, terminal } from './terminal.js';
import { readTraceFile } from './trace-file.js';
import { sourceOfTrace, unusable } from './trace-source.js';
import { mermaidText, tableText } from './trace-view.js';

export interface ReplayFlags {
  readonly step?: number;
  readonly format: 'table' | 'mermaid' | 'json';
  readonly quiet: boolean;
}

/** `exo replay`: shows a trace and executes it again. Returns the exit code. */
export async function replayTrace(file: string, flags: ReplayFlags): Promise<number> {
  const trace = readTraceFile(file);
  const { source, outcome } = await executeAgain(file, trace);
  if (!flags.quiet) print(traceText(trace, source, flags));
  const { paint } = terminal();
  const line = replayLine(outcome);
  if (flags.format === 'table' || flags.quiet) {
    if (!flags.quiet) print();
    print(outcome.kind === 'reproduced' ? paint.green(line) : paint.red(line));
  } else {
    printError(line);
  }
  return outcome.kind === 'reproduced' ? EXIT.ok : EXIT.violated;
}

/** What came of the trace in the model that it names. */
async function executeAgain(file: string, trace: Trace): Promise<{ source: Source; outcome: Replay }> {
  const source = await sourceOfTrace(trace, file);
  try {
    return { source, outcome: replay(source.model, trace) };
  } catch (error) {
    throw unusable(file, source.explain(error));
  }
}

function traceText(trace: Trace, { model }: Source, { format, step }: ReplayFlags): string {
  switch (format) {
    case 'table':
      return tableText(trace, model, terminal(), step);
    case 'mermaid':
      return mermaidText(upTo(trace, step), model);
    case 'json':
      return renderJson(upTo(trace, step));
    default:
      return unreachable(format);
  }
}

/** The trace as far as the step, if one is given. Throws EXO205 for a step that it does not have. */
function upTo(trace: Trace, step: number | undefined): Trace {
  if (step === undefined) return trace;
  const last = trace.states.length - 1;
  const { meta, vars, states } = trace;
  if (step <= last) return { meta, vars, states: states.slice(0, step + 1) };
  throw new ExoError('EXO205', `--step takes 0 to ${last} for this trace, not ${step}`);
}
