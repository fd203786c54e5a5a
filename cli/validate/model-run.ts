/** Runs of live actors, held against the model of a module. */
import { ExoError, observationOf, type Observation } from '../../checker/index.js';
import {
  explainRun,
  type PlacedEvent,
  type RecordedRun,
  type RunJudgement,
} from '../../conformance/index.js';
import type { RunHeader } from '../../traces/index.js';
import { checkFlagsOf, defaultFlags } from '../check/flags.js';
import { EXIT } from '../exit-codes.js';
import { exportsOf } from '../models/module-source.js';
import { BUILT_IN } from '../models/built-in.js';
import { sourceOf } from '../models/resolve-source.js';
import type { Source } from '../models/source.js';
import { expectOnce } from '../replay/input.js';
import { expectWritable } from '../replay/trace-file.js';
import { showLine } from '../terminal/progress-line.js';
import { paintOf, print, terminal } from '../terminal/terminal.js';
import { explanationLine } from './progress.js';
import { judgementJson, judgementText } from './model-text.js';
import { expectSameRun, RunSource } from './run-source.js';
import { writeShorter } from './shorter-run.js';
import { tellRun } from './told.js';

export interface ModelRunFlags {
  readonly model: string;
  readonly hiddenMax?: number;
  readonly statesMax?: number;
  readonly shortenedOut?: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** `exo validate --model`: whether the model of a module explains a run. Returns the exit code. */
export async function validateByModel(files: readonly string[], flags: ModelRunFlags): Promise<number> {
  const { hiddenMax, statesMax, shortenedOut, json, quiet } = flags;
  if (shortenedOut !== undefined) expectWritable(shortenedOut, '--shortened-out');
  const run = await wholeRun(files);
  const { source, observation } = await modelOfRuns(flags.model);
  const progress = showLine(quiet);
  const judgement = explained(() =>
    explainRun(source.model, run, {
      onProgress: (...now) => progress.show(() => explanationLine(...now)),
      ...(observation !== undefined && { observation }),
      ...(hiddenMax !== undefined && { hiddenMax }),
      ...(statesMax !== undefined && { nodesMax: statesMax }),
    }),
  );
  const isVacuous = judgement.verdict === 'accepted' && judgement.events === 0;
  const text = judgementText(files, judgement, false, paintOf(false));
  tellRun(files, isVacuous ? 'vacuous' : judgement.verdict, text, judgement.rejection?.place);
  if (shortenedOut !== undefined) writeShortened(shortenedOut, run.header, judgement);
  if (json) print(judgementJson(files, judgement));
  else print(judgementText(files, judgement, quiet, terminal().paint));
  return isVacuous ? EXIT.vacuous : CODES[judgement.verdict];

  function explained(judge: () => RunJudgement): RunJudgement {
    try {
      return judge();
    } catch (error) {
      throw source.explain(error);
    } finally {
      progress.end();
    }
  }
}

/** A model that runs are held against, and how they are observed, where something says so. */
export async function modelOfRuns(name: string): Promise<{
  readonly source: Source;
  readonly observation: Observation | undefined;
}> {
  const source = await sourceOf(name, checkFlagsOf(defaultFlags()));
  return { source, observation: observationOf(source.model) ?? (await exportedObservation(name)) };
}

const CODES = { accepted: EXIT.ok, rejected: EXIT.violated, inconclusive: EXIT.bounded } as const;

/** What a module exports of how runs of its model are observed. */
async function exportedObservation(name: string): Promise<Observation | undefined> {
  if (BUILT_IN.includes(name)) return undefined;
  const { observation } = await exportsOf(name);
  return observation as Observation | undefined;
}

/** All events of all files, in the order of the files. */
async function wholeRun(files: readonly string[]): Promise<RecordedRun> {
  expectOnce(files);
  const events: PlacedEvent[] = [];
  const headers: RunHeader[] = [];
  for (const file of files) {
    const source = new RunSource(file);
    for (let batch = await source.next(); batch !== null; batch = await source.next()) {
      events.push(...batch);
    }
    if (source.header === null) {
      throw new ExoError('EXO212', `${file}: found nothing; accepted: a run, which begins with its header`);
    }
    headers.push(source.header);
  }
  return { header: commonHeader(headers as [RunHeader, ...RunHeader[]], files), events };
}

/** What several files are a run of together: each has the events of some of the actors. */
function commonHeader(headers: readonly [RunHeader, ...RunHeader[]], files: readonly string[]): RunHeader {
  const [first] = headers;
  if (headers.length === 1) return first;
  headers.forEach((header, i) => expectSameRun(files[i] ?? '', first, header));
  const observed = headers.flatMap((one) => one.observed ?? one.actors);
  const partial = headers.flatMap((one) => one.partial ?? []);
  const { allFields, ...rest } = first;
  const hasAll = allFields === true && headers.every((one) => one.allFields === true);
  return {
    ...rest,
    ...(hasAll && { allFields }),
    ...{ ordering: 'actors', observed: [...new Set(observed)], partial: [...new Set(partial)] },
  };
}

/** Writes a shorter run that is rejected for the same reason; nothing where none is rejected. */
function writeShortened(file: string, header: RunHeader, { verdict, rejection }: RunJudgement): void {
  if (verdict !== 'rejected' || rejection === null) return;
  writeShorter(file, header, rejection.shortened);
}
