/** How properties say what shows that they are broken. */
import {
  invariant,
  stepProperty,
  type Finding,
  type Property,
  type SlotGroup,
  type StateProperty,
  type StepProperty,
  type TransitionProperty,
  type Viewing,
} from '../checker/index.js';

/** An invariant that never says no without saying what shows it. */
export function explainedInvariant<const G extends SlotGroup, const W extends Viewing<G>>(
  definition: StateProperty<G, W, true | Finding>,
): Property {
  return invariant(definition);
}

/** A step property that never says no without saying what shows it. */
export function explainedStep<const G extends SlotGroup, const W extends Viewing<G>>(
  definition: TransitionProperty<G, W, true | Finding>,
): StepProperty {
  return stepProperty(definition);
}

/** What stands at places of a group where it should not, and why it should not: there is no slot that it is about. */
export function misplaced(value: string, places: readonly number[], because: string): Finding {
  return { values: [value], at: [places], because };
}

/** A number of things in words: `1 entry`, `2 entries`. */
export function amount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The first thing that is found wrong with any of the items; true if nothing is. */
export function firstBroken<T>(
  items: readonly T[],
  look: (item: T, place: number) => Finding | null,
): true | Finding {
  for (const [place, item] of items.entries()) {
    const found = look(item, place);
    if (found !== null) return found;
  }
  return true;
}

/** The places of the views for which something is so. */
export function placesWhere<T>(views: readonly T[], isSo: (view: T) => boolean): readonly number[] {
  return views.flatMap((view, place) => (isSo(view) ? [place] : []));
}
