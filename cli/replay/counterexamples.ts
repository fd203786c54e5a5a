import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExoError, mutantsOf, mutateAsync, replayLine, runOf, type Mutated } from '../../checker/index.js';
import { playMutant, playPublished, type Played } from '../../conformance/refine/played.js';
import { exoHost, exoMutation } from '../../spec/index.js';
import { readTraceFile } from './trace-file.js';
import { sourceOfTrace } from './trace-source.js';

/** The counterexamples that are kept, beside the compiled files. */
const FOLDER = fileURLToPath(new URL('../../../traces/counterexamples/', import.meta.url));

/** Plays the counterexamples of the published protocol that are kept. Throws EXO206 if one does not reproduce. */
export async function playKept(folder = FOLDER): Promise<readonly Played[]> {
  const played: Played[] = [];
  for (const name of fs.readdirSync(folder).sort()) {
    const file = path.join(folder, name);
    const trace = readTraceFile(file);
    if (trace.meta.model !== 'published') continue;
    const { model } = await sourceOfTrace(trace, file);
    const run = runOf(model, trace);
    if ('kind' in run) throw new ExoError('EXO206', `'${file}' ${replayLine(run)}`);
    const isStuck = model.possibilities?.some((one) => one.name === trace.meta.property) === true;
    played.push(playPublished(name.replace('.itf.json', ''), run.initial, run.steps, isStuck));
  }
  return played;
}

export interface PlayMutantsOptions {
  /** The counterexamples that are wanted; all when left out. */
  readonly only?: readonly string[];
  readonly onProgress?: (done: number, all: number) => void;
  readonly signal?: AbortSignal;
}

/** Runs the mutants of the completed protocol, and plays the counterexample of each that is killed by one. */
export async function playMutants({
  only,
  onProgress,
  signal,
}: PlayMutantsOptions): Promise<readonly Played[]> {
  const subject = exoMutation();
  const { mutants } = await mutateAsync(subject, {
    ...(only !== undefined && { only }),
    ...(signal !== undefined && { signal }),
    onProgress: ({ done, total }) => onProgress?.(done, total),
  });
  const changes = new Map<string, (machine: typeof exoHost) => Mutated<typeof exoHost>>(
    [...mutantsOf(exoHost), ...(subject.written ?? [])].map(({ name, mutate }) => [name, mutate]),
  );
  return mutants.flatMap(({ name, counterexample }) => {
    const mutate = changes.get(name);
    if (counterexample === null || mutate === undefined) return [];
    return [playMutant(name, mutate(exoHost), counterexample.initial, counterexample.steps)];
  });
}
