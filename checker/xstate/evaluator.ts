/** The two ways to ask an XState machine for a step: through one inert scope, or by its public functions. */
import { createActor, createMachine, initialTransition, transition } from 'xstate';
import type {
  AnyActorScope,
  AnyMachineSnapshot,
  AnyStateMachine,
  EventObject,
  ExecutableActionObject,
} from 'xstate';
import { deepFreeze } from '../model/deep-freeze.js';
import { callAction } from './called-actions.js';
import { noteMicrostep } from './chart-watch.js';
import type { EffectLike, Step } from '../model/model.js';

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
      const { next } = probe.start(input);
      return next.status === 'error' ? { next, effects: [] } : answer(initialTransition(machine, input));
    },
    move(snapshot, event) {
      probe.move(snapshot, event);
      return answer(transition(machine, snapshot, event));
    },
  };
}

/**
 * Thrown by the inert scope when a machine turns out to need more: a reference, a child, a timer. Such machines are
 * asked by `familyEvaluator`.
 */
export class NeedsFamily extends Error {}

/** The same answers through one scope, built once, for machines that need nothing around them. */
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

/** The shape of XState's own inert scope, which it does not export. The system only serves inspection. */
function inertScope(actionExecutor: (action: ExecutableActionObject) => void): AnyActorScope {
  const nothing = (): void => undefined;
  const refuse = (): never => {
    throw new NeedsFamily();
  };
  const { system } = createActor(createMachine({}));
  Object.assign(system, { get: refuse, getAll: refuse, _sendInspectionEvent: noteMicrostep });
  const scope = {
    self: new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse }),
    system,
    id: '',
    sessionId: '',
    logger: nothing,
    defer: refuse,
    emit: nothing,
    stopChild: nothing,
    actionExecutor,
  };
  // `self` is no actor: XState only passes it on, and whoever looks at it is asked again with a family.
  return scope as unknown as AnyActorScope;
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
