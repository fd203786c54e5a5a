/** What an XState machine is given in the place of an actor that runs it, as long as it needs none. */
import { createActor, createMachine } from 'xstate';
import type { AnyActorScope, ExecutableActionObject } from 'xstate';
import { noteMicrostep } from './chart-watch.js';

/**
 * Thrown by the inert scope when a machine turns out to need more: a reference, a child, a timer. Such machines are
 * asked by `familyEvaluator`.
 */
export class NeedsFamily extends Error {}

/** The shape of XState's own inert scope, which it does not export. The system only serves inspection. */
export function inertScope(actionExecutor: (action: ExecutableActionObject) => void): AnyActorScope {
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
  return asScope(scope);
}

/** What XState uses of the scope of an actor, as its types want it: they want a live actor, too. */
export function asScope(scope: object): AnyActorScope {
  return scope as AnyActorScope;
}
