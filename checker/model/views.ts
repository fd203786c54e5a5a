/** What properties and mappings see of the slots that they are over, typed by these slots. */
import { ExoError } from '../../errors/index.js';
import { byName, slotsIn, type AnyStateOf, type SlotsByName } from './slot-names.js';
import type { AnySlot, StatesOf } from './rules.js';
import type { Group } from './property.js';

/** Slots that are read together: a list, a tuple, or slots by name. */
export type SlotGroup = readonly AnySlot[] | SlotsByName;

/**
 * What is seen of the slots of a group: one function for all of them, or one for each place or name. The fewer distinct
 * views there are, the cheaper is the property.
 */
export type Viewing<G> =
  | ((state: AnyStateOf<G>, slot: AnySlot) => unknown)
  | { readonly [K in keyof G]: (state: AnyStateOf<G[K]>, slot: AnySlot) => unknown };

/** The views of a group, in its form; the local states themselves where nothing is said of views. */
export type ViewsOf<G, W> = [Viewing<G>] extends [W]
  ? StatesOf<G>
  : W extends (...parts: never) => infer V
    ? AllAre<G, V>
    : { readonly [K in keyof G]: K extends keyof W ? AllAre<G[K], ReturnOf<W[K]>> : never };

type ReturnOf<W> = W extends (...parts: never) => infer V ? V : never;
/** The same type for each slot of a group, in its form. */
export type AllAre<G, V> = G extends AnySlot ? V : { readonly [K in keyof G]: AllAre<G[K], V> };

type View = (state: unknown, slot: AnySlot) => unknown;

/** Groups as the engine takes them, and how the views of one of them, in its order, are given to the user. */
export interface Reading<V> {
  readonly over: readonly Group[];
  readonly view?: View;
  readonly given: (views: readonly unknown[]) => V;
}

/** Throws EXO129 where groups by name, or groups of which each place has a view, are not alike. */
export function readingOf<G extends SlotGroup, W>(
  name: string,
  groups: readonly G[],
  view: W | undefined,
): Reading<ViewsOf<G, W>> {
  const over = groups.map((group) => (isList(group) ? group : slotsIn(group)));
  const [first] = groups;
  const isPerPlace = view !== undefined && typeof view !== 'function';
  if (first !== undefined && (!isList(first) || isPerPlace)) expectAlike(name, groups);
  const named = (views: readonly unknown[]): unknown =>
    first === undefined || isList(first) ? views : byName<SlotsByName>(first, views);
  if (first === undefined || !isPerPlace) {
    return { over, ...(view !== undefined && { view: view as View }), given: named } as Reading<
      ViewsOf<G, W>
    >;
  }
  const { view: one, given } = perPlace(over, viewOfPlaces(first, view));
  return { over, view: one, given: (views) => named(given(views)) as ViewsOf<G, W> };
}

function expectAlike(property: string, groups: readonly SlotGroup[]): void {
  const shapes = groups.map(shapeOf);
  const other = shapes.find((shape) => shape !== shapes[0]);
  if (other === undefined) return;
  throw new ExoError(
    'EXO129',
    `property '${property}': its groups are not alike: ${shapes[0]} and ${other}; ` +
      'give all groups the same names in the same order, and lists of the same lengths',
  );
}

/** The names of a group, or how long it is, in words. */
function shapeOf(group: SlotGroup): string {
  if (isList(group)) return `a list of ${group.length}`;
  const names = Object.entries(group).flatMap(([name, slot]) => {
    if (slot === undefined) return [];
    return [Array.isArray(slot) ? `${name}: a list of ${slot.length}` : name];
  });
  return `{ ${names.join(', ')} }`;
}

/** The view of each place of a group. */
function viewOfPlaces(group: SlotGroup, view: unknown): readonly View[] {
  const views = view as Readonly<Record<string, View>>;
  return Object.entries(group).flatMap(
    ([name, slot]: readonly [string, AnySlot | readonly AnySlot[] | undefined]) =>
      slot === undefined ? [] : [slot].flat().map(() => views[name] as View),
  );
}

/**
 * One view for all slots, made of those of the places. A slot that stands in places of several views is seen in all of
 * these ways at once, and each place picks its own.
 */
function perPlace(over: readonly Group[], places: readonly View[]): Required<Reading<readonly unknown[]>> {
  const ofSlot = new Map<AnySlot, Set<View>>();
  for (const group of over) {
    group.forEach((slot, place) => {
      ofSlot.set(slot, (ofSlot.get(slot) ?? new Set()).add(places[place] as View));
    });
  }
  const only = new Map([...ofSlot].map(([slot, [view]]) => [slot, view as View]));
  if ([...ofSlot.values()].every(({ size }) => size === 1)) {
    return { over, view: (state, slot) => (only.get(slot) as View)(state, slot), given: (views) => views };
  }
  const all = [...new Set(places)];
  return {
    over,
    view: (state, slot) => all.map((view) => (ofSlot.get(slot)?.has(view) ? view(state, slot) : null)),
    given: (views) =>
      views.map((seen, place) => (seen as readonly unknown[])[all.indexOf(places[place] as View)]),
  };
}

function isList(group: SlotGroup): group is readonly AnySlot[] {
  return Array.isArray(group);
}
