import { ExoError } from '../../errors/index.js';
import type { Model } from '../model/model.js';
import type { Run } from '../search/result.js';
import type { Trace, TraceMeta } from '../../traces/index.js';
import { traceOf } from './trace-of.js';

/** A trace as far as the functions by which a model shows itself allow it. */
export interface TriedTrace {
  /** Without summaries and the model's own messages where these fail; null where a component cannot show its states. */
  readonly trace: Trace | null;
  /** What failed; null where nothing did. */
  readonly problem: ExoError | null;
}

/**
 * A run of a model as a trace, like `traceOf`, even where the model fails to show it: a verdict is not to be lost because
 * `display.summary` throws.
 *
 * @example
 * const { trace, problem } = tryTraceOf(model, run, metaOfResult(model, result));
 * console.log(trace?.states.length, problem); // 5 null
 */
export function tryTraceOf(model: Model, run: Run, meta: TraceMeta): TriedTrace {
  try {
    return { trace: traceOf(model, run, meta), problem: null };
  } catch (error) {
    if (!(error instanceof ExoError)) throw error;
    return { trace: traceWithoutWords(model, run, meta), problem: error };
  }
}

function traceWithoutWords(model: Model, run: Run, meta: TraceMeta): Trace | null {
  const { display = {} } = model;
  const { columns, cell } = display;
  const bare = { ...model, display: { ...(columns && { columns }), ...(cell && { cell }) } };
  try {
    return traceOf(bare, run, meta);
  } catch (error) {
    if (!(error instanceof ExoError)) throw error;
    return null;
  }
}
