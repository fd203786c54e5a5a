import type { CheckResult, MutantResult } from '../../checker/index.js';
import type { TraceMeta } from '../../traces/index.js';
import type { CheckFlags } from '../check/flags.js';
import { checkCommand, moduleFrom, mutantCommand } from '../command-line.js';
import type { Source } from '../models/source.js';
import { version } from '../version.js';

/** What a trace says of where it comes from: all that it takes to build the model again. */
export function metaOf(
  source: Source,
  result: Pick<CheckResult, 'property' | 'verdict'>,
  flags: CheckFlags,
): TraceMeta {
  return {
    model: source.name,
    ...moduleOf(source, flags.traceOut),
    medium: source.medium,
    literal: source.literal,
    ...(source.dropDead === true && { dropDead: true }),
    ...(source.offload === true && { offload: true }),
    bounds: source.bounds,
    knobs: source.knobs,
    ...(source.noReduce.length > 0 && { noReduce: source.noReduce }),
    property: result.property,
    verdict: result.verdict,
    version: version(),
    command: checkCommand(source, flags),
  };
}

/**
 * What a trace says of the mutant that it is a run of: the scope has the bounds, so they are none of the trace's own.
 * `file` is where it is to be written.
 */
export function mutantMetaOf(source: Source, mutant: MutantResult, file?: string): TraceMeta {
  const { name, scope, by } = mutant;
  return {
    model: source.name,
    ...moduleOf(source, file),
    bounds: {},
    knobs: {},
    ...(source.offload === true && { offload: true }),
    ...(source.noReduce.length > 0 && { noReduce: source.noReduce }),
    mutant: name,
    scope,
    property: by?.kind === 'property' ? by.name : null,
    verdict: by?.kind === 'deadlock' ? 'deadlocked' : 'violated',
    version: version(),
    command: mutantCommand(source, name),
  };
}

/** A module is found again from where the trace is written, wherever the replay is started. */
function moduleOf({ file }: Source, traceOut: string | undefined): { readonly module?: string } {
  if (file === null || traceOut === undefined) return {};
  return { module: moduleFrom(traceOut, file) };
}
