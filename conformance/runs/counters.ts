import type { RunEvent } from '../../traces/index.js';

/** The counter that an event is counted by: each actor has one, and its driver another (docs/run-format.md). */
export function counterOf({ actor, layer }: RunEvent): string {
  return layer === 'driver' ? `driver of ${actor}` : actor;
}

/** Events with counters that have no gaps, in the order in which they stand. */
export function numbered<Event extends RunEvent>(events: readonly Event[]): readonly Event[] {
  const counters = new Map<string, number>();
  return events.map((event) => {
    const counter = counterOf(event);
    const n = (counters.get(counter) ?? 0) + 1;
    counters.set(counter, n);
    return event.n === n ? event : { ...event, n };
  });
}
