import { readLens } from './lens.js';
import type { Trace } from './trace.js';

/**
 * The variables that stand for actors, among some of a trace: those that its lens has lanes for, or that a message goes from or to. All of them
 * where there is no lens, or where none would be left.
 *
 * @example
 * console.log(lanesAmong(trace, trace.vars).length > 0); // true
 */
export function lanesAmong(trace: Trace, names: readonly string[]): readonly string[] {
  const lens = readLens(trace.meta['lens']);
  if (typeof lens === 'string') return names;
  const named = trace.states.flatMap(({ messages = [] }) => messages.flatMap(({ from, to }) => [from, to]));
  const actors = new Set([...lens.lanes.map(({ name }) => name), ...named]);
  const among = names.filter((name) => actors.has(name));
  return among.length > 0 ? among : names;
}
