import fs from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ExoError } from '../../checker/index.js';
import { RUN_SCHEMA, RunReader, type RunEvent } from '../../traces/index.js';
import { filmOf, filmOfRun, type Film } from '../../viewer/index.js';
import { retraced } from '../replay/retraced.js';
import { readTraceFile } from '../replay/trace-file.js';
import { withModel } from './with-model.js';

/**
 * What stands in a file as a film: a trace in ITF, with what its model knows of it, or a run in NDJSON, compressed or not. `model` is asked
 * instead of that which the trace names.
 */
export async function filmOfFile(file: string, model?: string): Promise<Film> {
  const run = runText(file);
  if (run !== null && model !== undefined)
    throw new ExoError(
      'EXO321',
      `${file}: --model goes with a trace in ITF; runs are held against models by exo validate`,
    );
  if (run !== null) return filmOfRunText(run, file);
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

/** @throws TraceError EXO201, EXO212 for a line that is none of a run */
function filmOfRunText(text: string, file: string): Film {
  const reader = new RunReader(file);
  const events: RunEvent[] = [];
  for (const line of text.split('\n')) {
    const read = reader.read(line);
    if (read?.kind === 'event') events.push(read.event);
  }
  if (reader.header === null) throw new ExoError('EXO212', `${file}: a run begins with a header`);
  return filmOfRun(reader.header, events);
}
