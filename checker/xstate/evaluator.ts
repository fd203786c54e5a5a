/** The two ways to ask an XState machine for a step: through one inert scope, or by its public functions. */
import { createActor, createMachine, initialTransition, transition } from 'xstate';
import type {
  AnyActorScope,
  AnyMachineSnapshot,
  AnyStateMachine,
  EventObject,
  ExecutableActionObject,
} from 'xstate';
import { deepFreeze } from '../model/encoding.js';
import { ExoError } from '../errors.js';
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

/** XState's pure functions as they are: each call builds an actor and a system. */
export function publicEvaluator(machine: AnyStateMachine): Evaluator {
  const answer = ([next, actions]: [AnyMachineSnapshot, ExecutableActionObject[]]): Answer => ({
    next,
    effects: actions.flatMap(toEffects),
  });
  return {
    start: (input) => answer(initialTransition(machine, input)),
    move: (snapshot, event) => answer(transition(machine, snapshot, event)),
  };
}

/** The same answers through one scope, built once. */
export function scopeEvaluator(machine: AnyStateMachine, name: string, peers: readonly string[]): Evaluator {
  let effects: EffectLike[] = [];
  const scope = inertScope(name, peers, (action) => effects.push(...toEffects(action)));
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
function inertScope(
  name: string,
  peers: readonly string[],
  actionExecutor: (action: ExecutableActionObject) => void,
): AnyActorScope {
  const nothing = (): void => undefined;
  const refuse = (): never => {
    throw new ExoError('EXO103', `${name}: an action uses self or spawns; emit a named effect instead`);
  };
  const { system } = createActor(createMachine({}));
  const references = new Map(peers.map((id) => [id, { id }]));
  system.get = (key) => {
    const id = String(key);
    const reference = references.get(id);
    if (reference !== undefined) return reference as never;
    throw new ExoError(
      'EXO161',
      `${name}: there is no actor ${JSON.stringify(id)}; known: ${peers.join(', ')}`,
    );
  };
  const scope = {
    self: new Proxy({}, { get: refuse }),
    system,
    id: '',
    sessionId: '',
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor,
  };
  // `self` is no actor: XState only passes it on, and an action that uses it is to fail.
  return scope as unknown as AnyActorScope;
}

/** None for built-in actions but sendTo; raise has been consumed by the macrostep. */
function toEffects({ type, params }: ExecutableActionObject): EffectLike[] {
  if (type === 'xstate.sendTo') {
    const { to, event } = params as { to: { id: string }; event: object };
    return [{ type, params: deepFreeze({ to: to.id, event }) }];
  }
  if (type.startsWith('xstate.')) return [];
  return [params === undefined ? { type } : { type, params: deepFreeze(params) }];
}
