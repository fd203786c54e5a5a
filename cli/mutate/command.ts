import {
  ExoError,
  listMutants,
  mutateAsync,
  type MutationResult,
  type MutationSubject,
} from '../../checker/index.js';
import { EXIT } from '../exit-codes.js';
import { interruptible } from '../terminal/interruptible.js';
import { modelFlagsOf, type MutateFlags } from './flags.js';
import { listJson, mutationJson } from './json.js';
import { listText } from './list.js';
import { showMutationProgress } from './progress.js';
import { countsLine, mutationText } from './text.js';
import { keepTraces } from './traces.js';
import { verdictsOfMutation } from './verdicts.js';
import { sourceOf } from '../models/resolve-source.js';
import type { Source } from '../models/source.js';
import { tellVerdict } from '../verdicts/verdicts.js';
import { print, terminal } from '../terminal/terminal.js';
import { expectWritableFolder } from '../replay/trace-file.js';

/** `exo mutate`: runs the mutants of a model and prints what came of each. Returns the exit code. */
export async function mutateModel(name: string, flags: MutateFlags): Promise<number> {
  const source = await sourceOf(name, modelFlagsOf(flags), { mutation: true });
  try {
    const { mutation } = source;
    if (mutation === undefined) throw new ExoError('EXO146', `model '${name}' comes without mutants`);
    if (flags.list) return list(source, mutation, flags);
    if (flags.traceDir !== undefined) expectWritableFolder('--trace-dir', flags.traceDir);
    const result = await run(mutation, flags);
    const exitCode = exitCodeOfMutation(result);
    const { traces, failure } = keepTraces(source, result, flags.traceDir);
    process.exitCode = exitCode;
    tellVerdict(...verdictsOfMutation(result));
    const screen = terminal();
    if (flags.json) print(mutationJson(source, result, traces));
    else if (flags.quiet) print(countsLine(result, screen));
    else print(mutationText(source, result, traces, screen));
    if (failure !== null) throw failure;
    return exitCode;
  } catch (error) {
    throw source.explain(error);
  }
}

/** A survivor of any kind outweighs a search that ended early. */
export function exitCodeOfMutation({ counts, mislisted }: MutationResult): number {
  if (counts.survived + counts.unused + mislisted.length > 0) return EXIT.violated;
  return counts.undecided > 0 ? EXIT.bounded : EXIT.ok;
}

function list(source: Source, mutation: MutationSubject, { json }: MutateFlags): number {
  const listed = listMutants(mutation);
  print(json ? listJson(source, listed) : listText(source, listed, terminal()));
  return EXIT.ok;
}

async function run(mutation: MutationSubject, flags: MutateFlags): Promise<MutationResult> {
  const { only, statesMax, memoryMax, timeMax } = flags;
  const progress = showMutationProgress(flags.quiet);
  try {
    return await interruptible((signal) =>
      mutateAsync(mutation, {
        ...(only !== undefined && { only }),
        ...(statesMax !== undefined && { statesMax }),
        ...(memoryMax !== undefined && { memoryMaxBytes: memoryMax }),
        ...(timeMax !== undefined && { timeMaxMs: timeMax }),
        ...progress.hooks,
        signal,
      }),
    );
  } finally {
    progress.end();
  }
}
