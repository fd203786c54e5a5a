import { ExoError } from '../../errors/index.js';
import { askEnd } from '../model/asked.js';
import { askAmong } from '../model/asked-of-possibilities.js';
import { namesOf, type Model, type Possibility } from '../model/model.js';
import { isDeadEnd, successors } from '../model/reference.js';
import { isStuck } from '../search/stuck.js';
import type { Trace } from '../../traces/index.js';
import { happensAt } from './happens-at.js';
import type { Moment } from './moment.js';
import { enabledText, pathTo } from './moments.js';
import { refinementBreaksAt } from './refines-at.js';

/** Whether what a trace is about is so at the last step of its run and at none before, in words either way. */
export type Ending =
  | { readonly kind: 'reproduced'; readonly what: string }
  | { readonly kind: 'differs'; readonly step: number; readonly how: string };

/**
 * Judges the end of a run that a trace describes by what its metadata say: that a property is `violated` there, a
 * witness `reached`, that the run is `deadlocked`, or (`exhausted`, `bounded`) that nothing is wrong with it. Any other
 * verdict is not reproduced, whatever the run does.
 *
 * @throws ExoError EXO209 if the trace is about a property that the model does not have.
 */
export function endingOf(model: Model, trace: Trace, last: Moment): Ending {
  const { property, verdict } = trace.meta;
  if (property !== null) return endingByProperty(model, trace, property, last);
  switch (verdict) {
    case 'deadlocked':
      return endingByDeadlock(model, trace, last);
    case 'exhausted':
    case 'bounded':
      return endingWithoutFault(model, trace, last);
    default:
      return otherVerdict(
        trace,
        `without a property a trace is of a run that is deadlocked, exhausted or bounded`,
      );
  }
}

function otherVerdict({ meta, states }: Trace, what: string): Ending {
  return { kind: 'differs', step: states.length - 1, how: `${what}, the trace says '${meta.verdict}'` };
}

/** What is wrong must not be passed off as a run with which nothing is. */
function endingWithoutFault(model: Model, trace: Trace, last: Moment): Ending {
  const path = pathTo(last);
  const claim = `the trace says '${trace.meta.verdict}', of no property`;
  for (const property of model.properties.filter(({ kind }) => kind === 'invariant' || kind === 'step')) {
    const step = path.findIndex((moment) => happensAt(model, property, moment));
    if (step >= 0) return { kind: 'differs', step, how: `${property.name} is violated here, ${claim}` };
  }
  const step = trace.states.length - 1;
  const isDeadlock = endingByDeadlock(model, trace, last).kind === 'reproduced';
  if (isDeadlock) return { kind: 'differs', step, how: `this is a deadlock, ${claim}` };
  return { kind: 'reproduced', what: `all ${step} steps` };
}

function endingByProperty(model: Model, trace: Trace, name: string, last: Moment): Ending {
  const property = model.properties.find((one) => one.name === name);
  const possibility = model.possibilities?.find((one) => one.name === name);
  const refinement = model.refinements?.find(({ mapping }) => mapping.name === name);
  if (property === undefined && possibility === undefined && refinement === undefined) {
    const known = namesOf(model).join(', ') || 'none';
    throw new ExoError('EXO209', `the trace is about property '${name}'; model '${model.name}' has ${known}`);
  }
  const isWitness = property?.kind === 'sometimes' || property?.kind === 'sometimes-step';
  const verdict = isWitness ? 'reached' : 'violated';
  if (trace.meta.verdict !== verdict)
    return otherVerdict(trace, `a trace about ${name} says that it is ${verdict}`);
  if (possibility !== undefined) return endingByPossibility(possibility, last, trace);
  const path = pathTo(last);
  if (refinement !== undefined) return endingAt(trace, refinementBreaksAt(model, refinement, path), VIOLATED);
  const step = path.findIndex((moment) => property !== undefined && happensAt(model, property, moment));
  return endingAt(trace, step, isWitness ? REACHED : VIOLATED);
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
    ({ states }) => askAmong(possibility, states) && isStuck(possibility, states).stuck,
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
  if (!isDeadEnd(next)) {
    return { kind: 'differs', step, how: `${enabledText(next)}, the trace says that it is a deadlock` };
  }
  if (askEnd(model, states)) {
    return { kind: 'differs', step, how: 'a run may end there, the trace says that it is a deadlock' };
  }
  return { kind: 'reproduced', what: `deadlock at step ${step}` };
}
