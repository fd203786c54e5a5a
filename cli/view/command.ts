import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Model } from '../../checker/index.js';
import { ExoError } from '../../errors/index.js';
import type { Trace } from '../../traces/index.js';
import { filmOf, servedPage, viewerPage, type Film } from '../../viewer/index.js';
import { EXIT } from '../exit-codes.js';
import { isReadOnce } from '../replay/input.js';
import { expectWritable, writeTextFile } from '../replay/trace-file.js';
import { openPage } from '../serve/open-page.js';
import { servePage, type ServeFlags } from '../serve/serve-page.js';
import { print, printError } from '../terminal/terminal.js';
import { filmOfFiles } from './film-file.js';
import { LiveExplanation } from './live-explained.js';
import { LiveRun } from './live.js';
import { withModelAtHand } from './with-model.js';

export interface ViewFlags extends ServeFlags {
  /** The page that is written; beside the trace when left out. */
  readonly out?: string;
  /** Serve the page instead of writing it. */
  readonly serve?: boolean;
  /** Serve a page that follows the run as it is written. */
  readonly live?: boolean;
  /** Another trace that is shown beside it. */
  readonly compare?: string;
  /** The model that the trace is of, where it does not say so, or another one. */
  readonly model?: string;
  /** Whether a run is held against the specification; where it is small enough if left out. */
  readonly explain?: boolean;
}

/** `exo view`: writes a page that shows a trace, or serves it. Returns the exit code. */
export async function viewTrace(files: readonly string[], flags: ViewFlags): Promise<number> {
  const [file = ''] = files;
  expectTogether(files, flags);
  if (flags.live === true) return serveLive(file, flags);
  if (flags.serve === true) {
    return servePage({ page: viewerPage(await filmFor(files, flags)), answer: refuseCall }, flags);
  }
  const out = flags.out ?? pageOf(file);
  expectWritable(out, '--out');
  writeFilm(out, await filmFor(files, flags));
  print(`written to ${out}`);
  if (flags.open) openPage(out);
  return EXIT.ok;
}

/** A trace or a run as a film, with the one that it is compared with. */
async function filmFor(files: readonly string[], { compare, model, explain }: ViewFlags): Promise<Film> {
  const [file = ''] = files;
  const how = { ...(model !== undefined && { model }), ...(explain !== undefined && { explain }) };
  const film = await filmOfFiles(files, how);
  if (compare === undefined) return film;
  const [one, two] = [path.basename(file), path.basename(compare)];
  const names = one === two ? ([file, compare] as const) : ([one, two] as const);
  // One page needs one set of charts.
  const { title, lens, notices, vars, steps, loop } = await filmOfFiles([compare], how);
  const other: Film = { title, lens, notices, vars, steps, ...(loop !== undefined && { loop }) };
  return { ...film, compared: { names, other } };
}

/** Throws EXO321 for an option that would do nothing. */
function expectTogether(
  files: readonly string[],
  { serve, live, out, host, port, model, compare, explain }: ViewFlags,
): void {
  const passing = files.find(isReadOnce);
  if (passing !== undefined && live === true)
    throw new ExoError(
      'EXO321',
      `--live follows a file that grows, and '${passing}' is none: it can be read only once`,
    );
  if (files[0] === passing && passing !== undefined && serve !== true && out === undefined)
    throw new ExoError(
      'EXO321',
      `'${passing}' is no file beside which the page could stand; accepted: --out page.html, or --serve`,
    );
  if (live === true && files.length > 1)
    throw new ExoError(
      'EXO321',
      '--live follows one file: a run that stands in several is shown when it is over',
    );
  if (live === true && compare !== undefined)
    throw new ExoError('EXO321', '--compare does not go with --live: a run that grows is shown alone');
  if (live === true && model !== undefined && explain === false)
    throw new ExoError('EXO321', '--no-explain does not go with --model, which explains the run');
  const how = live === true ? '--live' : serve === true ? '--serve' : null;
  if (how !== null && out !== undefined)
    throw new ExoError('EXO321', `--out does not go with ${how}: a page is written, or served`);
  const alone = host !== undefined ? '--host' : port !== undefined ? '--port' : null;
  if (how === null && alone !== null)
    throw new ExoError(
      'EXO321',
      `${alone} goes with --serve or --live alone: without them nothing is served`,
    );
}

/** Serves a page that follows a run in a file, which need not be there yet. */
function serveLive(file: string, flags: ViewFlags): Promise<number> {
  const run = new LiveRun(file);
  run.expectRun();
  const { model, explain } = flags;
  const how = { ...(model !== undefined && { model }), ...(explain !== undefined && { explain }) };
  const explanation = new LiveExplanation(run, how);
  const answer = async (name: string, asked: unknown): Promise<object> => {
    const { from, generation, explained } = Object(asked) as Readonly<Record<string, unknown>>;
    if (name !== 'film' || !isCount(from) || !isCount(generation) || !isCount(explained))
      return refuseCall(name);
    const part = run.part(from, generation);
    await explanation.look();
    const more = explanation.known(part.generation === generation ? explained : 0);
    return { ...part, ...(more !== null && { explanation: more }) };
  };
  return servePage({ page: servedPage(path.basename(file), 'live'), answer }, flags);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function refuseCall(name: string): Promise<never> {
  const text = `this is no call of the page: ${name}; accepted: film with from, generation and explained, of a run that is followed`;
  return Promise.reject(new ExoError('EXO393', text));
}

/** Shows a trace in the browser: as a page beside its file, or, where it has none, in the folder of temporary files. */
export async function showTrace(trace: Trace, file: string | null, model: Model): Promise<void> {
  const folder = file === null ? fs.mkdtempSync(path.join(os.tmpdir(), 'exo-view-')) : '';
  const out = file === null ? path.join(folder, 'trace.html') : pageOf(file);
  await writePage(out, trace, model);
  printError(`exo: the picture is in ${out}`);
  openPage(out);
}

/** Writes the page of a trace, with what its model knows of it. @throws ExoError EXO331 where the file cannot be written */
export async function writePage(out: string, trace: Trace, model: Model): Promise<void> {
  writeFilm(out, await withModelAtHand(filmOf(trace), trace, model));
}

function writeFilm(out: string, film: Film): void {
  writeTextFile(out, viewerPage(film), '--out');
}

/** `run.html` beside `run.itf.json`. */
export function pageOf(trace: string): string {
  return `${trace.replace(/((\.itf)?\.json|\.ndjson(\.gz)?)$/, '')}.html`;
}
