import { ExoError } from '../errors.js';
import type { Model, Possibility } from '../model/model.js';
import { successors } from '../model/reference.js';
import { isStuck } from '../search/stuck.js';
import type { Trace } from '../../traces/index.js';
import { happensAt } from './happens-at.js';
import { enabledText, pathTo, type Moment } from './moments.js';
import { refinementBreaksAt } from './refines-at.js';

/** Whether what a trace is about is so at the last step of its run and at none before, in words either way. */
export type Ending =
  | { readonly kind: 'reproduced'; readonly what: string }
  | { readonly kind: 'differs'; readonly step: number; readonly how: string };

/**
 * Judges the end of a run that a trace describes by what its metadata say: a property, a deadlock, or nothing.
 *
 * @throws ExoError EXO209 if the trace is about a property that the model does not have.
 */
export function endingOf(model: Model, trace: Trace, last: Moment): Ending {
  const { property, verdict } = trace.meta;
  if (property !== null) return endingByProperty(model, trace, property, last);
  if (verdict === 'deadlocked') return endingByDeadlock(model, trace, last);
  return { kind: 'reproduced', what: `all ${trace.states.length - 1} steps` };
}

function endingByProperty(model: Model, trace: Trace, name: string, last: Moment): Ending {
  const possibility = model.possibilities?.find((one) => one.name === name);
  if (possibility !== undefined) return endingByPossibility(possibility, last, trace);
  const refinement = model.refinements?.find(({ mapping }) => mapping.name === name);
  const path = pathTo(last);
  if (refinement !== undefined) return endingAt(trace, refinementBreaksAt(model, refinement, path), VIOLATED);
  const property = model.properties.find((one) => one.name === name);
  if (property === undefined) {
    throw new ExoError(
      'EXO209',
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
function endingAt(trace: Trace, step: number, [happens, not]: typeof VIOLATED | typeof REACHED): Ending {
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
function endingByPossibility(possibility: Possibility, last: Moment, trace: Trace): Ending {
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

function endingByDeadlock(model: Model, trace: Trace, { states }: Moment): Ending {
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
