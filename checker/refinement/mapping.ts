import { ExoError } from '../../errors/index.js';
import { purely } from '../model/purity.js';
import type { RefinementMapping } from '../model/model.js';
import { inOrder, type AnyStateOf, type SlotsByName } from '../model/slot-names.js';
import { readingOf, type AllAre, type SlotGroup, type Viewing, type ViewsOf } from '../model/views.js';
import type { AnySlot } from '../model/rules.js';

/** How each slot of the high model is seen, by name: as plain data. */
export type Seeing<H> = { readonly [K in keyof H]: (state: AnyStateOf<H[K]>) => unknown };

/** What is seen of the slots of the high model, by name: one value for each slot, a list for a list of slots. */
export type SeenOf<H, X extends Seeing<H>> = { readonly [K in keyof H]: AllAre<H[K], ReturnType<X[K]>> };

/** What a mapping gives: by name where it names the slots of the high model, a value for each of them otherwise. */
export type MappedTo<H, X extends Seeing<H>> = [SlotsByName] extends [H] ? readonly unknown[] : SeenOf<H, X>;

/** A refinement mapping as it is written by name. */
export interface NamedMapping<G, W, H, X extends Seeing<H>> {
  /** The name of the property: the low model must have no property of that name. */
  readonly name: string;
  /** The slots of the low model that the mapping reads, each once: a list, a tuple, or slots by name. */
  readonly reads: G;
  /** What it needs of each, as for a property; the local states themselves when left out. */
  readonly view?: W;
  /** The slots of the high model by name, in its order; when left out, `map` gives a list in that order. */
  readonly high?: H;
  /**
   * What is seen of the states of each high slot, as plain data that tells apart those that matter (EXO128); as its
   * component shows it when left out.
   */
  readonly seen?: X;
  /** The high state that the views of a low state stand for, as it is seen. */
  readonly map: (views: ViewsOf<G, W>) => MappedTo<H, X>;
}

/**
 * A mapping whose functions are typed by the slots that it reads, and by those of the high model where it names them.
 *
 * @example
 * const mapping = refinementMapping({
 *   name: 'ShowsHours',
 *   reads: clock.slots,
 *   map: ([state]) => [{ hour: (state as { readonly hour: number }).hour, minute: 0 }],
 * });
 * console.log(mapping.map([{ hour: 3, minute: 45 }])); // [ { hour: 3, minute: 0 } ]
 */
export function refinementMapping<
  const G extends SlotGroup,
  const W extends Viewing<G>,
  const H extends SlotsByName,
  const X extends Seeing<H>,
>(definition: NamedMapping<G, W, H, X>): RefinementMapping {
  const { name, reads, high, seen, map } = definition;
  const { given, over, ...reading } = readingOf(name, [reads], definition.view);
  return {
    name,
    ...reading,
    reads: over[0] ?? [],
    map: (views) => {
      const mapped: unknown = map(given(views));
      return high === undefined
        ? (mapped as readonly unknown[])
        : inOrder<SlotsByName>(high, mapped as Readonly<Record<string, never>>);
    },
    ...(high && seen && { seen: (state, slot) => seenBy(high, seen, state, slot) }),
  };
}

/** High slots are known by their own names: a high model that is made anew has slots of its own. */
function seenBy<H extends SlotsByName>(high: H, seen: Seeing<H>, state: unknown, { name }: AnySlot): unknown {
  const key = Object.keys(high).find((one) => [high[one] ?? []].flat().some((slot) => slot.name === name));
  if (key === undefined) {
    throw new ExoError(
      'EXO127',
      `the high model has a slot '${name}', which 'high' of the mapping does not name`,
    );
  }
  return (seen as Readonly<Record<string, (state: unknown) => unknown>>)[key]?.(state);
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
