import { difference, differs, type FieldDifference, type Problem } from './problem.js';
import type { DriverAction, SeenDriverEvent } from './seen-driver.js';

/** By how much an event of a driver moves on what its application has; of those that are not here, that is not known before. */
const MOVES: Partial<Readonly<Record<DriverAction, number>>> = {
  ...{ Attach: 0, Begun: 0, Offer: 0, Put: 0, Take: 0, TakeSnapshot: 0 },
  ...{ Deliver: 1, TakeAndDeliver: 1 },
};

/**
 * What a driver shows its application to have is not what it had, and what the event gives it: whatever the event waits for, it is wrong. An event behind a
 * delivery that was left out would wait for an engine otherwise that waits for this delivery. Null if it is right.
 */
export function unlikeDelivered({ action, delivered }: SeenDriverEvent, before: number): Problem | null {
  const moved = MOVES[action];
  const found = moved === undefined ? null : difference('delivered', delivered, before + moved);
  return found === null ? null : differs(`the driver is in another state after ${action}`, ...some(found));
}

export function some(one: FieldDifference | null): readonly FieldDifference[] {
  return one === null ? [] : [one];
}
