import { encodeValue } from '../model/encoding.js';
import type { Model, RefinementMapping } from '../model/model.js';
import { initialStates, successors } from '../model/reference.js';
import type { Moment } from './moment.js';
import type { AnySlot } from '../model/rules.js';

/** A model that another is to refine, and how the states of that one are read as its own. */
type Refinement = NonNullable<Model['refinements']>[number];

/**
 * The step at which a run of the model is no longer one of the model that it is to refine, by the reference
 * semantics of both: 0 for the initial state, -1 if there is none. A step that leaves alone what is seen is a stutter.
 *
 * @example
 * const mapping = refinementMapping({ name: 'IsTheSame', reads: clock.slots, map: (states) => states });
 * const moment = { states: [{ hour: 0, minute: 0 }], transition: null, before: null };
 * console.log(refinementBreaksAt(clock, { high: () => hourClock, mapping }, [moment])); // -1
 */
export function refinementBreaksAt(model: Model, refinement: Refinement, run: readonly Moment[]): number {
  return refinementBreak(model, refinement, run)?.step ?? -1;
}

/** Where a run of the model is no longer one of the other model. */
export interface RefinementBreak {
  readonly step: number;
  /** The other model. */
  readonly high: Model;
  /** What is seen of it before the step and after, a value a slot; before the initial state nothing is. */
  readonly before: readonly unknown[] | null;
  readonly after: readonly unknown[];
}

/** The first step at which a run of the model is no longer one of the other; null if there is none. */
export function refinementBreak(
  model: Model,
  { high, mapping }: Refinement,
  run: readonly Moment[],
): RefinementBreak | null {
  const upper = high();
  const images = run.map(({ states }) => imageOf(model, mapping, states));
  let at: readonly unknown[] | undefined;
  for (const [step, after] of images.entries()) {
    const before = images[step - 1] ?? null;
    const image = keyOf(after);
    if (before !== null && image === keyOf(before)) continue;
    const next: readonly (readonly unknown[])[] =
      at === undefined ? initialStates(upper) : successors(upper, at).map(({ states }) => states);
    // No two of these look alike (EXO128), so the first that fits is the one.
    at = next.find((states) => keyOf(seenIn(upper, mapping, states)) === image);
    if (at === undefined) return { step, high: upper, before, after };
  }
  return null;
}

/** What the mapping says a state of the model looks like in the other: a value for each of its slots. */
function imageOf(
  model: Model,
  { reads, view, map }: RefinementMapping,
  states: readonly unknown[],
): readonly unknown[] {
  const views = reads.map((slot) => {
    const state = states[model.slots.indexOf(slot)];
    return view === undefined ? state : view(state, slot);
  });
  return map(views);
}

/** What is seen of a state of the other model. */
function seenIn(
  { slots }: Model,
  { seen }: RefinementMapping,
  states: readonly unknown[],
): readonly unknown[] {
  const shown = ({ component }: AnySlot, state: unknown): unknown =>
    component.show ? component.show(state) : state;
  return slots.map((slot, i) => (seen === undefined ? shown(slot, states[i]) : seen(states[i], slot)));
}

function keyOf(values: readonly unknown[]): string {
  return values.map((value) => String(encodeValue(value))).join('|');
}
