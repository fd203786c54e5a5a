/**
 * What the checker checks: a tuple of components, the rules by which they move together, and properties.
 *
 * A global state holds one local state per slot. A rule offers legs; a leg sends one event to one slot; the
 * effects of a step are routed to further legs. All legs of one offer, and all that they cause, are one
 * transition of the system, so a broadcast that reaches five hosts is one atomic step.
 *
 * Components, offers, routes and properties must be pure functions of what they are given: the checker remembers
 * what it was answered and may ask again, just as suits it. Only an XState machine is never asked the same again.
 */
import type { Premise } from './premise.js';
import type { AnySlot, Rule, Route } from './rules.js';
import type { Property } from './property.js';
import type { Display } from './display.js';
import type { Finding } from './finding.js';

/**
 * A system to check. Initial states are all combinations of the slots' initial states, unless the model lists them.
 * Where starting has effects, they are routed slot after slot, and all that follows belongs to starting: an initial
 * state is one in which nothing is left to be routed. Successors are enumerated by slot, then by the order of the
 * rules of that slot, then of their offers.
 */
export interface Model {
  readonly name: string;
  readonly slots: readonly AnySlot[];
  readonly rules: readonly Rule[];
  readonly routes: readonly Route[];
  readonly properties: readonly Property[];
  /**
   * The initial states, each a local state per slot in slot order, in place of all combinations: for slots whose
   * starts depend on each other. Nothing is routed for them. At least one (EXO123).
   */
  readonly initial?: readonly (readonly unknown[])[];
  /**
   * A state constraint, given the local states in slot order. A state in which it is false is counted and its
   * properties are checked, but the search does not go on from it, and it is no deadlock. The result says how many
   * such states there are. It must be pure. In a model that another refines it has no meaning.
   */
  readonly within?: (states: readonly unknown[]) => boolean;
  /**
   * Whether a state without successors is an accepted end (given the local states in slot order). When left
   * out, one is accepted if every component that can come to an end (`isDone`: machines with a final state at their top)
   * is at it; if there is none that can, no such state is accepted. Any other is reported as a deadlock.
   */
  readonly mayEnd?: (states: readonly unknown[]) => boolean;
  /** Checked only when asked for by name. */
  readonly possibilities?: readonly Possibility[];
  /** The models that this one is to refine, each by a mapping. Checked only when asked for by its name. */
  readonly refinements?: readonly { readonly high: () => Model; readonly mapping: RefinementMapping }[];
  /** What the reductions of this model take for granted of its machines; verified by every search. */
  readonly premises?: readonly Premise[];
  /**
   * What is known to go unseen in the bounds of this model, with what would show it, a few words each: a report of a search that
   * found nothing says so.
   */
  readonly cannotTell?: readonly string[];
  /** Properties that the model has in other bounds and not in these, each with why: a report says so, and EXO301. */
  readonly leftOut?: readonly LeftOut[];
  readonly display?: Display;
}

/** A property that a model does not ask in its bounds. */
export interface LeftOut {
  readonly name: string;
  /** Why, or what it takes: `it takes 4 slots`. */
  readonly because: string;
}

/**
 * A possibility property: from every reachable state, going on by the rules of `onward` alone, some transition
 * that makes progress can be reached. (AG EF in CTL; Lamport, "Proving Possibility Properties", 1998.) A
 * reachable state from which none can is stuck for ever, however long one waits and whatever is chosen.
 */
export interface Possibility {
  readonly name: string;
  /** The model by whose rules it goes on: with the same slots in the same order, usually the model without its faults. */
  readonly onward: () => Model;
  /** In a few words, what `onward` leaves out or adds, for reports: `without losses and crashes`. */
  readonly says?: string;
  /** A state of the model as a state of `onward`: where budgets are topped up and faults end. */
  readonly carry: (states: readonly unknown[]) => readonly unknown[];
  /** The slots, by their place, in which progress shows. */
  readonly slots: readonly number[];
  /** Whether a change of one of these slots is progress. */
  readonly progress: (before: unknown, after: unknown) => boolean;
  /** The states that are asked about; all when left out. */
  readonly among?: (states: readonly unknown[]) => boolean;
  /** Whether one of these slots is at a bound of the model, where nothing can be said of what comes after. */
  readonly atBound: (state: unknown) => boolean;
  /** What shows that a state is stuck, such as what each slot waits for. Places are those of `slots`, from 0. */
  readonly evidence?: (states: readonly unknown[]) => Finding;
}

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

/**
 * The names of all that can be asked of a model: properties, possibilities, refinements.
 *
 * @example
 * console.log(namesOf(model)); // [ 'NotBothGreen' ]
 */
export function namesOf({ properties, possibilities = [], refinements = [] }: Model): readonly string[] {
  const mappings = refinements.map(({ mapping }) => mapping);
  return [...properties, ...possibilities, ...mappings].map(({ name }) => name);
}
