/** What a statechart does at a step of a film: the states in which it is, and the transitions that lead there. */
import type { ChartWatch, EventLike } from '../../checker/index.js';

/** A component that can be asked; of whatever states. */
interface Asked {
  step(state: never, event: never): readonly { readonly next: unknown }[];
}

/** The transitions that a machine takes for events, one after the other; of several outcomes, as for the first. */
export function tookIn(
  component: Asked,
  watch: ChartWatch,
  state: unknown,
  events: readonly EventLike[],
): readonly string[] {
  const transitions = watch.parts.filter(({ kind }) => kind === 'transitions');
  watch.forget();
  const before = new Set(transitions.filter((part) => watch.isMet(part)));
  let now = state;
  for (const event of events) now = component.step(now as never, event as never)[0]?.next ?? now;
  return transitions.filter((part) => watch.isMet(part) && !before.has(part)).map(({ place }) => place);
}

/** Ids of the states in which a machine is, by its value: `up`, `up.token`, `up.token.holding`. */
export function idsOf(value: unknown): readonly string[] {
  return ['', ...idsIn(value, '')];
}

function idsIn(value: unknown, prefix: string): readonly string[] {
  if (typeof value === 'string') return [`${prefix}${value}`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    `${prefix}${name}`,
    ...idsIn(inner, `${prefix}${name}.`),
  ]);
}
