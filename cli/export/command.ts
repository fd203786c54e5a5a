/** `exo export`: traces in the forms of other tools. */
import path from 'node:path';
import { ExoError, unreachable } from '../../errors/index.js';
import {
  renderJson,
  renderMermaid,
  renderPerfetto,
  renderRun,
  renderShiViz,
  renderTla,
  renderTraceDot,
  runLine,
  traceOfRun,
  writeItf,
  type Trace,
} from '../../traces/index.js';
import { runSvg } from '../../viewer/index.js';
import { EXIT } from '../exit-codes.js';
import { expectWritable, readTraceFile, writeTextFile } from '../replay/trace-file.js';
import { print, printRaw } from '../terminal/terminal.js';
import { filmOfFiles, runOfFile } from '../view/film-file.js';
import type { ExportFormat } from './formats.js';

export interface ExportFlags {
  readonly to: ExportFormat;
  /** Left out: standard output. */
  readonly out?: string;
  /** The steps of a picture, as `10-40`; all of them when left out. */
  readonly steps?: string;
  /** The picture is light on dark. */
  readonly dark?: boolean;
}

/**
 * Writes a trace, or a run, in another form. Returns the exit code.
 *
 * @throws ExoError EXO331 for a file that cannot be written, EXO207 for one that cannot be read, EXO219 for what has no such form, EXO321 for an
 * option of another form; TraceError for what is no trace.
 */
export async function exportTrace(file: string, flags: ExportFlags): Promise<number> {
  const { to, out } = flags;
  for (const option of ['steps', 'dark'] as const) {
    if (to !== 'svg' && flags[option] !== undefined)
      throw new ExoError('EXO321', `--${option} goes with --to svg alone: it is of a picture`);
  }
  if (out !== undefined) expectWritable(out, '--out');
  const text = await textOf(file, flags);
  if (out === undefined) printRaw(text);
  else {
    writeTextFile(out, text, '--out');
    print(`written to ${out}; ${READ_BY[to]}`);
  }
  return EXIT.ok;
}

async function textOf(file: string, flags: ExportFlags): Promise<string> {
  const { to, out } = flags;
  if (to === 'svg') return pictureOf(file, flags);
  const run = runOfFile(file);
  if (run === null) return exported(readTraceFile(file), to, out);
  if (to === 'ndjson') return [run.header, ...run.events].map((line) => `${runLine(line)}\n`).join('');
  if (to === 'shiviz' || to === 'perfetto') {
    const { trace, timesUs } = traceOfRun(run.header, run.events);
    return to === 'shiviz' ? renderShiViz(trace) : renderPerfetto(trace, timesUs);
  }
  const text = `${file}: a run in NDJSON has no form as ${to}; accepted: svg, ndjson, shiviz, perfetto`;
  throw new ExoError('EXO219', text);
}

/** The picture that `exo view` shows, with what the model knows of the run. */
async function pictureOf(file: string, { steps, dark }: ExportFlags): Promise<string> {
  const film = await filmOfFiles([file]);
  if (film.lens === null) {
    const text = `${file}: a trace that does not say which variables are actors has no picture; accepted: itf, json, mermaid, dot, tla`;
    throw new ExoError('EXO219', text);
  }
  const range = steps === undefined ? null : rangeOf(steps, film.steps.length - 1);
  return runSvg(film, { ...(range !== null && { steps: range }), ...(dark === true && { isDark: true }) });
}

/** @throws ExoError EXO321 for what are no steps of the trace */
function rangeOf(text: string, last: number): readonly [number, number] {
  const [, first, end] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  const range = [Number(first), Number(end)] as const;
  if (range[0] <= range[1] && range[1] <= last) return range;
  throw new ExoError(
    'EXO321',
    `--steps takes the first and the last step of a picture, from 0 to ${last}, as 0-${Math.min(last, 20)}, not '${text}'`,
  );
}

/** What to do with a file of each form. */
const READ_BY: Readonly<Record<ExportFormat, string>> = {
  itf: 'exo, Apalache and Quint read it',
  ndjson: 'exo view reads it, and whatever reads JSON by lines',
  json: 'plain JSON, for scripts',
  mermaid: 'Mermaid draws it',
  shiviz: 'to be opened in ShiViz, whose fields its first two lines fill',
  perfetto: 'to be opened in the Perfetto UI, or in about:tracing',
  dot: 'Graphviz draws it',
  svg: 'a picture for browsers, documents and slides',
  tla: 'a module of TLA+ with one behaviour, for TLC',
};

function exported(trace: Trace, to: Exclude<ExportFormat, 'svg'>, out: string | undefined): string {
  switch (to) {
    case 'itf':
      return writeItf(trace);
    case 'ndjson':
      return renderRun(trace);
    case 'json':
      return `${renderJson(trace)}\n`;
    case 'mermaid':
      return `${renderMermaid(trace)}\n`;
    case 'shiviz':
      return renderShiViz(trace);
    case 'perfetto':
      return renderPerfetto(trace);
    case 'dot':
      return renderTraceDot(trace);
    case 'tla':
      // TLC wants a module to be called as its file is.
      return renderTla(trace, out === undefined ? undefined : path.parse(out).name);
    default:
      return unreachable(to);
  }
}
