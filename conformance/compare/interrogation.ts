import { textOf } from './typed-data.js';

/** A state of a specified component with code beside it; once the two have diverged it says how. */
interface Diverging<D> {
  readonly divergence: D | null;
}

/**
 * Asks a state that is new more than the model offers there, once for each state: `interrogate` says how the two diverge, if they
 * do, and `diverged` is the state from there on. A state that has diverged already stays as it is.
 */
export function askingOnce<S extends Diverging<D>, D>(
  encode: (state: S) => Uint8Array,
  interrogate: (state: S) => D | null,
  diverged: (state: S, divergence: D) => S,
): (state: S) => S {
  const known = new Map<string, D | null>();
  return (state) => {
    if (state.divergence !== null) return state;
    const key = textOf(encode(state));
    const found = known.get(key);
    const divergence = found === undefined ? interrogate(state) : found;
    known.set(key, divergence);
    return divergence === null ? state : diverged(state, divergence);
  };
}

/** How the two diverge at the first of some events at which they do; null if at none. Each that is asked is counted. */
export function divergenceAt<E, D>(
  events: Iterable<E>,
  step: (event: E) => readonly { readonly next: Diverging<D> }[],
  counts: { besides: number },
): D | null {
  for (const event of events) {
    counts.besides += 1;
    const [found] = step(event);
    if (found !== undefined && found.next.divergence !== null) return found.next.divergence;
  }
  return null;
}
