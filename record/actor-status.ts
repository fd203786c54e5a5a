/** What actors are at, of which XState has no public word for all. */
import type { AnyActorRef, AnyEventObject } from 'xstate';

/**
 * Whether an event comes of code that no model runs: of a callback, an observable, a promise. What it tells at once, before the step in which it is told
 * something or started has ended, may come at any time, too.
 */
export function isOfCode(source: AnyActorRef, { type }: AnyEventObject): boolean {
  const { machine } = (source.getSnapshot() ?? {}) as { readonly machine?: unknown };
  const { logic } = source as unknown as { readonly logic?: { readonly start?: unknown } };
  return machine === undefined && typeof logic?.start === 'function' && !type.startsWith('xstate.snapshot.');
}

/** Whether an actor handles what it is sent. Some kinds are active for ever, and so is one that was stopped before it was started. */
export function isUp(actor: AnyActorRef): boolean {
  return statusOf(actor) === 'active' && processingOf(actor) !== STOPPED;
}

/** Whether an actor has ended so that nothing more is told of it. */
export function isGone(actor: AnyActorRef): boolean {
  return !isUp(actor) && statusOf(actor) !== 'done';
}

/** What is sent to an actor that has not been started waits in its mailbox. */
export function isRunning(actor: AnyActorRef): boolean {
  return processingOf(actor) === RUNNING;
}

export function statusOf(actor: AnyActorRef): string {
  return (actor.getSnapshot() as { readonly status: string }).status;
}

const RUNNING = 1;
const STOPPED = 2;

function processingOf(actor: AnyActorRef): number | undefined {
  return (actor as unknown as { readonly _processingStatus?: number })._processingStatus;
}
