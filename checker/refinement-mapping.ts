import { ExoError } from './errors.js';
import type { AnySlot, EffectLike, Slot } from './model.js';

/**
 * How the states of one model, the low one, are read as states of another, the high one. All of its functions
 * must be pure.
 *
 * A state of an XState machine can hardly be built by hand, so the mapping does not give high states but says
 * what they look like: plain data, one value a slot. A high state is known by what is `seen` of it.
 */
export interface RefinementMapping {
  /** The name of the property: `AtomicBroadcast`. The low model must have no property of that name. */
  readonly name: string;
  /** The slots of the low model that the mapping reads, each once, at least one. */
  readonly reads: readonly AnySlot[];
  /** What it needs of each; fewer distinct views make it cheaper. The local states themselves when left out. */
  readonly view?: (state: unknown, slot: AnySlot) => unknown;
  /** From the views, in the order of `reads`: what is seen of each slot of the high model, in slot order. */
  readonly map: (views: readonly unknown[]) => readonly unknown[];
  /**
   * What is seen of a local state of the high model, as plain data: as its component shows it when left out.
   * Must tell apart the high states that matter (EXO128).
   */
  readonly seen?: (state: unknown, slot: AnySlot) => unknown;
}

/** A mapping whose functions are typed by the slots that it reads, as `invariant` and its like are. */
export function refinementMapping<S, V = S, H = unknown>(definition: {
  readonly name: string;
  readonly reads: readonly Slot<S, never, EffectLike>[];
  readonly view?: (state: S, slot: AnySlot) => V;
  readonly map: (views: readonly V[]) => readonly unknown[];
  readonly seen?: (state: H, slot: AnySlot) => unknown;
}): RefinementMapping {
  return definition as unknown as RefinementMapping;
}

/** Asks one of the mapping's functions. Throws EXO127, with the cause, where that throws. */
export function ask<T>({ name }: RefinementMapping, what: string, question: () => T): T {
  try {
    return question();
  } catch (cause) {
    if (cause instanceof ExoError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ExoError('EXO127', `mapping '${name}': exception in ${what}: ${message}`, { cause });
  }
}

/** EXO127: a mapping that does not fit the models that it is between. */
export function misfit({ name }: RefinementMapping, what: string): ExoError {
  return new ExoError('EXO127', `mapping '${name}': ${what}`);
}
