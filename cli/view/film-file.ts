import fs from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ExoError } from '../../checker/index.js';
import { mergedRun, RUN_SCHEMA, RunReader, type RunEvent, type RunHeader } from '../../traces/index.js';
import { filmOf, filmOfRun, type Film } from '../../viewer/index.js';
import { retraced } from '../replay/retraced.js';
import { readTraceFile } from '../replay/trace-file.js';
import { expectSameRun, unreadable } from '../validate/run-source.js';
import { withModel } from './with-model.js';

/**
 * What stands in a file as a film: a trace in ITF, with what its model knows of it, or a run in NDJSON, compressed or not. Several files are one
 * run, each what some of its actors did. `model` is asked instead of that which the trace names.
 *
 * @throws ExoError EXO212 where several files are not of one run; EXO321 for what does not go with a run
 */
export async function filmOfFiles(files: readonly string[], model?: string): Promise<Film> {
  const [file = ''] = files;
  const runs = files.map((one) => runText(one));
  if (runs.some((run) => run !== null) || files.length > 1) {
    if (model !== undefined)
      throw new ExoError(
        'EXO321',
        `${file}: --model goes with a trace in ITF; runs are held against models by exo validate`,
      );
    return filmOfRuns(files.map((one, i) => readRun(runs[i] ?? '', one)));
  }
  const trace = readTraceFile(file);
  // What an older version wrote lacks what the picture is made of.
  const whole = trace.meta['lens'] === undefined ? await retraced(trace, file) : trace;
  return withModel(filmOf(whole), trace, file, model);
}

/** The text of a run; null where the file is none, or cannot be read: that is told by whoever reads traces. */
function runText(file: string): string | null {
  try {
    const bytes = fs.readFileSync(file);
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    return text.slice(0, 1000).includes(`"${RUN_SCHEMA}"`) ? text : null;
  } catch {
    return null;
  }
}

interface ReadRun {
  readonly file: string;
  readonly header: RunHeader;
  readonly events: readonly RunEvent[];
}

/** @throws TraceError EXO201, EXO212 for a line that is none of a run */
function readRun(text: string, file: string): ReadRun {
  if (!fs.existsSync(file)) throw unreadable(file, { code: 'ENOENT' });
  const reader = new RunReader(file);
  const events: RunEvent[] = [];
  for (const line of text.split('\n')) {
    const read = reader.read(line);
    if (read?.kind === 'event') events.push(read.event);
  }
  if (reader.header === null) throw new ExoError('EXO212', `${file}: a run begins with a header`);
  return { file, header: reader.header, events };
}

/** Runs in files that are parts of one. @throws ExoError EXO212 where they are not */
function filmOfRuns(runs: readonly ReadRun[]): Film {
  const [first, ...others] = runs as readonly [ReadRun, ...ReadRun[]];
  if (others.length === 0) return filmOfRun(first.header, first.events);
  for (const { file, header } of others) expectSameRun(file, first.header, header);
  const observed = new Set(runs.flatMap(({ header }) => header.observed ?? header.actors));
  const { events, contradictions } = mergedRun(runs.map((run) => run.events));
  const film = filmOfRun({ ...first.header, observed: [...observed], ordering: 'actors' }, events);
  if (contradictions === 0) return film;
  const told = `The files contradict each other: ${contradictions} messages would be received before they are sent.`;
  return { ...film, notices: [...film.notices, told] };
}
