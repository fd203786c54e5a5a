/** Makes a rejected run shorter as long as its last event is rejected for the same reason. */
import type { RunEvent } from '../../traces/index.js';
import { counterOf, numbered } from './counters.js';
import type { ActorEvent, PlacedEvent, SortedRun } from './events.js';

/**
 * The events that were explained and the one that was not, without as many of the former as can be left out: what is left is
 * rejected at the same event for the same reason. All events of an actor are tried first, and all of one action of it, because one of
 * them often rests on the one before; then pieces, each half as long as those before. `reasonOf` gives the reason for which the last event
 * of a run is rejected, null if the run is accepted, or rejected before.
 */
export function shortened(
  explained: readonly PlacedEvent[],
  last: PlacedEvent,
  reasonOf: (events: readonly PlacedEvent[]) => string | null,
  attemptsMax: number,
  isKept: (event: RunEvent) => boolean = ({ action }) => action === 'Start',
): readonly PlacedEvent[] {
  let kept = explained;
  const reason = reasonOf(placed([...kept, last]));
  let attempts = 0;
  const leaveOut = (isOut: (one: PlacedEvent, i: number) => boolean): boolean => {
    const without = kept.filter((one, i) => isKept(one.event) || !isOut(one, i));
    if (attempts >= attemptsMax || without.length === kept.length) return false;
    attempts += 1;
    if (reasonOf(placed([...without, last])) !== reason) return false;
    kept = without;
    return true;
  };
  if (reason === null) return placed([...kept, last]);
  for (const classOf of [counterOf, (event: RunEvent) => `${event.action} of ${counterOf(event)}`]) {
    for (const name of namesByNumber(kept, classOf)) leaveOut(({ event }) => classOf(event) === name);
  }
  for (let size = Math.ceil(kept.length / 2); size > 0; size = size === 1 ? 0 : size >> 1) {
    for (let from = 0; from < kept.length;) {
      if (!leaveOut((_, i) => i >= from && i < from + size)) from += size;
    }
  }
  return placed([...kept, last]);
}

/** The classes of some events, those with most events first. */
function namesByNumber(
  events: readonly PlacedEvent[],
  classOf: (event: RunEvent) => string,
): readonly string[] {
  const numbers = new Map<string, number>();
  for (const { event } of events) numbers.set(classOf(event), (numbers.get(classOf(event)) ?? 0) + 1);
  return [...numbers].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

/** The events without gaps in their counters, each at its place. */
function placed(events: readonly PlacedEvent[]): readonly PlacedEvent[] {
  const counted = numbered(events.map(({ event }) => event));
  return events.map(({ place }, i) => ({ event: counted[i] as RunEvent, place }));
}

/** The events that an explanation of some of a run explains, in their order. */
export function explainedEvents({ events }: SortedRun, cursors: readonly number[]): readonly ActorEvent[] {
  return events.flatMap((list, actor) => list.slice(0, cursors[actor])).sort((a, b) => a.order - b.order);
}
