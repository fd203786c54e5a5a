/** Steps of a model as those who test an implementation see them. */
import { askSummary } from '../checker/model/asked.js';
import type { Model } from '../checker/model/model.js';
import { expectObservation, type Observation } from '../checker/model/observation.js';
import { expectObserved } from './given.js';
import { flatFields, keyOfJson, showAction, type FlatFields } from '../traces/index.js';
import { picksOf } from '../checker/replay/trace-of.js';
import type { EventLike } from '../checker/model/component.js';
import type { Transition } from '../checker/model/transition.js';

/** What is to be done to the system under test. */
export interface TestStep {
  /** The step in a line: `order gets PAY`. */
  readonly name: string;
  /** The actor that acts; null for what only the network does. */
  readonly actor: string | null;
  /** `Receive` for an event, `Timer`, `Done`, `Failed`, `Emit` for what an actor does by itself; of the environment, the rule's name. */
  readonly action: string;
  /** The event that the actor takes; null for any other step. */
  readonly event: EventLike | null;
  /** The actor that sent it; null if the world did. */
  readonly from: string | null;
  /** What goes with the action: `timer`, `output`. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** Tells steps and fields of a model. */
export interface Teller {
  readonly model: Model;
  readonly observation: Observation;
}

/** @throws ExoError EXO215 for a model of which nothing says how it is observed. */
export function tellerOf(model: Model, given?: Observation): Teller {
  return { model, observation: given ?? expectObservation(model) };
}

export function stepOf(
  { model, observation }: Teller,
  transition: Transition,
  before: readonly unknown[],
): TestStep {
  const [first] = observation.happenings(transition, before);
  const words = askSummary(model, transition) ?? showAction(transition.rule.name, picksOf(transition));
  return {
    name: words,
    actor: first?.actor ?? null,
    action: first?.action ?? transition.rule.name,
    event: first?.received?.event ?? null,
    from: first?.received?.from ?? null,
    args: first?.args ?? transition.params,
  };
}

/** What tells one step from another: steps with one label are the same to whoever does them. */
export function labelOf(transition: Transition): string {
  return showAction(transition.rule.name, picksOf(transition));
}

/** The fields of all actors in a state: `order.value`; of the only one, `value`. */
export function fieldsOf({ observation }: Teller, states: readonly unknown[]): FlatFields {
  const { actors } = observation;
  return new Map(
    actors.flatMap((actor) => {
      const fields = flatFields(observation.fieldsOf(actor, states));
      return [...fields].map(
        ([field, value]) => [actors.length === 1 ? field : `${actor}.${field}`, value] as const,
      );
    }),
  );
}

/**
 * What was observed, flat: of several actors by their names.
 *
 * @throws ExoError EXO217 for what has no fields.
 */
export function observedFields({ observation }: Teller, observed: unknown): FlatFields {
  const given = expectObserved(observed);
  if (observation.actors.length === 1) return flatFields(given);
  return new Map(
    Object.entries(given).flatMap(([actor, fields]) =>
      [...flatFields(expectObserved(fields, actor))].map(
        ([field, value]) => [`${actor}.${field}`, value] as const,
      ),
    ),
  );
}

/** In what an observation differs from a state; nothing of a field that was not observed. */
export function differencesOf(observed: FlatFields, fields: FlatFields): readonly string[] {
  return [...observed].flatMap(([field, value]) => {
    const expected = fields.get(field);
    const [seen, wanted] = [keyOfJson(value), expected === undefined ? 'nothing' : keyOfJson(expected)];
    return seen === wanted ? [] : [`${field} is ${seen}, and ${wanted} in the model`];
  });
}
