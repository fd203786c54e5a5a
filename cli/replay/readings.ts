import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, ExoError, replayLine, runOf } from '../../checker/index.js';
import { playReading } from '../../conformance/offload/played.js';
import type { Implementation } from '../../conformance/compare/faulty-copy.js';
import type { Played } from '../../conformance/refine/played.js';
import { offloadModel } from '../../spec/offload/model.js';
import type { OffloadOptions } from '../../spec/offload/options.js';
import { readingOf } from '../../spec/offload/readings/index.js';
import { offloadOptions } from '../models/offload-source.js';
import { readTraceFile } from './trace-file.js';
import { optionsOf } from './trace-source.js';

/** The counterexamples that are kept, beside the compiled files. */
const FOLDER = fileURLToPath(new URL('../../../traces/counterexamples/', import.meta.url));

export interface PlayReadingsOptions {
  /** The implementation that runs, when left out. */
  readonly impl?: Implementation;
  readonly folder?: string;
}

/**
 * Plays the counterexamples of wrong readings of split hosts that are kept against engine and driver. The code has the late form of C2:
 * a reading that is none of the early form is played in the late form too, and then with a counterexample that is searched for here.
 *
 * @throws ExoError EXO206 if one does not reproduce.
 */
export function playReadings({ impl, folder = FOLDER }: PlayReadingsOptions = {}): readonly Played[] {
  return fs
    .readdirSync(folder)
    .sort()
    .flatMap((file) => playKeptReading(path.join(folder, file), impl));
}

function playKeptReading(file: string, impl: Implementation | undefined): readonly Played[] {
  const trace = readTraceFile(file);
  if (trace.meta.model !== 'exo' || trace.meta['offload'] !== true) return [];
  const options = offloadOptions(optionsOf(trace));
  const { reading = 'rules' } = options;
  const run = runOf(offloadModel({ ...options, via: 'transition' }), trace);
  if ('kind' in run) throw new ExoError('EXO206', `'${file}' ${replayLine(run)}`);
  const kept = playReading(reading, options, run.steps, impl);
  const isLate = options.c2 === 'late' || readingOf(reading).c2 === 'early';
  return isLate ? [kept] : [kept, playLate(options, trace.meta.property, impl)];
}

/** As many slots as it takes for two agreed entries, and no takeover. */
function playLate(
  { reading = 'rules', ...bounds }: OffloadOptions,
  property: string | null,
  impl: Implementation | undefined,
): Played {
  const late: OffloadOptions = { ...bounds, reading, c2: 'late', slots: 3, epochs: 1 };
  const properties = property === null ? {} : { properties: [property] };
  const { counterexample } = check({ ...offloadModel(late), premises: [] }, properties);
  if (counterexample === null) throw new RangeError(`reading '${reading}' breaks nothing in the late form`);
  return playReading(`${reading}, late form`, late, counterexample.steps, impl);
}
