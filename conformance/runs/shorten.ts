/** Makes a rejected run shorter as long as its last event is rejected for the same reason. */
import type { RunEvent } from '../../traces/index.js';
import type { ActorEvent, PlacedEvent, SortedRun } from './events.js';

/**
 * The events that were explained and the one that was not, without as many of the former as can be left out: what is left is
 * rejected at the same event for the same reason. `reasonOf` gives the reason for which the last event of a run is rejected, null if the
 * run is accepted, or rejected before.
 */
export function shortened(
  explained: readonly PlacedEvent[],
  last: PlacedEvent,
  reasonOf: (events: readonly PlacedEvent[]) => string | null,
  attemptsMax: number,
  isKept: (event: RunEvent) => boolean = ({ action }) => action === 'Start',
): readonly PlacedEvent[] {
  let kept = explained;
  const reason = reasonOf(numbered([...kept, last]));
  let attempts = 0;
  for (
    let size = Math.ceil(kept.length / 2);
    reason !== null && size > 0;
    size = size === 1 ? 0 : size >> 1
  ) {
    for (let from = 0; from < kept.length && attempts < attemptsMax;) {
      const without = kept.filter(({ event }, i) => i < from || i >= from + size || isKept(event));
      attempts += 1;
      if (without.length < kept.length && reasonOf(numbered([...without, last])) === reason) kept = without;
      else from += size;
    }
  }
  return numbered([...kept, last]);
}

/** Events with counters that have no gaps. */
function numbered(events: readonly PlacedEvent[]): readonly PlacedEvent[] {
  const counters = new Map<string, number>();
  return events.map(({ event, place }) => {
    const n = (counters.get(event.actor) ?? 0) + 1;
    counters.set(event.actor, n);
    return { event: { ...event, n } satisfies RunEvent, place };
  });
}

/** The events that an explanation of some of a run explains, in their order. */
export function explainedEvents({ events }: SortedRun, cursors: readonly number[]): readonly ActorEvent[] {
  return events.flatMap((list, actor) => list.slice(0, cursors[actor])).sort((a, b) => a.order - b.order);
}
