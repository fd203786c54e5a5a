import { runOf, tryTraceOf } from '../../checker/index.js';
import type { Trace } from '../../traces/index.js';
import { BUILT_IN } from '../models/built-in.js';
import { sourceOfTrace } from './trace-source.js';

/**
 * A trace of a model of ours as this version would write it, with the lens, fates and evidence that older ones did not have:
 * executed again, step by step. The trace as it is where that cannot be done, as of a module that is not run unasked.
 */
export async function retraced(trace: Trace, file: string): Promise<Trace> {
  if (trace.foreign !== undefined || !BUILT_IN.includes(trace.meta.model)) return trace;
  const { model } = await sourceOfTrace(trace, file);
  const run = runOf(model, trace);
  if (!('steps' in run)) return trace;
  const again = tryTraceOf(model, run, trace.meta).trace;
  if (again === null) return trace;
  return { ...again, ...(trace.loop !== undefined && { loop: trace.loop }) };
}
