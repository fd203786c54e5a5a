import {
  ExoError,
  mermaidText,
  replay,
  replayLine,
  tableText,
  unreachable,
  type Replay,
} from '../../checker/index.js';
import { renderJson, renderMermaid, renderTable, type Trace, type Value } from '../../traces/index.js';
import { EXIT } from '../exit-codes.js';
import { divergenceText } from '../refine/text.js';
import { isSimulation, replaySimulation, simulationCell } from '../simulate/trace.js';
import { tellVerdict } from '../verdicts/verdicts.js';
import { print, printError, terminal, type Terminal } from '../terminal/terminal.js';
import { readTraceFile } from './trace-file.js';
import { sourceOfTrace, unusable } from './trace-source.js';

export interface ReplayFlags {
  readonly step?: number;
  readonly format: 'table' | 'mermaid' | 'json';
  readonly quiet: boolean;
  /** The model to execute the trace in, instead of the one that it names. */
  readonly model?: string;
}

/** `exo replay`: shows a trace and executes it again. Returns the exit code. */
export async function replayTrace(file: string, flags: ReplayFlags): Promise<number> {
  const trace = readTraceFile(file);
  if (trace.foreign !== undefined) return showForeign(file, trace, trace.foreign, flags);
  const { views, outcome } = isSimulation(trace)
    ? simulateAgain(file, trace)
    : await executeAgain(file, trace, flags.model);
  const { paint } = terminal();
  const line = replayLine(outcome);
  // Whoever reads the table of another model is to know that it is one.
  const isFirst =
    outcome.kind === 'differs' &&
    outcome.isOfAnotherModel === true &&
    flags.format === 'table' &&
    !flags.quiet;
  if (isFirst) print(`${paint.red(line)}\n`);
  if (!flags.quiet) print(traceText(trace, views, flags));
  const isSame = outcome.kind === 'reproduced';
  tellVerdict({ name: file, ...(isSame ? { outcome: 'passed' } : { outcome: 'failed', text: line }) });
  if (flags.format === 'table' || flags.quiet) {
    if (isFirst) return EXIT.violated;
    if (!flags.quiet) print();
    print(outcome.kind === 'reproduced' ? paint.green(line) : paint.red(line));
  } else {
    printError(line);
  }
  return outcome.kind === 'reproduced' ? EXIT.ok : EXIT.violated;
}

/**
 * A trace of another tool is shown as it is.
 *
 * @throws ExoError EXO211 always, afterwards: there is nothing here that could execute it again.
 */
function showForeign(file: string, trace: Trace, tool: string, flags: ReplayFlags): never {
  if (!flags.quiet) print(traceText(trace, PLAIN_VIEWS, flags));
  const { model, verdict } = trace.meta;
  const about = [
    ...(model === '' ? [] : [`of '${model}'`]),
    ...(verdict === '' ? [] : [`status ${verdict}`]),
  ];
  const lacksActions = trace.states.every(({ action }, step) => step === 0 || action === '');
  throw new ExoError(
    'EXO211',
    `${file}: a trace that ${tool} wrote${about.length === 0 ? '' : ` (${about.join(', ')})`}: ` +
      `its ${trace.states.length} states can be shown, but not executed again: its specification is no model of ours` +
      `${lacksActions ? ', and it does not say which actions were taken' : ''}; accepted: traces that exo wrote`,
  );
}

/** What came of a trace, and how it is shown. */
interface Executed {
  readonly outcome: Replay;
  readonly views: {
    readonly table: (trace: Trace, screen: Terminal, step?: number) => string;
    readonly mermaid: (trace: Trace) => string;
  };
}

/** In the model that it names, or that was asked for. */
async function executeAgain(file: string, trace: Trace, given: string | undefined): Promise<Executed> {
  const source = await sourceOfTrace(trace, file, given);
  const { model } = source;
  const views: Executed['views'] = {
    table: (shown, screen, step) =>
      tableText(shown, model, { ...screen, ...(step !== undefined && { step }) }),
    mermaid: (shown) => mermaidText(shown, model),
  };
  try {
    return { views, outcome: replay(model, trace) };
  } catch (error) {
    throw unusable(file, source.explain(error));
  }
}

/** In the simulator. */
function simulateAgain(file: string, trace: Trace): Executed {
  return {
    views: { ...PLAIN_VIEWS, table: plainTable(simulationCell) },
    outcome: replaySimulation(trace, file),
  };
}

/** A table without a model that chooses its columns. */
function plainTable(cell?: (name: string, value: Value) => string): Executed['views']['table'] {
  return (shown, { colour, columns }, step) =>
    renderTable(shown, {
      colour,
      width: columns,
      ...(cell !== undefined && { cell }),
      ...(step !== undefined && { step }),
    });
}

const PLAIN_VIEWS: Executed['views'] = { table: plainTable(), mermaid: (trace) => renderMermaid(trace) };

function traceText(trace: Trace, views: Executed['views'], { format, step }: ReplayFlags): string {
  switch (format) {
    case 'table': {
      const screen = terminal();
      const divergence = step === undefined ? divergenceText(trace, screen) : null;
      return [views.table(trace, screen, step), ...(divergence === null ? [] : ['', divergence])].join('\n');
    }
    case 'mermaid':
      return views.mermaid(upTo(trace, step));
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
