import fs from 'node:fs';
import { ExoError } from '../../checker/index.js';
import { driversIn } from '../../conformance/index.js';
import {
  mergedRun,
  RunReader,
  TraceError,
  type RunEvent,
  type RunHeader,
  type RunPlace,
} from '../../traces/index.js';
import { filmOf, filmOfRun, type Film } from '../../viewer/index.js';
import { retraced } from '../replay/retraced.js';
import { expectOnce, isStandardInput, readInput } from '../replay/input.js';
import { isRun, readTraceFile } from '../replay/trace-file.js';
import { isCompressed, unpacked } from '../validate/compressed.js';
import { expectSameRun, isFinished, unreadable } from '../validate/run-source.js';
import { expectUtf8 } from '../validate/utf8.js';
import { withModelExplanation } from './explained-by-model.js';
import { withExplanation, type Explaining, type FilmedRun } from './explained-film.js';
import { withModel } from './with-model.js';

export interface FilmOptions {
  /** The model that is asked instead of that which the trace names. */
  readonly model?: string;
  /** Whether a run is held against the specification; where it is small enough if left out. */
  readonly explain?: Explaining;
}

/**
 * What stands in a file as a film: a trace in ITF, with what its model knows of it, or a run in NDJSON, compressed or not. Several files are one
 * run, each what some of its actors did.
 *
 * @throws ExoError EXO212 where several files are not of one run; EXO321 for what does not go with a run, or with a trace
 */
export async function filmOfFiles(
  files: readonly string[],
  { model, explain }: FilmOptions = {},
): Promise<Film> {
  expectOnce(files);
  const [file = ''] = files;
  const runs = files.map((one) => runText(one));
  if (runs.some((run) => run !== null) || files.length > 1) {
    if (model !== undefined && explain === false)
      throw new ExoError('EXO321', `${file}: --no-explain does not go with --model, which explains the run`);
    return filmOfRuns(
      files.map((one, i) => readRun(runs[i] ?? '', one)),
      explain,
      model,
    );
  }
  if (explain !== undefined)
    throw new ExoError(
      'EXO321',
      `${file}: --${explain ? '' : 'no-'}explain goes with a run in NDJSON: a trace in ITF has the states of its model`,
    );
  const trace = readTraceFile(file);
  // What an older version wrote lacks what the picture is made of.
  const whole = trace.meta['lens'] === undefined ? await retraced(trace, file) : trace;
  return withModel(filmOf(whole), trace, file, model);
}

/** What stands in the file of a run; null where it is none. @throws TraceError EXO201, EXO212 for a line that is none of a run */
export function runOfFile(
  file: string,
): { readonly header: RunHeader; readonly events: readonly RunEvent[] } | null {
  const text = runText(file);
  return text === null ? null : readRun(text, file);
}

/**
 * The text of a run; null where the file is none, or is not there: that is told by whoever reads traces.
 *
 * @throws ExoError EXO207 for what is called `.gz` and cannot be unpacked
 */
function runText(file: string): string | null {
  let bytes: Buffer;
  try {
    bytes = readInput(file);
  } catch {
    return null;
  }
  // Traces are not compressed: what is, is a run.
  if (isCompressed(file)) return unpackedText(file, bytes);
  const text = bytes.toString('utf8');
  if (!isRun(text) && !file.endsWith('.ndjson')) return null;
  expectUtf8(file, bytes);
  return text;
}

function unpackedText(file: string, bytes: Buffer): string {
  try {
    const text = unpacked(file, bytes);
    expectUtf8(file, text);
    return text.toString('utf8');
  } catch (cause) {
    throw cause instanceof TraceError ? cause : unreadable(file, cause);
  }
}

interface ReadRun {
  readonly file: string;
  readonly header: RunHeader;
  readonly events: readonly RunEvent[];
  /** By event, its line. */
  readonly lines: readonly number[];
  /** Whether it ends in the middle of a line. */
  readonly isCut: boolean;
}

/** @throws TraceError EXO201, EXO212 for a line that is none of a run */
function readRun(text: string, file: string): ReadRun {
  if (!isStandardInput(file) && !fs.existsSync(file)) throw unreadable(file, { code: 'ENOENT' });
  const reader = new RunReader(file);
  const events: RunEvent[] = [];
  const lines: number[] = [];
  const all = text.split('\n');
  let isCut = false;
  for (const [i, line] of all.entries()) {
    isCut = i === all.length - 1 && reader.header !== null && !isFinished(line);
    if (isCut) break;
    const { header } = reader;
    const read = reader.read(line);
    if (header !== null && read?.kind === 'header') expectSameRun(file, header, read.header, reader.lines);
    if (read?.kind !== 'event') continue;
    events.push(read.event);
    lines.push(reader.lines);
  }
  if (reader.header === null)
    throw new ExoError('EXO212', `${file}: found nothing; accepted: a run, which begins with its header`);
  return { file, header: reader.header, events, lines, isCut };
}

/** Runs in files that are parts of one. @throws ExoError EXO212 where they are not */
async function filmOfRuns(
  runs: readonly ReadRun[],
  explain: Explaining,
  model: string | undefined,
): Promise<Film> {
  const [first, ...others] = runs as readonly [ReadRun, ...ReadRun[]];
  for (const { file, header } of others) expectSameRun(file, first.header, header);
  const places = new Map(
    runs.flatMap(({ file, events, lines }) =>
      events.map((event, i) => [event, { file, line: lines[i] ?? 0 }] as const),
    ),
  );
  const { header, events, notices } = oneRun(runs);
  const film = filmOfRun(header, events);
  const noticed = { ...film, notices: [...film.notices, ...notices] };
  const placeOf = (event: RunEvent): RunPlace => places.get(event) ?? { file: first.file, line: 0 };
  const drivers = runs.flatMap((run) => driversIn(run.header));
  const run = { header, events, placeOf, drivers, isCut: runs.some((one) => one.isCut) };
  return explainedFilm(noticed, run, {
    ...(model !== undefined && { model }),
    ...(explain !== undefined && { explain }),
  });
}

/** The film of a run, held against the specification, or a model that is asked for. @throws ExoError what loading the model throws */
export function explainedFilm(film: Film, run: FilmedRun, { model, explain }: FilmOptions): Promise<Film> {
  // A run of Exo is held against the specified hosts, whatever the model is called.
  if (model !== undefined && !(model === 'exo' && run.header.model === 'exo'))
    return withModelExplanation(film, run, model);
  return withExplanation(film, run, model === undefined ? explain : true);
}

/** Several files as one run: each has what some of the actors did. */
function oneRun(runs: readonly ReadRun[]): Omit<ReadRun, 'file' | 'lines' | 'isCut'> & Pick<Film, 'notices'> {
  const [{ header, events }] = runs as readonly [ReadRun, ...ReadRun[]];
  if (runs.length === 1) return { header, events, notices: [] };
  const observed = runs.flatMap((run) => observedIn(run.header));
  const merged = mergedRun(runs.map((run) => run.events));
  const { contradictions } = merged;
  const { allFields, ...rest } = header;
  const hasAll = allFields === true && runs.every((run) => run.header.allFields === true);
  return {
    header: {
      ...rest,
      ...(hasAll && { allFields }),
      ...{ observed: [...new Set(observed)], ordering: 'actors' },
    },
    events: merged.events,
    notices:
      contradictions === 0
        ? []
        : [
            `The files contradict each other: ${contradictions} messages would be received before they are sent.`,
          ],
  };
}

function observedIn({ observed, actors }: RunHeader): readonly string[] {
  return observed ?? actors;
}
