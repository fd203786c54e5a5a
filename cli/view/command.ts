import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Trace } from '../../traces/index.js';
import { filmOf, viewerPage, type Film } from '../../viewer/index.js';
import { EXIT } from '../exit-codes.js';
import { expectWritable, writeTextFile } from '../replay/trace-file.js';
import { print, printError } from '../terminal/terminal.js';
import { filmOfFile } from './film-file.js';

export interface ViewFlags {
  /** The page that is written; beside the trace when left out. */
  readonly out?: string;
  readonly open: boolean;
}

/** `exo view`: writes a page that shows a trace. Returns the exit code. */
export async function viewTrace(file: string, flags: ViewFlags): Promise<number> {
  const out = flags.out ?? pageOf(file);
  expectWritable(out, '--out');
  writeFilm(out, await filmOfFile(file));
  print(`written to ${out}`);
  if (flags.open) openPage(out);
  return EXIT.ok;
}

/** Shows a trace in the browser: as a page beside its file, or, where it has none, in the folder of temporary files. */
export function showTrace(trace: Trace, file: string | null): void {
  const folder = file === null ? fs.mkdtempSync(path.join(os.tmpdir(), 'exo-view-')) : '';
  const out = file === null ? path.join(folder, 'trace.html') : pageOf(file);
  writePage(out, trace);
  printError(`exo: the picture is in ${out}`);
  openPage(out);
}

/** Writes the page of a trace. @throws ExoError EXO331 where the file cannot be written */
export function writePage(out: string, trace: Trace): void {
  writeFilm(out, filmOf(trace));
}

function writeFilm(out: string, film: Film): void {
  writeTextFile(out, viewerPage(film), '--out');
}

/** `run.html` beside `run.itf.json`. */
export function pageOf(trace: string): string {
  return `${trace.replace(/((\.itf)?\.json|\.ndjson(\.gz)?)$/, '')}.html`;
}

/** Shows a page, a file or an address, in the browser of this machine; where there is none, its path was printed. */
export function openPage(page: string): void {
  const place = page.startsWith('http://') ? page : path.resolve(page);
  const [command = 'xdg-open', ...words] = OPENERS[process.platform] ?? [];
  const opener = spawn(command, [...words, place], { detached: true, stdio: 'ignore' });
  opener.on('error', () => printError(`exo: no browser could be started: open ${place}`));
  opener.unref();
}

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};
