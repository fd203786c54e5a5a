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
  const names = namesOf(actorsOf(trace));
  const clocks = new Map(
    [...names.keys()].map((actor) => [actor, new Map([...names.keys()].map((one) => [one, 0]))]),
  );
  const found = eventsOf(trace);
  // ShiViz opens no log without events: of a trace of one state it gets its beginning.
  const events =
    found.length > 0 ? found : [...names.keys()].map((actor) => ({ actor, text: 'init', receives: [] }));
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

/** Names of hosts have no spaces in a log, and each stands for one actor all the same. */
function namesOf(actors: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const nameOf = (actor: string): string => {
    let name = actor.replaceAll(/\s/gu, '_') || '_';
    while (taken.has(name)) name += '_';
    taken.add(name);
    return name;
  };
  return new Map(actors.map((actor) => [actor, nameOf(actor)]));
}
