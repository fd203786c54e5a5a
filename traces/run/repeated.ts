import type { RunEvent } from './format.js';

/** Events of one actor, one right behind the other. */
export interface RepeatedEvent {
  readonly first: RunEvent;
  readonly last: RunEvent;
  /** How many there are, from 1. */
  readonly times: number;
}

/**
 * Events of a run with those counted together that say nothing of their own: the same action of the same actor several times in a row,
 * without messages and changes. Whoever reads the steps before a rejection has no use for twenty payloads that are submitted.
 *
 * @example
 * const submits = [1, 2, 3].map((n) => ({ actor: 'A', n, action: 'Submit' }));
 * console.log(repeatedEvents(submits).map(({ times }) => times)); // [ 3 ]
 */
export function repeatedEvents(events: readonly RunEvent[]): readonly RepeatedEvent[] {
  const found: RepeatedEvent[] = [];
  for (const event of events) {
    const before = found.at(-1);
    if (before !== undefined && isAlike(before.last, event)) {
      found[found.length - 1] = { ...before, last: event, times: before.times + 1 };
    } else found.push({ first: event, last: event, times: 1 });
  }
  return found;
}

function isAlike(one: RunEvent, other: RunEvent): boolean {
  return (
    one.actor === other.actor &&
    one.layer === other.layer &&
    one.action === other.action &&
    [one, other].every(({ received, sent, set }) => (received ?? sent ?? set) === undefined)
  );
}
