/** Refinement as it is defined, without any cleverness. */
import { initialStates, successors, type AnySlot, type Model, type RefinementMapping } from '../index.js';

export interface Question {
  readonly low: Model;
  readonly high: Model;
  readonly mapping: RefinementMapping;
}

/** What the definition says: `alike` if two high states that count look alike, and this is noticed first. */
export interface NaiveAnswer {
  readonly verdict: 'exhausted' | 'violated' | 'alike';
  /** The steps of the shortest run to a violation. */
  readonly length: number | null;
}

/** Refinement by the letter, breadth-first over the reference semantics of both models; states are numbers. */
export function naiveRefines({ low, high, mapping }: Question): NaiveAnswer {
  const { reads, map, seen = (state: unknown) => state } = mapping;
  const keyOf = (states: readonly unknown[]): string => states.join();
  const lookOf = (states: readonly unknown[]): string =>
    keyOf(states.map((state, i) => seen(state, high.slots[i] as AnySlot)));
  const imageOf = (states: readonly unknown[]): string =>
    keyOf(map(reads.map((read) => states[low.slots.indexOf(read)])));
  const highOf = new Map<string, readonly unknown[]>();
  const looksFrom = new Map<string, readonly string[]>();
  let isAlike = false;
  const take = (states: readonly unknown[]): string => {
    const look = lookOf(states);
    const known = highOf.get(look) ?? states;
    if (keyOf(known) !== keyOf(states)) isAlike = true;
    highOf.set(look, known);
    return look;
  };

  const starts = initialStates(high).map(take);
  if (isAlike) return { verdict: 'alike', length: null };
  const queue = initialStates(low).map((states) => ({ states, depth: 0 }));
  if (queue.some(({ states }) => !starts.includes(imageOf(states))))
    return { verdict: 'violated', length: 0 };
  const visited = new Set(queue.map(({ states }) => keyOf(states)));
  for (const { states, depth } of queue) {
    for (const { states: next } of successors(low, states)) {
      const [before, after] = [imageOf(states), imageOf(next)];
      if (before !== after) {
        const looks =
          looksFrom.get(before) ?? successors(high, highOf.get(before) ?? []).map((way) => take(way.states));
        looksFrom.set(before, looks);
        if (isAlike) return { verdict: 'alike', length: null };
        if (!looks.includes(after)) return { verdict: 'violated', length: depth + 1 };
      }
      if (visited.has(keyOf(next))) continue;
      visited.add(keyOf(next));
      queue.push({ states: next, depth: depth + 1 });
    }
  }
  return { verdict: 'exhausted', length: null };
}
