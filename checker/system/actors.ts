/** The actors of a system: a slot for each, and what they may do by themselves. */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { rejectUnknownKeys } from '../environment/given.js';
import { ExoError } from '../../errors/index.js';
import type { ChartWatch } from '../model/chart-watch.js';
import { xstateComponent } from '../xstate/component.js';
import { isMachine } from '../xstate/outcomes.js';
import type { XStateComponent, XStateOptions } from '../xstate/types.js';
import { textOf } from './text.js';
import type { ActorDefinition, AnyActors } from './definition.js';
import type { EffectLike, EventLike, Step } from '../model/component.js';
import { leg, rule, slot, type Offer, type Rule, type Slot } from '../model/rules.js';

/** A snapshot of any machine. */
export type Snapshot = AnyMachineSnapshot;

type ActorComponent = XStateComponent<Snapshot, EventLike, EffectLike>;

/** One actor. */
export interface Actor {
  /** `client`, or `worker[0]`. */
  readonly name: string;
  /** Its key in `actors`. */
  readonly group: string;
  /** Its number among the copies of its machine; null where there is only one. */
  readonly copy: number | null;
  readonly machine: AnyStateMachine;
  readonly component: ActorComponent;
  readonly slot: Slot<Snapshot, EventLike, EffectLike>;
}

/** What an actor has after a crash; nothing when left out. */
export type Persist = 'all' | ((snapshot: Snapshot) => unknown);

/** How the machines are asked, and what survives a crash of each. */
export interface ActorOptions {
  readonly persistOf: (group: string) => Persist | undefined;
  readonly machineOptions: (group: string) => XStateOptions<AnyStateMachine>;
  /** The names of those that are no part of the model, and that actors may send to all the same. */
  readonly outside: readonly string[];
}

/** All actors, in the order of the definition, copies by number. */
export function actorsOf(definitions: AnyActors, options: ActorOptions): readonly Actor[] {
  const groups = Object.entries(definitions).map(([group, definition]) => ({
    group,
    definition: definitionOf(group, definition),
  }));
  const names = groups.flatMap(({ group, definition }) => namesOf(group, definition));
  const both = options.outside.find((name) => names.includes(name));
  if (both !== undefined) {
    throw new ExoError('EXO176', `peers: '${both}' is an actor of the system; leave it out of one of both`);
  }
  const peers = [...names, ...options.outside];
  return groups.flatMap(({ group, definition }) => copiesOf(group, definition, peers, options));
}

function definitionOf(group: string, given: AnyActors[string] | null | undefined): ActorDefinition {
  if (isMachine(given)) return { machine: given };
  if (typeof given === 'object' && given !== null && 'machine' in given && isMachine(given.machine)) {
    rejectUnknownKeys(`actor '${group}'`, given, ['machine', 'input', 'count']);
    return given;
  }
  throw new ExoError('EXO176', `actor '${group}' is no machine; give it one, or { machine, input, count }`);
}

/** Whether an actor can be called so: properties take it apart by that name. */
export function isActorName(name: string): boolean {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) && name !== '__proto__';
}

/** Each copy is a slot: with more, the first state alone is more than can be searched from. */
const COPIES_MAX = 1000;

/** The names of the actors that are made of a definition. */
export function namesOf(group: string, { count }: ActorDefinition): readonly string[] {
  if (!isActorName(group)) {
    throw new ExoError('EXO176', `'${group}' is no name for an actor: use letters, digits and _`);
  }
  if (count === undefined) return [group];
  if (!Number.isSafeInteger(count) || count < 1 || count > COPIES_MAX) {
    throw new ExoError(
      'EXO176',
      `actor '${group}': count is ${String(count)}; it takes a whole number from 1 to ${COPIES_MAX}`,
    );
  }
  return Array.from({ length: count }, (_, copy) => `${group}[${copy}]`);
}

function copiesOf(
  group: string,
  definition: ActorDefinition,
  peers: readonly string[],
  options: ActorOptions,
): readonly Actor[] {
  const { machine, input, count } = definition;
  const make = (name: string, own: unknown): ActorComponent => {
    const all = { ...options.machineOptions(group), name, peers, ...(own !== undefined && { input: own }) };
    const component = xstateComponent(machine, all) as unknown as ActorComponent;
    return namedCharts(crashing(component, own, options.persistOf(group)), group, machine);
  };
  return namesOf(group, definition).map((name, i) => {
    const own = typeof input === 'function' ? (input as (copy: number) => unknown)(i) : input;
    // Also of copies that start alike each has a component: a machine may look at its own name, by `self` or `system.get`.
    const component = make(name, own);
    return {
      name,
      group,
      copy: count === undefined ? null : i,
      machine,
      component,
      slot: slot(name, component),
    };
  });
}

/** Has coverage call the chart of an actor by the actor's name, since many machines have no id. */
function namedCharts(component: ActorComponent, name: string, { config }: AnyStateMachine): ActorComponent {
  const named = (watch: ChartWatch): ChartWatch => ({
    machine: name,
    chart: watch.chart,
    parts: watch.parts,
    isMet: (part) => watch.isMet(part),
    forget: () => watch.forget(),
    unsaid: () => component.unsaid(),
  });
  return {
    ...component,
    charts: () => component.charts().map((watch) => (watch.chart === config ? named(watch) : watch)),
  };
}

/** The event by which an actor crashes, and is restarted in the same step. */
export const CRASH: EventLike = { type: 'xstate.exo.crash' };

/** Lets a component crash: an actor that has ended does so no more. */
function crashing(component: ActorComponent, input: unknown, persist: Persist | undefined): ActorComponent {
  const restart = (snapshot: Snapshot): readonly Step<Snapshot, EffectLike>[] => {
    if (persist === 'all') return component.restored(component.persisted(snapshot));
    return component.restarted(persist === undefined ? input : persist(snapshot));
  };
  return {
    ...component,
    step: (snapshot, event) => {
      if (event.type !== CRASH.type) return component.step(snapshot, event);
      return snapshot.status === 'active' ? restart(snapshot) : [];
    },
  };
}

/** Rules by which the world sends events to an actor, one for each type of event. */
export function inputRules(actor: Actor, events: readonly EventLike[]): readonly Rule[] {
  const types = [...new Set(events.map(({ type }) => type))];
  return types.map((type) => {
    if (!actor.component.accepts(type)) {
      const text = `inputs of '${actor.group}': no state of its chart handles event '${type}'`;
      throw new ExoError('EXO177', `${text}; leave it out, or mend its name`);
    }
    const offers = events.filter((event) => event.type === type).map((event) => inputOffer(actor, event));
    return rule({ name: type, slot: actor.slot, offers: () => offers });
  });
}

function inputOffer(actor: Actor, event: EventLike): Offer {
  const payload = Object.entries(event).filter(([key]) => key !== 'type');
  return { params: { to: textOf(actor.name, Object.fromEntries(payload)) }, legs: [leg(actor.slot, event)] };
}

/** What an actor may do by itself: a timer goes off, something that it has invoked ends, or sends an event. */
const MOVES = ['Timer', 'Done', 'Failed', 'Emit'];

/** Rules for what an actor may do by itself. Whether its chart can is known only when it does. */
export function moveRules(actor: Actor): readonly Rule[] {
  const { component, slot: own, name } = actor;
  return MOVES.map((action) =>
    rule({
      name: action,
      slot: own,
      isOptional: true,
      offers: (snapshot) =>
        component
          .moves(snapshot)
          .filter((move) => move.action === action)
          .map(({ params, event }) => ({ params: { of: textOf(name, params) }, legs: [leg(own, event)] })),
    }),
  );
}
