/**
 * Slots by name. The engine knows places in the global state; what users write speaks of names, each of one slot or of a
 * list of slots. The order of the names is the order of the slots.
 */
import type { AnySlot, StatesOf } from './rules.js';

/** Slots by name, in the order of the global state. A name that is left out has no slot. */
export interface SlotsByName {
  readonly [name: string]: AnySlot | readonly AnySlot[] | undefined;
}

/** The union of the local states of some slots, whatever they are called. */
export type AnyStateOf<G> = G extends AnySlot
  ? StatesOf<G>
  : G extends readonly (infer P)[]
    ? AnyStateOf<P>
    : G extends object
      ? AnyStateOf<G[keyof G]>
      : never;

/**
 * All slots, in the order of their names.
 *
 * @example
 * console.log(slotsIn({ lights: [north, east] }).map(({ name }) => name)); // [ 'north', 'east' ]
 */
export function slotsIn(slots: SlotsByName): readonly AnySlot[] {
  return Object.values(slots).flatMap((slot) => slot ?? []);
}

/**
 * Values that stand in the order of the slots, by name: local states, or views of them.
 *
 * @example
 * const { lights } = byName({ lights: [north, east] }, run.initial);
 * console.log(lights.map(({ value }) => value)); // [ 'red', 'red' ]
 */
export function byName<G>(slots: G & SlotsByName, values: readonly unknown[]): StatesOf<G> {
  let at = 0;
  const named = Object.entries(slots as SlotsByName).flatMap(([name, slot]): [string, unknown][] => {
    if (slot === undefined) return [];
    if (!isList(slot)) return [[name, values[at++]]];
    return [[name, slot.map(() => values[at++])]];
  });
  return Object.fromEntries(named) as StatesOf<G>;
}

/**
 * The inverse of `byName`: values by name, in the order of the slots.
 *
 * @example
 * const slots = { lights: [north, east] };
 * console.log(inOrder(slots, byName(slots, ['red', 'green']))); // [ 'red', 'green' ]
 */
export function inOrder<G>(slots: G & SlotsByName, values: StatesOf<G>): readonly unknown[] {
  const named = values as Readonly<Record<string, unknown>>;
  return Object.entries(slots as SlotsByName).flatMap(([name, slot]): readonly unknown[] => {
    if (slot === undefined) return [];
    return isList(slot) ? (named[name] as readonly unknown[]) : [named[name]];
  });
}

/** The places of the slots of a name in the global state. */
export function placesOf<G>(slots: G & SlotsByName, name: keyof G): readonly number[] {
  const own = (slots as SlotsByName)[name as string];
  const all = slotsIn(slots);
  return [own ?? []].flat().map((slot) => all.indexOf(slot));
}

function isList(slot: AnySlot | readonly AnySlot[]): slot is readonly AnySlot[] {
  return Array.isArray(slot);
}
