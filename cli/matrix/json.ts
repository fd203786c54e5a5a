import { isVacuous } from '../exit-codes.js';
import type { MatrixRow, Stuck } from './row.js';
import { stepsOf } from './text.js';
import { version } from '../version.js';

/** What `exo matrix --json` prints: one object. */
export function matrixJson(rows: readonly MatrixRow[], stuck: Stuck | null): string {
  const lines = rows.map(({ reading, source, result, agreement }) => ({
    reading,
    model: source.name,
    medium: source.medium,
    bounds: source.bounds,
    knobs: source.knobs,
    reductions: source.reductions,
    verdict: result.verdict,
    property: result.property,
    limit: result.limit,
    violations: [result, agreement].flatMap((one) =>
      one?.verdict === 'violated' ? [{ property: one.property, steps: stepsOf(one) }] : [],
    ),
    states: result.states,
    transitions: result.transitions,
    depth: result.depth,
    vacuous: result.verdict === 'exhausted' && isVacuous(result),
    seconds: result.seconds + (agreement?.seconds ?? 0),
  }));
  const split = stuck && {
    reading: stuck.reading,
    bounds: stuck.source.bounds,
    knobs: stuck.source.knobs,
    verdict: stuck.result.verdict,
    property: stuck.result.property,
    steps: stepsOf(stuck.result),
    meaning: stuck.text,
  };
  return JSON.stringify({ version: version(), lines, stuck: split }, null, 2);
}
