import type { Model } from '../model/model.js';
import { initialStates, successors } from '../model/reference.js';
import { sameStates } from '../search/counterexample.js';
import type { Run } from '../search/result.js';
import { firstDifference, sameValue, showAction, type TraceState } from '../../traces/index.js';
import type { Moment } from './moment.js';
import { picksOf, varsOf, type VarNames } from './trace-of.js';
import type { Transition } from '../model/transition.js';

/** The moments from the beginning of a run to this one. */
export function pathTo(last: Moment): readonly Moment[] {
  const path: Moment[] = [];
  for (let at: Moment | null = last; at !== null; at = at.before) path.unshift(at);
  return path;
}

/** The run that ends at this moment. */
export function runTo(last: Moment): Run {
  const path = pathTo(last);
  return { initial: path[0]?.states ?? [], steps: path.flatMap(({ transition }) => transition ?? []) };
}

/** The initial states that the first state of a trace may mean, or how none of them is. */
export function begin(model: Model, wanted: TraceState, names: VarNames): readonly Moment[] | string {
  if (wanted.action !== 'init') return `a run begins with init, the trace says ${wanted.action}`;
  const starts = initialStates(model).map((states): Moment => ({ states, transition: null, before: null }));
  return matching(model, starts, wanted, names);
}

/** Where a step of a trace leads from any of the moments, or how it does not. */
export function advance(
  model: Model,
  from: readonly Moment[],
  wanted: TraceState,
  names: VarNames,
): readonly Moment[] | string {
  const next = from.flatMap((before) =>
    successors(model, before.states).map((transition) => ({ states: transition.states, transition, before })),
  );
  const named = next.filter(
    ({ transition }) =>
      transition.rule.name === wanted.action && sameValue(picksOf(transition), wanted.picks),
  );
  if (named.length > 0) return matching(model, named, wanted, names);
  const enabled = enabledText(next.map(({ transition }) => transition));
  return `${showAction(wanted.action, wanted.picks)} is not enabled; ${enabled}`;
}

const SHOWN_MAX = 8;

/** The actions that are enabled, the first few of them by name. */
export function enabledText(transitions: readonly Transition[]): string {
  const shown = [...new Set(transitions.map((one) => showAction(one.rule.name, picksOf(one))))];
  if (shown.length === 0) return 'nothing is enabled';
  const more = shown.length > SHOWN_MAX ? ` and ${shown.length - SHOWN_MAX} more` : '';
  return `enabled ${shown.length === 1 ? 'is' : 'are'} ${shown.slice(0, SHOWN_MAX).join(', ')}${more}`;
}

/** Those of the moments, without repetition, whose states are the wanted one, or how the first of them differs. */
function matching(
  model: Model,
  moments: readonly Moment[],
  wanted: TraceState,
  names: VarNames,
): readonly Moment[] | string {
  const same = moments.filter(({ states }) => sameValue(varsOf(model, states, names), wanted.vars));
  const distinct = same.filter(
    ({ states }, i) => same.findIndex((other) => sameStates(model, states, other.states)) === i,
  );
  const [first] = moments;
  if (distinct.length > 0 || first === undefined) return distinct;
  const difference = firstDifference(varsOf(model, first.states, names), wanted.vars);
  if (difference === null) return 'the states differ';
  return `${difference.path} is ${difference.left}, the trace says ${difference.right}`;
}
