/** A search as verdicts: one for each thing that it asks of the model. */
import { tableText, type CheckResult, type Model } from '../../checker/index.js';
import type { Trace } from '../../traces/index.js';
import type { Verdict } from './junit.js';

/**
 * One verdict a property that was checked, one a witness, and one for deadlocks. Where the search did not come to its end, those that were not
 * found broken are `skipped`: nothing is known of them.
 */
export function verdictsOf(model: Model, result: CheckResult, trace: Trace | null): readonly Verdict[] {
  const { verdict, property, checked, witnesses, states } = result;
  const shown = trace === null ? '' : `\n${tableOf(model, trace)}`;
  const rest: Pick<Verdict, 'outcome' | 'text'> =
    verdict === 'exhausted'
      ? { outcome: 'passed' }
      : {
          outcome: 'skipped',
          text: `not finished: ${states} states were visited, and it was not broken in any`,
        };
  const judged = checked.map((name): Verdict => {
    if (name !== property) return { name, ...rest };
    return { name, outcome: 'failed', text: `${name} is violated${shown}` };
  });
  const deadlock: Verdict =
    verdict === 'deadlocked'
      ? {
          name: 'no deadlock',
          outcome: 'failed',
          text: `nothing is enabled, faults aside, and a run may not end there${shown}`,
        }
      : { name: 'no deadlock', ...rest };
  const reached = witnesses.map(({ name, reached: is }): Verdict => {
    if (is) return { name: `sometimes ${name}`, outcome: 'passed' };
    if (verdict !== 'exhausted') return { name: `sometimes ${name}`, ...rest };
    return { name: `sometimes ${name}`, outcome: 'failed', text: `${name} was not reached` };
  });
  const unknown = property !== null && !checked.includes(property);
  return [
    ...judged,
    ...(unknown
      ? [{ name: property, outcome: 'failed', text: `${property} is violated${shown}` } as const]
      : []),
    deadlock,
    ...reached,
  ];
}

const COLUMNS = 120;

/** The table of a trace as a terminal shows it, or nothing where its values are such that none can show them. */
function tableOf(model: Model, trace: Trace): string {
  try {
    return tableText(trace, model, { columns: COLUMNS });
  } catch {
    return '';
  }
}
