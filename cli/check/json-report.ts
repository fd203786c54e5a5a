import type { AnyResult } from './refinement-search.js';
import type { Source } from '../models/source.js';
import { version } from '../version.js';

/** What `exo check --json` prints of a search. `trace` is the path of the trace that was written, or null. */
export function jsonReport(source: Source, result: AnyResult, trace: string | null): object {
  const { counterexample, witnesses, verdict, property, states, transitions, depth, ...rest } = result;
  const { xstateCalls, seconds, peakBytes, mapping, high, highStates, highNeverTaken, sides, ...others } =
    rest;
  const divergesAt = sides?.divergesAt ?? null;
  return {
    verdict,
    property,
    states,
    transitions,
    depth,
    bounds: source.bounds,
    knobs: source.knobs,
    xstateCalls,
    seconds,
    peakBytes,
    reductions: source.reductions,
    trace,
    notAsked: source.model.leftOut ?? [],
    ...others,
    model: source.name,
    medium: source.medium,
    literal: source.literal,
    ...(source.offload === true && { offload: true }),
    refinement:
      mapping === undefined
        ? null
        : { mapping, high, ...result.steps, highStates, highNeverTaken, divergesAt },
    steps: counterexample === null ? null : counterexample.steps.length,
    witnesses: witnesses.map(({ name, reached }) => ({ name, reached })),
    version: version(),
  };
}
