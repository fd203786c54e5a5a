/** `exo export`: traces in the forms of other tools. */
import path from 'node:path';
import {
  renderJson,
  renderMermaid,
  renderPerfetto,
  renderShiViz,
  renderTla,
  renderTraceDot,
  writeItf,
  type Trace,
} from '../../traces/index.js';
import { unreachable } from '../../errors/index.js';
import { EXIT } from '../exit-codes.js';
import { expectWritable, readTraceFile, writeTextFile } from '../replay/trace-file.js';
import { print, printRaw } from '../terminal/terminal.js';

export const EXPORT_FORMATS = ['itf', 'json', 'mermaid', 'shiviz', 'perfetto', 'dot', 'tla'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportFlags {
  readonly to: ExportFormat;
  /** Left out: standard output. */
  readonly out?: string;
}

/**
 * Writes a trace in another form. Returns the exit code.
 *
 * @throws ExoError EXO331 for a file that cannot be written, EXO207 for one that cannot be read; TraceError for one that is no trace.
 */
export function exportTrace(file: string, { to, out }: ExportFlags): number {
  if (out !== undefined) expectWritable(out, '--out');
  const text = exported(readTraceFile(file), to, out);
  if (out === undefined) printRaw(text);
  else {
    writeTextFile(out, text, '--out');
    print(`written to ${out}; ${READ_BY[to]}`);
  }
  return EXIT.ok;
}

/** What to do with a file of each form. */
const READ_BY: Readonly<Record<ExportFormat, string>> = {
  itf: 'exo, Apalache and Quint read it',
  json: 'plain JSON, for scripts',
  mermaid: 'Mermaid draws it',
  shiviz: 'to be opened in ShiViz, whose fields its first two lines fill',
  perfetto: 'to be opened in the Perfetto UI, or in about:tracing',
  dot: 'Graphviz draws it',
  tla: 'a module of TLA+ with one behaviour, for TLC',
};

function exported(trace: Trace, to: ExportFormat, out: string | undefined): string {
  switch (to) {
    case 'itf':
      return writeItf(trace);
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
