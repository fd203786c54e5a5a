/** Properties, typed by the slots that they are over. */
import type { Finding } from './finding.js';
import { readingOf, type SlotGroup, type Viewing, type ViewsOf } from './views.js';
import type { Invariant, Sometimes, SometimesStep, StepProperty } from './property.js';

/** A property of states as it is written. */
export interface StateProperty<G, W, A = boolean | Finding> {
  /** PascalCase, as reports and traces show it. */
  readonly name: string;
  /** The groups of slots that it is asked of, each by itself: lists or tuples of slots, or slots by name. */
  readonly over: readonly G[];
  /** What it needs of the state of a slot, as plain data: one function for all, or one for each place of a group. */
  readonly view?: W;
  /** The property, given the views of one group in the form of the group; in place of false, it may give what shows it. */
  readonly holds: (views: ViewsOf<G, W>) => A;
}

/** A property of transitions as it is written; it is asked of those that change a slot of the group. */
export interface TransitionProperty<G, W, A = boolean | Finding> extends Omit<StateProperty<G, W>, 'holds'> {
  /** The property, given the views before and after, and the name of the action; false may be said by what shows it. */
  readonly holds: (before: ViewsOf<G, W>, after: ViewsOf<G, W>, action: string) => A;
}

/**
 * A property of every reachable state. Without `view`, the views are the local states themselves.
 *
 * @throws ExoError EXO129 where groups by name do not all have the same names.
 * @example
 * const notBoth = invariant({
 *   name: 'NotBothGreen',
 *   over: [{ north, east }],
 *   holds: (lights) => !(lights.north.matches('green') && lights.east.matches('green')),
 * });
 * console.log(check({ ...model, properties: [notBoth] }).verdict); // violated
 */
export function invariant<const G extends SlotGroup, const W extends Viewing<G>>(
  definition: StateProperty<G, W>,
): Invariant {
  return { kind: 'invariant', ...ofStates(definition) };
}

/**
 * A witness that some reachable state must satisfy in some group. It is written as `invariant` is.
 *
 * @example
 * const green = sometimes({ name: 'Green', over: each([north, east]), holds: ([light]) => light.matches('green') });
 * console.log(check({ ...model, properties: [green] }).witnesses[0]?.reached); // true
 */
export function sometimes<const G extends SlotGroup, const W extends Viewing<G>>(
  definition: StateProperty<G, W, boolean>,
): Sometimes {
  return { kind: 'sometimes', ...ofStates(definition) };
}

/**
 * A property of every reachable transition that changes a slot of the group.
 *
 * @throws ExoError EXO129 where groups by name do not all have the same names.
 * @example
 * const inTurn = stepProperty({
 *   name: 'ReadyBeforeGreen',
 *   over: each([north, east]),
 *   holds: ([before], [after]) => !after.matches('green') || before.matches('ready'),
 * });
 * console.log(check({ ...model, properties: [inTurn] }).verdict); // exhausted
 */
export function stepProperty<const G extends SlotGroup, const W extends Viewing<G>>(
  definition: TransitionProperty<G, W>,
): StepProperty {
  return { kind: 'step', ...ofSteps(definition) };
}

/**
 * A witness that some reachable transition must satisfy in some group. It is written as `stepProperty` is.
 *
 * @example
 * const stops = sometimesStep({
 *   name: 'Stops',
 *   over: each([north, east]),
 *   holds: ([before], [after]) => before.matches('green') && after.matches('red'),
 * });
 * console.log(check({ ...model, properties: [stops] }).witnesses[0]?.reached); // true
 */
export function sometimesStep<const G extends SlotGroup, const W extends Viewing<G>>(
  definition: TransitionProperty<G, W, boolean>,
): SometimesStep {
  return { kind: 'sometimes-step', ...ofSteps(definition) };
}

/**
 * Each slot by itself, as the groups of a property.
 *
 * @example
 * console.log(each(['a', 'b'])); // [ [ 'a' ], [ 'b' ] ]
 */
export function each<T>(slots: readonly T[]): readonly (readonly [T])[] {
  return slots.map((one) => [one]);
}

/**
 * Every unordered pair of slots, as the groups of a property.
 *
 * @example
 * console.log(pairs(['a', 'b', 'c'])); // [ [ 'a', 'b' ], [ 'a', 'c' ], [ 'b', 'c' ] ]
 */
export function pairs<T>(slots: readonly T[]): readonly (readonly [T, T])[] {
  return slots.flatMap((one, i) => slots.slice(i + 1).map((other) => [one, other] as const));
}

function ofStates<G extends SlotGroup, W, A>({
  name,
  over: groups,
  view,
  holds,
}: StateProperty<G, W, A>): Omit<Invariant, 'kind' | 'holds'> & {
  readonly holds: (views: readonly unknown[]) => A;
} {
  const { given, ...reading } = readingOf(name, groups, view);
  return { name, ...reading, holds: (views) => holds(given(views)) };
}

function ofSteps<G extends SlotGroup, W, A>({
  name,
  over: groups,
  view,
  holds,
}: TransitionProperty<G, W, A>): Omit<StepProperty, 'kind' | 'holds'> & {
  readonly holds: (before: readonly unknown[], after: readonly unknown[], action: string) => A;
} {
  const { given, ...reading } = readingOf(name, groups, view);
  return { name, ...reading, holds: (before, after, action) => holds(given(before), given(after), action) };
}
