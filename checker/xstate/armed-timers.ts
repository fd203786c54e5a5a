/** The timers of a member while a step is being taken, as XState's scheduler keeps them. */
import type { EventObject } from 'xstate';
import { deepFreeze } from '../model/deep-freeze.js';
import type { Cell } from './cell.js';
import type { Reference } from './references.js';

/** Timers that are armed in one step belong together. */
const BATCH_OF_STEP = Number.MAX_SAFE_INTEGER;

/** Arms a timer, and forgets the one of the same id. */
export function armTimer(
  cell: Cell,
  armed: {
    readonly event: EventObject;
    readonly delay: number;
    readonly id: string | null;
    readonly to: Reference;
  },
): void {
  const { event, delay, id, to } = armed;
  forgetTimer(cell, id);
  cell.timers.push({
    id,
    isCancellable: id !== null,
    event: deepFreeze(event),
    to,
    delay,
    batch: BATCH_OF_STEP,
  });
}

/** The scheduler of XState remembers only the latest timer of an id. */
export function forgetTimer(cell: Cell, id: string | null): void {
  if (id === null) return;
  cell.timers = cell.timers.map((timer) => (timer.id === id ? { ...timer, isCancellable: false } : timer));
}

/** Cancels the timer of an id that is remembered; tells whether there was one. */
export function cancelTimer(cell: Cell, id: string): boolean {
  const left = cell.timers.filter((timer) => timer.id !== id || !timer.isCancellable);
  const isFound = left.length < cell.timers.length;
  cell.timers = left;
  return isFound;
}
