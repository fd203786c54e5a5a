/** How components move together: the slots they stand in, rules that offer legs, and routes that turn effects into further ones. */
import type { EventLike, EffectLike, Component } from './component.js';

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

/** The local states of a slot, as a type. */
export type StateOf<T> = T extends Slot<infer S, never, EffectLike> ? S : never;

/** The local states of some slots: a tuple for a tuple of slots, a record for slots by name. */
export type StatesOf<G> = G extends AnySlot ? StateOf<G> : { readonly [K in keyof G]: StatesOf<G[K]> };

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
