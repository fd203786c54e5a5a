/**
 * What the actions of a member do: its own are called for their effects, and XState's built-in ones reach other actors and
 * timers, now or, as there, when the macrostep is over.
 */
import type { AnyActorRef, AnyActorScope, EventObject, ExecutableActionObject } from 'xstate';
import { ExoError } from '../../errors/index.js';
import type { EffectLike } from '../model/component.js';
import { armTimer, cancelTimer } from './armed-timers.js';
import { callAction } from './called-actions.js';
import { pathOf, type Cell } from './cell.js';
import { asScope } from './inert-scope.js';
import type { FamilyMembers } from './family-members.js';
import type { Reference } from './references.js';

/** The step in which members act. */
export interface Acting {
  readonly name: string;
  readonly system: object;
  readonly members: FamilyMembers;
  /** Takes what the step emits. */
  readonly effects: EffectLike[];
  /** Starts a member as `actor.start()` does. */
  start(cell: Cell): void;
  /** Stops a member as its parent does. */
  stop(cell: Cell): void;
  /** Sends an event from a member to any actor. */
  relay(to: unknown, event: EventObject): void;
}

/** What XState needs around a macrostep of one member. */
export function scopeOf(run: Acting, cell: Cell, self: Reference): AnyActorScope {
  const scope = {
    self,
    system: run.system,
    id: cell.id,
    sessionId: cell.session,
    logger: () => undefined,
    emit: (event: EventObject) => emit(run, cell, event),
    stopChild: () => undefined,
    // Only `spawn` of an assign comes here: what actions put off is put off by `execute` below.
    defer: () => {
      const child = run.members.newest;
      if (child !== null) cell.deferred.push(() => startChild(run, child));
    },
    actionExecutor: (action: ExecutableActionObject) => {
      if (cell.life === 'running') execute(run, cell, action);
      else cell.deferred.push(() => execute(run, cell, action));
    },
  };
  return asScope(scope);
}

/** Does what an action does in XState, now or, as there, when the macrostep is over. */
function execute(run: Acting, cell: Cell, action: ExecutableActionObject): void {
  const { type, exec } = action;
  // What it is follows from the type, and XState's types do not say so.
  const params: unknown = action.params;
  const later = (act: () => void): void => void cell.deferred.push(act);
  switch (type) {
    case 'xstate.raise':
    case 'xstate.sendTo':
      later(() => deliver(run, cell, params as Delivery, type === 'xstate.raise'));
      return;
    case 'xstate.cancel':
      later(() => cancel(run, cell, (params as { sendId: string }).sendId));
      return;
    case 'xstate.emit':
      later(() => emit(run, cell, (params as { event: EventObject }).event));
      return;
    case 'xstate.spawnChild':
      spawned(run, cell, params as { actorRef?: AnyActorRef; src: unknown });
      return;
    case 'xstate.stopChild':
      stopChild(run, cell, params);
      return;
    case 'xstate.log':
      return;
    default:
      if (exec === undefined) throw unimplemented(run.name, 'action', type);
      callAction(action);
      run.effects.push(effectOf(cell, type, params));
  }
}

function startChild(run: Acting, child: Cell): void {
  if (child.life === 'new') run.start(child);
}

function spawned(run: Acting, cell: Cell, { actorRef, src }: { actorRef?: AnyActorRef; src: unknown }): void {
  const child = run.members.cellOf(actorRef);
  if (child === undefined) throw unimplemented(run.name, 'actor', String(src));
  cell.deferred.push(() => startChild(run, child));
}

function stopChild(run: Acting, cell: Cell, actorRef: unknown): void {
  const child = run.members.cellOf(actorRef);
  if (child === undefined) return;
  run.members.unregister(child);
  if (child.life !== 'running') run.stop(child);
  else cell.deferred.push(() => run.stop(child));
}

interface Delivery {
  readonly to?: unknown;
  readonly event: EventObject;
  readonly delay?: number;
  readonly id?: string;
}

function deliver(run: Acting, cell: Cell, { to, event, delay, id }: Delivery, isRaised: boolean): void {
  if (typeof delay === 'number') {
    const receiver = isRaised ? cell.reference : run.members.referenceOf(to);
    if (receiver === undefined) throw new Error(`a delayed event ${event.type} is sent to no actor`);
    armTimer(cell, { event, delay, id: id ?? null, to: receiver });
    run.members.isChanged = true;
  } else if (!isRaised) {
    run.relay(to, event.type === 'xstate.error' ? errorOf(cell, event) : event);
  }
}

function cancel(run: Acting, cell: Cell, id: string): void {
  if (cancelTimer(cell, id)) run.members.isChanged = true;
}

function emit(run: Acting, cell: Cell, event: EventObject): void {
  run.effects.push({ type: 'xstate.emit', params: withActor(cell, { event }) });
}

function errorOf({ id }: Cell, event: EventObject): EventObject {
  const { data } = event as EventObject & { readonly data?: unknown };
  return { type: `xstate.error.actor.${id}`, error: data, actorId: id } as EventObject;
}

function effectOf(cell: Cell, type: string, params: unknown): EffectLike {
  const named = [...pathOf(cell), type].join('/');
  return params === undefined ? { type: named } : { type: named, params };
}

function withActor(cell: Cell, params: object): object {
  return cell.parent === null ? params : { actor: pathOf(cell).join('/'), ...params };
}

function unimplemented(name: string, kind: 'action' | 'actor', what: string): ExoError {
  const setup = kind === 'action' ? 'setup({ actions })' : 'setup({ actors })';
  return new ExoError(
    'EXO103',
    `${name}: ${kind} ${JSON.stringify(what)} is not implemented; add it to ${setup}`,
  );
}
