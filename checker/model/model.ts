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
import type { ChartWatch } from './chart-watch.js';
import type { Finding } from './finding.js';
import type { Premise } from './premise.js';

/** What a component does on an event: its next local state, and the effects that it emits, in order. */
export interface Step<S, F> {
  readonly next: S;
  readonly effects: readonly F[];
}

/** A step of any component. */
export type AnyStep = Step<unknown, EffectLike>;

/** The least that an event needs: a type. Everything else in it is plain data. */
export interface EventLike {
  readonly type: string;
}

/** A named effect with its parameters, as XState's pure transition returns them. */
export interface EffectLike {
  readonly type: string;
  readonly params?: unknown;
}

/**
 * One part of the system: an XState machine (see `xstateComponent`), a packed environment such as a medium or
 * a budget (see `plainComponent`), or real code behind an adapter.
 */
export interface Component<S, E, F> {
  /** Named in errors and in the counts of local states. */
  readonly name: string;
  /** True where `step` asks an XState machine; the report counts those calls apart. */
  readonly isXState?: boolean;
  /** Every local state in which the component may start; at least one. */
  initial(): readonly S[];
  /**
   * The local states of `initial()`, in the same order, with the effects of starting in each. They are routed before
   * the first transition. When left out, starting has no effects.
   */
  initialSteps?(): readonly Step<S, F>[];
  /** All outcomes of the event, several if the component chooses; none if the event is disabled. */
  step(state: S, event: E): readonly Step<S, F>[];
  /** Canonical bytes: equal states give equal bytes, different states different bytes. */
  encode(state: S): Uint8Array;
  /** The inverse of `encode`. */
  decode(bytes: Uint8Array): S;
  /** The state as plain data, for traces; the state itself when left out. */
  show?(state: S): unknown;
  /**
   * Which bound of the component a state is beyond, in a few words; undefined for most. As with `within` of a model,
   * the search counts such a state and does not go on from it.
   */
  beyond?(state: S): string | undefined;
  /** The state of the component's chart, without its context, by which received events are counted. */
  stateName?(state: S): string;
  /** Whether the component has come to its end in this state; left out where it never does. */
  isDone?(state: S): boolean;
  /** Why an event is disabled in a state, in short sentences for people; no search asks. */
  refusals?(state: S, event: E): readonly string[];
  /** Charts of the component, watched: see `CheckResult.coverage`. */
  charts?(): readonly ChartWatch[];
  /** The types of the custom actions that are taken for effects, as far as any were met. */
  customActions?(): readonly string[];
  /** Whether custom actions are to be called from now on, to find out those that change what they are given. */
  callActions?(isOn: boolean): void;
}

/** A place in the global state. Slots that share one component object share its tables. */
export interface Slot<S, E extends EventLike, F extends EffectLike> {
  readonly name: string;
  readonly component: Component<S, E, F>;
  /** Phantom: ties a leg's event to the slot that it goes to. */
  readonly eventType?: (event: E) => void;
}

export type AnySlot = Slot<unknown, never, EffectLike>;

/** One event to one slot. A disabled event blocks the whole transition, or is skipped. */
export interface Leg {
  readonly slot: AnySlot;
  readonly event: EventLike;
  readonly ifDisabled: 'block' | 'skip';
}

/** The choices that make one offer differ from the other offers of its rule, as shown in traces. */
export type Params = Readonly<Record<string, unknown>>;

/** One transition of the system, but for the choices that components make inside their steps. */
export interface Offer {
  readonly params?: Params;
  readonly legs: readonly Leg[];
}

/** A joint action. `name` is what traces and action counts show; rules of several slots may share one. */
export interface Rule {
  readonly name: string;
  readonly slot: AnySlot;
  readonly reads: readonly AnySlot[];
  /** Whether it is no sign of a vacuous model if the rule is never taken; it is when left out. */
  readonly isOptional?: boolean;
  /**
   * Whether the rule is a fault, which may happen and never needs to: a state in which nothing but faults can happen is a dead end, as if
   * none could. What ends a fault, such as a network that heals, is none.
   */
  readonly isFault?: boolean;
  /** Refused (EXO137) as long as no search takes it into account. */
  readonly fairness?: 'weak' | 'strong';
  /** A cheap filter on the own state, asked before anything else is read. */
  readonly when?: (own: unknown) => boolean;
  readonly offers: (states: readonly unknown[]) => readonly Offer[];
}

/** Where the effects of one slot go. An effect that no route takes is an error of the model. */
export interface Route {
  readonly slot: AnySlot;
  readonly legs: (effect: EffectLike) => readonly Leg[];
}

/** Some slots whose states a property reads together, in this order. */
export type Group = readonly AnySlot[];

interface PropertyBase {
  readonly name: string;
  /** The property is asked of each group by itself. */
  readonly over: readonly Group[];
  /** What the property needs of one slot's state; fewer distinct views make it cheaper. */
  readonly view?: (state: unknown, slot: AnySlot) => unknown;
}

/** Holds in every reachable state. */
export interface Invariant extends PropertyBase {
  readonly kind: 'invariant';
  /** False, or what shows it, where it is broken. */
  readonly holds: (views: readonly unknown[]) => boolean | Finding;
}

interface StepPropertyBase extends PropertyBase {
  /**
   * Slots of which nothing is seen, and whose change alone makes a transition one that is asked about: what is true of every
   * transition cannot be told by those that change a group.
   */
  readonly alsoOn?: readonly AnySlot[];
}

/** Holds on every reachable transition that changes a slot of the group, or one of `alsoOn`. */
export interface StepProperty extends StepPropertyBase {
  readonly kind: 'step';
  /** False, or what shows it, where it is broken. */
  readonly holds: (
    before: readonly unknown[],
    after: readonly unknown[],
    action: string,
  ) => boolean | Finding;
}

/** A witness: some reachable state must satisfy it in some group, or the model may be vacuous. */
export interface Sometimes extends PropertyBase {
  readonly kind: 'sometimes';
  readonly holds: (views: readonly unknown[]) => boolean;
}

/** A witness over transitions. */
export interface SometimesStep extends StepPropertyBase {
  readonly kind: 'sometimes-step';
  readonly holds: (before: readonly unknown[], after: readonly unknown[], action: string) => boolean;
}

export type Property = Invariant | StepProperty | Sometimes | SometimesStep;

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
}

/** What one leg of a transition did. */
export interface LegRecord {
  readonly slot: AnySlot;
  readonly event: EventLike;
  /** The slot whose effect was routed here; null for a leg of the offer itself. */
  readonly cause: AnySlot | null;
  /** True where the event was disabled and the leg said to go on without it. */
  readonly skipped: boolean;
  /** The effects of the step, in the order in which they were emitted. */
  readonly effects: readonly EffectLike[];
}

/** An edge of the transition graph: who offered it, what each component did, and the state that it leads to. */
export interface Transition {
  readonly rule: Rule;
  readonly params: Params;
  readonly legs: readonly LegRecord[];
  /** The local states afterwards, in slot order. */
  readonly states: readonly unknown[];
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

/** A message as a trace shows it, between two columns. */
export interface ShownMessage {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly lost?: boolean;
  /** What it is known by where it is met in a later step than that in which it was sent. */
  readonly id?: string;
  /** How it travels: `broadcast`, `oob` or `channel`. */
  readonly via?: string;
  /** What became of it, one of `FATES` of the traces; `sent` where it was only given to the medium, `to` being its sender. */
  readonly fate?: string;
  /** Why it was ignored or lost. */
  readonly why?: string;
}

/** How traces of a model are shown; all of it may be left out. */
export interface Display {
  /** The slots that a table has columns for, in order; all of them when left out. */
  readonly columns?: readonly AnySlot[];
  /** A cell of the table: the slot's name, and its state as the component shows it. */
  readonly cell?: (slot: string, shown: unknown) => string;
  /** Who said what to whom in a transition, given the states before it; all routed legs when left out. */
  readonly messages?: (transition: Transition, before: readonly unknown[]) => readonly ShownMessage[];
  /** A transition in one line of plain words. */
  readonly summary?: (transition: Transition) => string;
  /** What the shown states mean to viewers, in the form that `Lens` of the traces has: it goes into the metadata of traces. */
  readonly lens?: object;
}

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
  readonly display?: Display;
}

/** The local states of a slot, as a type. */
export type StateOf<T> = T extends Slot<infer S, never, EffectLike> ? S : never;

/** The local states of some slots: a tuple for a tuple of slots, a record for slots by name. */
export type StatesOf<G> = G extends AnySlot ? StateOf<G> : { readonly [K in keyof G]: StatesOf<G[K]> };

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

/**
 * Names a place for a component. The name is a column of a trace: keep it short.
 *
 * @example
 * const south = slot('south', xstateComponent(light));
 * console.log(south.name, south.component.name); // south light
 */
export function slot<S, E extends EventLike, F extends EffectLike>(
  name: string,
  component: Component<S, E, F>,
): Slot<S, E, F> {
  return { name, component };
}

/**
 * Sends `event` to `to`; if the event is disabled there, the transition is blocked, or the leg skipped.
 *
 * @example
 * console.log(leg(north, { type: 'GO' }, 'skip').ifDisabled); // skip
 */
export function leg<E extends EventLike>(
  to: Slot<unknown, E, EffectLike>,
  event: E,
  ifDisabled: 'block' | 'skip' = 'block',
): Leg {
  return { slot: to, event, ifDisabled };
}

/**
 * A joint action that starts at `slot` and may look at the slots of `reads`.
 *
 * @example
 * const go = rule({ name: 'Go', slot: north, offers: () => [{ legs: [leg(north, { type: 'GO' })] }] });
 * console.log(go.name); // Go
 */
export function rule<O extends AnySlot, const R extends readonly AnySlot[] = readonly []>(definition: {
  readonly name: string;
  readonly slot: O;
  readonly reads?: R;
  readonly isOptional?: boolean;
  readonly isFault?: boolean;
  readonly fairness?: 'weak' | 'strong';
  readonly when?: (own: StateOf<O>) => boolean;
  readonly offers: (own: StateOf<O>, ...read: StatesOf<R>) => readonly Offer[];
}): Rule {
  const { name, slot: own, reads = [], isOptional, isFault, fairness, when, offers } = definition;
  return {
    name,
    slot: own,
    reads,
    ...(isOptional && { isOptional }),
    ...(isFault && { isFault }),
    ...(fairness && { fairness }),
    ...(when && { when: (state: unknown) => when(state as StateOf<O>) }),
    offers: (states) => offers(...(states as [StateOf<O>, ...StatesOf<R>])),
  };
}

/**
 * Says where the effects of `from` go.
 *
 * @example
 * const bell = slot(
 *   'bell',
 *   plainComponent({
 *     name: 'bell',
 *     initial: [0],
 *     step: (rings: number, _: { readonly type: 'RING' }) => [{ next: rings + 1, effects: [{ type: 'sound' }] }],
 *   }),
 * );
 * const ear = route(bell, ({ type }) => (type === 'sound' ? [leg(north, { type: 'PREPARE' }, 'skip')] : []));
 * console.log(ear.legs({ type: 'sound' }).length); // 1
 */
export function route<F extends EffectLike>(
  from: Slot<unknown, never, F>,
  legs: (effect: F) => readonly Leg[],
): Route {
  return { slot: from, legs: (effect) => legs(effect as F) };
}
