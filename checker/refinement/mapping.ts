import { ExoError } from '../errors.js';
import { purely } from '../model/purity.js';
import type { AnySlot, EffectLike, RefinementMapping, Slot } from '../model/model.js';

/**
 * A mapping whose functions are typed by the slots that it reads, as `invariant` and its like are.
 *
 * @example
 * const mapping = refinementMapping({
 *   name: 'ShowsHours',
 *   reads: clock.slots,
 *   map: ([state]) => [{ hour: (state as { readonly hour: number }).hour, minute: 0 }],
 * });
 * console.log(mapping.map([{ hour: 3, minute: 45 }])); // [ { hour: 3, minute: 0 } ]
 */
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
    return purely(() => `mapping '${name}', ${what},`, question);
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
