/** The two ways to ask an XState machine for a step: through one inert scope, or by its public functions. */
import { initialTransition, transition } from 'xstate';
import type { AnyMachineSnapshot, AnyStateMachine, EventObject, ExecutableActionObject } from 'xstate';
import { deepFreeze } from '../model/deep-freeze.js';
import { muted } from '../model/muted.js';
import { callAction } from './called-actions.js';
import { inertScope, NeedsFamily } from './inert-scope.js';
import type { EffectLike, Step } from '../model/component.js';

/** Microsteps in one step before a loop of `always` or `raise` is taken to be endless; XState has no limit. */
const MICROSTEPS_MAX = 1000;

/** One answer of the machine. */
export type Answer = Step<AnyMachineSnapshot, EffectLike>;

/** The two questions that a machine can be asked. */
export interface Evaluator {
  readonly start: (input: unknown) => Answer;
  readonly move: (snapshot: AnyMachineSnapshot, event: EventObject) => Answer;
}

/** A clone that gives up on an endless loop of microsteps, unless the machine sets a limit itself. */
export function boundMicrosteps(machine: AnyStateMachine): AnyStateMachine {
  const clone = machine.provide({});
  if (machine.config.options?.maxIterations === undefined) {
    clone.options = { ...clone.options, maxIterations: MICROSTEPS_MAX };
  }
  return clone;
}

/**
 * XState's pure functions as they are: each call builds an actor and a system. They hide what a machine does with
 * these, so the inert scope is asked first whether it needs them.
 */
export function publicEvaluator(machine: AnyStateMachine): Evaluator {
  const probe = scopeEvaluator(machine);
  const answer = ([next, actions]: [AnyMachineSnapshot, ExecutableActionObject[]]): Answer => ({
    next,
    effects: actions.flatMap(toEffects),
  });
  return {
    start(input) {
      const { next } = muted(() => probe.start(input));
      return next.status === 'error' ? { next, effects: [] } : answer(initialTransition(machine, input));
    },
    move(snapshot, event) {
      muted(() => probe.move(snapshot, event));
      return answer(transition(machine, snapshot, event));
    },
  };
}

/** The answers of XState through one scope, built once, for machines that need nothing around them. */
export function scopeEvaluator(machine: AnyStateMachine): Evaluator {
  let effects: EffectLike[] = [];
  const scope = inertScope((action) => effects.push(...toEffects(action)));
  return {
    start(input) {
      effects = [];
      return { next: machine.getInitialSnapshot(scope, input), effects };
    },
    move(snapshot, event) {
      effects = [];
      return { next: machine.transition(snapshot, event, scope), effects };
    },
  };
}

/** None for logging; raise has been consumed by the macrostep. */
function toEffects(action: ExecutableActionObject): EffectLike[] {
  const { type, params, exec } = action;
  if (type === 'xstate.log') return [];
  if (type === 'xstate.raise' && typeof (params as { delay?: unknown }).delay !== 'number') return [];
  if (type.startsWith('xstate.') || exec === undefined) throw new NeedsFamily();
  callAction(action);
  return [params === undefined ? { type } : { type, params: deepFreeze(params) }];
}
