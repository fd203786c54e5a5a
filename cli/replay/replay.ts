import {
  ExoError,
  initialStates,
  isStuck,
  sameStates,
  successors,
  type Model,
  type Possibility,
  type Run,
  type Transition,
} from '../../checker/index.js';
import { firstDifference, sameValue, showAction, type Trace, type TraceState } from '../../traces/index.js';
import { happensAt, type Moment } from './happens-at.js';
import { refinementOf } from '../check/refinement-search.js';
import { refinementBreaksAt } from './refines-at.js';
import { picksOf, varNames, varsOf, type VarNames } from './trace-of.js';

/** What came of executing a trace again. */
export type Replay =
  | { readonly kind: 'reproduced'; readonly what: string }
  | { readonly kind: 'differs'; readonly step: number; readonly how: string };

/**
 * Executes a trace again, step by step and without tables, by the reference semantics of the model: action, picks
 * and resulting state must be those of the trace, and what the trace is about must be so at its end and not before.
 *
 * Throws EXO206 if the trace is about a property that the model does not have.
 */
export function replay(model: Model, trace: Trace): Replay {
  const names = varNames(model);
  const strange = strangeVariable(trace, names);
  if (strange !== null) return { kind: 'differs', step: 0, how: strange };
  let moments: readonly Moment[] = [];
  for (const [step, state] of trace.states.entries()) {
    const found = step === 0 ? begin(model, state, names) : advance(model, moments, state, names);
    if (typeof found === 'string') return { kind: 'differs', step, how: found };
    moments = found;
  }
  const endings = moments.map((moment) => endingOf(model, trace, moment));
  return endings.find(({ kind }) => kind === 'reproduced') ?? endings[0] ?? unended(trace);
}

/** In one line, for people. */
export function replayLine(outcome: Replay): string {
  return outcome.kind === 'reproduced'
    ? `reproduced: ${outcome.what}`
    : `does not reproduce: step ${outcome.step}: ${outcome.how}`;
}

/** The run that a trace is of, or how the model has none like it. */
export function runOf(model: Model, trace: Trace): Run | string {
  const names = varNames(model);
  let moments: readonly Moment[] = [];
  for (const [step, state] of trace.states.entries()) {
    const found = step === 0 ? begin(model, state, names) : advance(model, moments, state, names);
    if (typeof found === 'string') return `step ${step}: ${found}`;
    moments = found;
  }
  const path = moments[0] === undefined ? [] : pathTo(moments[0]);
  return {
    initial: path[0]?.states ?? [],
    steps: path.flatMap(({ transition }) => transition ?? []),
  };
}

const SHOWN_MAX = 8;

function strangeVariable({ vars }: Trace, names: VarNames): string | null {
  const ours = [...names.values()];
  const missing = ours.find((name) => !vars.includes(name));
  if (missing !== undefined) return `the model has a variable ${missing}, the trace has none of that name`;
  const extra = vars.find((name) => !ours.includes(name));
  return extra === undefined ? null : `the trace has a variable ${extra}, the model has ${ours.join(', ')}`;
}

/** The initial states that the trace may mean, or how none of them is. */
function begin(model: Model, wanted: TraceState, names: VarNames): readonly Moment[] | string {
  if (wanted.action !== 'init') return `a run begins with init, the trace says ${wanted.action}`;
  const starts = initialStates(model).map((states): Moment => ({ states, transition: null, before: null }));
  return matching(model, starts, wanted, names);
}

/** Where the step leads from any of the moments, or how it does not. */
function advance(
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

function enabledText(transitions: readonly Transition[]): string {
  const shown = [...new Set(transitions.map((one) => showAction(one.rule.name, picksOf(one))))];
  if (shown.length === 0) return 'nothing is enabled';
  const more = shown.length > SHOWN_MAX ? ` and ${shown.length - SHOWN_MAX} more` : '';
  return `enabled ${shown.length === 1 ? 'is' : 'are'} ${shown.slice(0, SHOWN_MAX).join(', ')}${more}`;
}

/** Whether what the trace is about is so at its last step, and at none before. */
function endingOf(model: Model, trace: Trace, last: Moment): Replay {
  const { property, verdict } = trace.meta;
  if (property !== null) return endingByProperty(model, trace, property, last);
  if (verdict === 'deadlocked') return endingByDeadlock(model, trace, last);
  return { kind: 'reproduced', what: `all ${trace.states.length - 1} steps` };
}

function endingByProperty(model: Model, trace: Trace, name: string, last: Moment): Replay {
  const possibility = model.possibilities?.find((one) => one.name === name);
  if (possibility !== undefined) return endingByPossibility(possibility, last, trace);
  const refinement = refinementOf(model, [name]);
  const path = pathTo(last);
  if (refinement !== null) return endingAt(trace, refinementBreaksAt(model, refinement, path), VIOLATED);
  const property = model.properties.find((one) => one.name === name);
  if (property === undefined) {
    throw new ExoError(
      'EXO206',
      `the trace is about property '${name}'; model '${model.name}' has ${namesOf(model).join(', ') || 'none'}`,
    );
  }
  const isWitness = property.kind === 'sometimes' || property.kind === 'sometimes-step';
  const step = path.findIndex((moment) => happensAt(model, property, moment));
  return endingAt(trace, step, isWitness ? REACHED : VIOLATED);
}

/** All that a trace of the model may be about. */
function namesOf({ properties, possibilities = [], refinements = [] }: Model): readonly string[] {
  return [...properties, ...possibilities, ...refinements.map(({ mapping }) => mapping)].map(
    ({ name }) => name,
  );
}

const VIOLATED = ['is violated', 'holds'] as const;
const REACHED = ['is reached', 'is not reached'] as const;

/** It happens at that step first, or nowhere (-1); the trace says that it happens at its end. */
function endingAt(trace: Trace, step: number, [happens, not]: typeof VIOLATED | typeof REACHED): Replay {
  const name = trace.meta.property;
  const end = trace.states.length - 1;
  if (step === end) return { kind: 'reproduced', what: `${name} ${happens} at step ${end}` };
  const how =
    step < 0
      ? `${name} ${not} there, the trace says that it ${happens}`
      : `${name} ${happens} here already, the trace says at step ${end}`;
  return { kind: 'differs', step: step < 0 ? end : step, how };
}

/** The one search of a replay: what lies behind the last state, going on without faults. */
function endingByPossibility(possibility: Possibility, last: Moment, trace: Trace): Replay {
  const step = trace.states.length - 1;
  const stuck = pathTo(last).findIndex(
    ({ states }) => possibility.among?.(states) !== false && isStuck(possibility, states).stuck,
  );
  if (stuck !== step) {
    const how =
      stuck < 0
        ? `${possibility.name} holds there: progress can be made, the trace says that it can't`
        : `${possibility.name} is violated here already, the trace says at step ${step}`;
    return { kind: 'differs', step: stuck < 0 ? step : stuck, how };
  }
  const { onwardStates } = isStuck(possibility, last.states);
  const what = `${possibility.name} is violated at step ${step}: none of the ${onwardStates} states behind it makes progress`;
  return { kind: 'reproduced', what };
}

function endingByDeadlock(model: Model, trace: Trace, { states }: Moment): Replay {
  const step = trace.states.length - 1;
  const next = successors(model, states);
  if (next.length > 0) {
    return { kind: 'differs', step, how: `${enabledText(next)}, the trace says that it is a deadlock` };
  }
  if (model.mayEnd?.(states) === true) {
    return { kind: 'differs', step, how: 'a run may end there, the trace says that it is a deadlock' };
  }
  return { kind: 'reproduced', what: `deadlock at step ${step}` };
}

function pathTo(last: Moment): readonly Moment[] {
  const path: Moment[] = [];
  for (let at: Moment | null = last; at !== null; at = at.before) path.unshift(at);
  return path;
}

function unended(trace: Trace): Replay {
  return { kind: 'differs', step: trace.states.length - 1, how: 'the model does not get there' };
}
