import path from 'node:path';
import type { CheckResult } from '../checker/index.js';
import type { TraceMeta } from '../traces/index.js';
import type { CheckFlags } from './check-flags.js';
import { checkCommand } from './command-line.js';
import type { Source } from './source.js';
import { version } from './version.js';

/** What a trace says of where it comes from: all that it takes to build the model again. */
export function metaOf(source: Source, result: CheckResult, flags: CheckFlags): TraceMeta {
  return {
    model: source.name,
    ...moduleOf(source, flags),
    medium: source.medium,
    literal: source.literal,
    bounds: source.bounds,
    knobs: source.knobs,
    property: result.property,
    verdict: result.verdict,
    version: version(),
    command: checkCommand(source, flags),
  };
}

/** A module is found again from where the trace is written, wherever the replay is started. */
function moduleOf({ file }: Source, { traceOut }: CheckFlags): { readonly module?: string } {
  if (file === null || traceOut === undefined) return {};
  return { module: path.relative(path.dirname(path.resolve(traceOut)), file).replaceAll(path.sep, '/') };
}
