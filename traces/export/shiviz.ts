import { actorsOf, eventsOf } from './events.js';
import type { Trace } from '../trace.js';

/**
 * A trace as a log for ShiViz: in its first line the expression by which it is read, in the second the delimiter of executions,
 * which is none; then two lines an event, its text, and its host with the vector clock. Every clock names all hosts; its own
 * entry counts from 1. A message that is lost has no receiver. Ends with a newline.
 *
 * @example
 * console.log(renderShiViz(trace).split('\n')[0]); // (?<event>.*)\n(?<host>\S*) (?<clock>{.*})
 */
export function renderShiViz(trace: Trace): string {
  const names = new Map(actorsOf(trace).map((actor) => [actor, actor.replaceAll(/\s/gu, '_') || '_']));
  const clocks = new Map(
    [...names.keys()].map((actor) => [actor, new Map([...names.keys()].map((one) => [one, 0]))]),
  );
  const events = eventsOf(trace);
  const stamps: ReadonlyMap<string, number>[] = [];
  const lines = events.flatMap(({ actor, text, receives }) => {
    const clock = clocks.get(actor) ?? new Map<string, number>();
    for (const place of receives) {
      for (const [other, time] of stamps[place] ?? [])
        clock.set(other, Math.max(time, clock.get(other) ?? 0));
    }
    clock.set(actor, (clock.get(actor) ?? 0) + 1);
    stamps.push(new Map(clock));
    const shown = Object.fromEntries([...clock].map(([one, time]) => [names.get(one) ?? one, time]));
    return [text.replaceAll(/\s+/gu, ' '), `${names.get(actor) ?? actor} ${JSON.stringify(shown)}`];
  });
  return [READ_BY, '', ...lines, ''].join('\n');
}

const READ_BY = String.raw`(?<event>.*)\n(?<host>\S*) (?<clock>{.*})`;
