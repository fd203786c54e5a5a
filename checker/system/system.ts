import type { AnyStateMachine, EventFromLogic } from 'xstate';
import { accepts } from '../environment/given.js';
import type { Model } from '../model/model.js';
import { observedBy } from '../model/observation.js';
import { startedStates, startsOf as waysToStart } from '../model/reference.js';
import type { OutcomesByName } from '../xstate/outcomes.js';
import type { XStateOptions } from '../xstate/types.js';
import { actorsOf, inputRules, moveRules, type Actor, type Persist } from './actors.js';
import type { AnyActors, SystemDefinition, SystemModel } from './definition.js';
import { rejectWrongDefinition } from './definition-shape.js';
import { postOf } from './delivery.js';
import { displayOf } from './display.js';
import { crashesOf, partitionOf, partitionRules, type FaultsGiven } from './faults.js';
import { channelsOf } from './links.js';
import { observationOfSystem } from './observation.js';
import {
  byName,
  noActor,
  propertiesOf,
  type AnyPredicate,
  type PropertiesGiven,
  type States,
} from './properties.js';
import type { AnyStep, EventLike } from '../model/component.js';
import type { AnySlot } from '../model/rules.js';

/**
 * A system of XState machines as a model to check: the machines as they are, the network between them, its faults,
 * and what should hold of their snapshots.
 *
 * Actors know each other by their names: `system.get('server')`. What one sends travels over the network and is
 * received later, in any order that the network allows; what the world may send is listed in `inputs`.
 *
 * @throws ExoError EXO176 for a definition that names what there is not, EXO177 for an input that no state handles;
 * while it is checked, EXO175 for a message that no state of its receiver handles.
 *
 * @example
 * const door = setup({}).createMachine({
 *   initial: 'shut',
 *   states: { shut: { on: { OPEN: 'open' } }, open: { on: { SHUT: 'shut' } } },
 * });
 * const model = system({
 *   name: 'a door',
 *   actors: { door },
 *   inputs: { door: [{ type: 'OPEN' }, { type: 'SHUT' }] },
 *   sometimes: { Open: ({ door: it }) => it.matches('open') },
 * });
 * console.log(check(model).states); // 2
 */
export function system<const A extends AnyActors>(definition: SystemDefinition<A>): SystemModel<A> {
  // What is written is typed by names; from here on names are strings.
  const model: Model = modelOf(definition as unknown as Given);
  return model as SystemModel<A>;
}

/** A definition whatever its names are. */
interface Given extends PropertiesGiven {
  readonly name: string;
  readonly actors: AnyActors;
  readonly peers?: readonly string[];
  readonly network?: unknown;
  readonly faults?: FaultsGiven;
  readonly persist?: 'all' | Readonly<Record<string, Persist | undefined>>;
  readonly inputs?: Readonly<Record<string, readonly EventFromLogic<AnyStateMachine>[] | undefined>>;
  readonly outcomes?: Readonly<Record<string, OutcomesByName | undefined>>;
  readonly timers?: 'free' | 'ordered';
  readonly timersMax?: number;
  readonly childrenMax?: number;
  readonly mayEnd?: AnyPredicate;
  readonly within?: AnyPredicate;
  readonly initial?: readonly Readonly<Record<string, unknown>>[];
}

/** A model, and how its states are read, whatever the names are. */
interface Made extends Model {
  readonly snapshots: (states: readonly unknown[]) => States;
}

function modelOf(given: Given): Made {
  rejectWrongDefinition(given);
  const { name, faults = {}, inputs = {} } = given;
  const actors = actorsOf(given.actors, {
    persistOf: (group) => (typeof given.persist === 'object' ? given.persist[group] : given.persist),
    machineOptions: (group) => machineOptionsOf(given, group),
    outside: given.peers ?? [],
  });
  rejectUnknownNames(given, actors);
  const channelOf = channelsOf(given.network, actors);
  const partition = partitionOf(faults, actors);
  const post = postOf(actors, channelOf, partition);
  const crashes = crashesOf(faults, actors);
  const slots: readonly AnySlot[] = [
    ...actors.map(({ slot }) => slot),
    ...post.slots,
    ...(partition === null ? [] : [partition]),
    ...crashes.slots,
  ];
  const inputsOf = ({ group }: Actor): readonly EventLike[] => inputs[group] ?? [];
  const model: Made = {
    name,
    slots,
    rules: [
      ...actors.flatMap((actor) => [...inputRules(actor, inputsOf(actor)), ...moveRules(actor)]),
      ...crashes.rules,
      ...post.rules,
      ...partitionRules(partition, actors),
    ],
    routes: post.routes,
    properties: propertiesOf(given, actors, slots),
    ...(given.mayEnd && { mayEnd: byActors(given.mayEnd, actors) }),
    display: displayOf({ actors, inboxes: [...post.inboxes.values()] }),
    ...(given.within && { within: byActors(given.within, actors) }),
    snapshots: snapshotsOf(actors, slots),
  };
  const whole =
    given.initial === undefined ? model : { ...model, initial: startsOf(given.initial, model, actors) };
  return observedBy(whole, observationOfSystem({ actors, channelOf, post, slots, inputsOf }));
}

function machineOptionsOf(given: Given, group: string): XStateOptions<AnyStateMachine> {
  const { timers, timersMax, childrenMax } = given;
  const outcomes = given.outcomes?.[group];
  return {
    ...(outcomes && { outcomes }),
    ...(timers && { timers }),
    ...(timersMax !== undefined && { timersMax }),
    ...(childrenMax !== undefined && { childrenMax }),
  };
}

/** Reads the actors of a global state by name. */
function snapshotsOf(
  actors: readonly Actor[],
  slots: readonly AnySlot[],
): (states: readonly unknown[]) => States {
  const statesOf = byName(actors);
  const isState = (states: unknown): boolean => Array.isArray(states) && states.length === slots.length;
  return (states) => {
    accepts(`a state of the model, ${slots.length} local states`, isState)(
      'what snapshots() is given',
      states,
    );
    return statesOf(states);
  };
}

/** A predicate over the local states in slot order; those of the actors are the first. */
function byActors(
  predicate: AnyPredicate,
  actors: readonly Actor[],
): (states: readonly unknown[]) => boolean {
  const statesOf = byName(actors);
  return (states) => predicate(statesOf(states));
}

/** The initial states that the given inputs lead to, with the effects of starting routed. */
function startsOf(
  starts: readonly Readonly<Record<string, unknown>>[],
  model: Model,
  actors: readonly Actor[],
): readonly (readonly unknown[])[] {
  return starts.flatMap((start) => {
    const unknown = Object.keys(start).find((name) => actors.every(({ group }) => group !== name));
    if (unknown !== undefined) throw noActor(`initial: '${unknown}'`, actors);
    const steps = model.slots.map((slot, i): readonly AnyStep[] => {
      const actor = actors[i];
      if (actor === undefined || !(actor.group in start)) return waysToStart(slot);
      const given = start[actor.group];
      return actor.component.restarted(
        actor.copy === null ? given : inputsOfCopies(given, actor, actors)[actor.copy],
      );
    });
    return startedStates(model, steps);
  });
}

/** The inputs of all copies of an actor: one of each, or some would be left without. */
function inputsOfCopies(given: unknown, { group }: Actor, actors: readonly Actor[]): readonly unknown[] {
  const count = actors.filter((actor) => actor.group === group).length;
  accepts(
    `a list of ${count} inputs, one for each copy`,
    (value) => Array.isArray(value) && value.length === count,
  )(`initial: '${group}'`, given);
  return given as readonly unknown[];
}

/** Rejects names in a definition that are of no actor. */
function rejectUnknownNames(
  { inputs, persist, outcomes, faults = {} }: Given,
  actors: readonly Actor[],
): void {
  const named = { inputs, persist, outcomes, 'faults.crashes': faults.crashes };
  for (const [where, record] of Object.entries(named)) {
    if (typeof record !== 'object') continue;
    const name = Object.keys(record).find((one) => actors.every(({ group }) => group !== one));
    if (name !== undefined) throw noActor(`${where}: '${name}'`, actors);
  }
}
