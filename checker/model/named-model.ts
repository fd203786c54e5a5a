/** Models and possibilities, typed by the names of their slots. */
import type { Finding } from './finding.js';
import type { Model, Possibility } from './model.js';
import { byName, inOrder, placesOf, slotsIn, type AnyStateOf, type SlotsByName } from './slot-names.js';
import type { StatesOf } from './rules.js';

/** A model as it is written by name. What is not named here is as in `Model`. */
export interface NamedModel<S> extends Omit<Model, 'slots' | 'initial' | 'within' | 'mayEnd'> {
  /** The slots by name, in the order of the global state; a name may stand for a list of slots. */
  readonly slots: S;
  /** The initial states, where they are not all combinations of those of the slots; at least one (EXO123). */
  readonly initial?: readonly StatesOf<S>[];
  /** A state constraint: states in which it is false are checked, and not expanded. */
  readonly within?: (states: StatesOf<S>) => boolean;
  /** Whether a state without successors is an accepted end; when left out, as in `Model`. */
  readonly mayEnd?: (states: StatesOf<S>) => boolean;
}

/**
 * A model of which states are read by name.
 *
 * @example
 * const named = namedModel({
 *   name: 'crossing',
 *   slots: { lights: [north, east] },
 *   rules: model.rules,
 *   routes: [],
 *   properties: [],
 *   within: ({ lights }) => !lights.every((light) => light.matches('green')),
 * });
 * console.log(check(named).verdict); // exhausted
 */
export function namedModel<const S extends SlotsByName>(definition: NamedModel<S>): Model {
  const { slots, initial, within, mayEnd, ...rest } = definition;
  return {
    ...rest,
    slots: slotsIn(slots),
    ...(initial && { initial: initial.map((states) => inOrder<S>(slots, states)) }),
    ...(within && { within: (states) => within(byName<S>(slots, states)) }),
    ...(mayEnd && { mayEnd: (states) => mayEnd(byName<S>(slots, states)) }),
  };
}

/** A possibility as it is written by name. What is not named here is as in `Possibility`. */
export interface NamedPossibility<S, K extends keyof S> extends Pick<
  Possibility,
  'name' | 'onward' | 'says'
> {
  /** The slots of the model by name, as `namedModel` has them. */
  readonly slots: S;
  /** The name of the slots in which progress shows. */
  readonly progressIn: K;
  /** A state of the model as a state of `onward`: where budgets are topped up and faults end. */
  readonly carry: (states: StatesOf<S>) => StatesOf<S>;
  /** Whether a change of one of the slots in which progress shows is progress. */
  readonly progress: (before: AnyStateOf<S[K]>, after: AnyStateOf<S[K]>) => boolean;
  /** The states that are asked about; all when left out. */
  readonly among?: (states: StatesOf<S>) => boolean;
  /** Whether one of the slots in which progress shows is at a bound of the model. */
  readonly atBound: (state: AnyStateOf<S[K]>) => boolean;
  /** What shows that a state is stuck; its places are those of the slots in which progress shows. */
  readonly evidence?: (states: StatesOf<S>) => Finding;
}

/**
 * A possibility property of which states are read by name: see `Possibility`.
 *
 * @example
 * const canGo = possibility({
 *   name: 'NorthCanGo',
 *   slots: { north, east },
 *   onward: () => model,
 *   progressIn: 'north',
 *   carry: (states) => states,
 *   progress: (before, after) => !before.matches('green') && after.matches('green'),
 *   atBound: () => false,
 * });
 * console.log(findStuck(model, canGo).verdict); // exhausted
 */
export function possibility<const S extends SlotsByName, const K extends keyof S>(
  definition: NamedPossibility<S, K>,
): Possibility {
  const { name, says, onward, slots, progressIn, carry, progress, among, atBound, evidence } = definition;
  type Own = AnyStateOf<S[K]>;
  return {
    name,
    ...(says !== undefined && { says }),
    onward,
    slots: placesOf<S>(slots, progressIn),
    carry: (states) => inOrder<S>(slots, carry(byName<S>(slots, states))),
    progress: (before, after) => progress(before as Own, after as Own),
    ...(among && { among: (states) => among(byName<S>(slots, states)) }),
    atBound: (state) => atBound(state as Own),
    ...(evidence && { evidence: (states) => evidence(byName<S>(slots, states)) }),
  };
}
