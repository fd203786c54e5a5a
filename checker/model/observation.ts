/**
 * What is seen of runs of a model from outside, by one who records what real actors do: which actor did what in a transition, what it took and
 * what it sent, and its fields afterwards. A model made by `system` knows this by itself.
 */
import { ExoError } from '../../errors/index.js';
import type { Model } from './model.js';
import type { EventLike } from './component.js';
import type { AnySlot } from './rules.js';
import type { Transition } from './transition.js';

/** A message that an actor sends. */
export interface SentEvent {
  /** The receiver; null for what is emitted to whoever listens. */
  readonly to: string | null;
  readonly event: EventLike;
}

/** An event that an actor takes, and from whom; null where it comes from the world. */
export interface ReceivedEvent {
  readonly from: string | null;
  readonly event: EventLike;
}

/** What one actor does in a transition: an event of a run. */
export interface Happening {
  readonly actor: string;
  /** The action of the event: `Receive`, `Timer`. */
  readonly action: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly received?: ReceivedEvent;
  readonly sent: readonly SentEvent[];
}

/** Why an actor does not do what a run says, in words: what is missing, then, a line each, what there is. */
export interface WhyNot {
  /** What is in the way: a guard by its name, a message that is not in flight. */
  readonly text: string;
  /** Each transition that the chart has for it there, with the first of its guards that says no. */
  readonly guards: readonly { readonly place: string; readonly guard: string }[];
}

/** How runs of a model are observed. All of its functions must be pure. */
export interface Observation {
  readonly actors: readonly string[];
  /** The slots whose rules make an actor act: its own, and that of the messages to it. */
  readonly slotsOf: (actor: string) => readonly AnySlot[];
  /** Who does what in a transition, in the order in which it happens; none for what the environment does alone. */
  readonly happenings: (transition: Transition, before: readonly unknown[]) => readonly Happening[];
  /** The fields of an actor in a state: of an XState actor `status`, `value`, `context` and so on. */
  readonly fieldsOf: (actor: string, states: readonly unknown[]) => Readonly<Record<string, unknown>>;
  /**
   * Whether whatever can be seen after a transition can be seen without it too, or after another one: to lose a message that would
   * have been in nobody's way. No transition when left out.
   */
  readonly isNeedless?: (transition: Transition, before: readonly unknown[]) => boolean;
  /**
   * Whether a transition and what other actors do by themselves can be done in either order, with the same states afterwards. No transition
   * when left out.
   */
  readonly isLocal?: (transition: Transition) => boolean;
  /**
   * The events that an actor may be given and ignores, so that nothing happens and the model has no transition for it.
   */
  readonly ignored?: (actor: string, states: readonly unknown[]) => readonly ReceivedEvent[];
  /** Why an actor cannot take an event, or have a timer of this name go off. */
  readonly whyNot?: (
    actor: string,
    wanted: {
      readonly action: string;
      readonly received?: ReceivedEvent | WantedEvent;
      readonly timer?: string;
    },
    states: readonly unknown[],
  ) => WhyNot;
}

/** An event of which the type may be all that is known, from somebody who may not be known. */
export interface WantedEvent {
  readonly from?: string | null;
  readonly event: EventLike;
}

const observations = new WeakMap<Model, Observation>();

/**
 * Says how runs of a model are observed. Returns the model.
 *
 * @example
 * const seen = observedBy({ ...model }, { actors: [], slotsOf: () => [], happenings: () => [], fieldsOf: () => ({}) });
 * console.log(observationOf(seen)?.actors); // []
 */
export function observedBy<M extends Model>(model: M, observation: Observation): M {
  observations.set(model, observation);
  return model;
}

/**
 * How runs of a model are observed; undefined for a model of slots and rules that says nothing of it.
 *
 * @example
 * console.log(observationOf(model)); // undefined
 */
export function observationOf(model: Model): Observation | undefined {
  return observations.get(model);
}

/**
 * How runs of a model are observed.
 *
 * @throws ExoError EXO215 for a model that says nothing of it.
 */
export function expectObservation(model: Model): Observation {
  const observation = observations.get(model);
  if (observation !== undefined) return observation;
  throw new ExoError(
    'EXO215',
    `nothing says how runs of model '${model.name}' are observed; make it with system() or machineModel(), or give an ` +
      `observation: export 'observation' beside 'model'`,
  );
}
