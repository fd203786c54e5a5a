import {
  askBeyond,
  askOffers,
  askRoute,
  askStarts,
  askStep,
  askWhen,
  askWithin,
  type AskedStep,
} from './asked.js';
import { blockedStart, endless, LEGS_MAX, noRoute, noSuchSlot } from './model-errors.js';
import type { Model } from './model.js';
import type { AnyStep, EffectLike } from './component.js';
import type { AnySlot, Leg, Rule } from './rules.js';
import type { LegRecord, Transition } from './transition.js';

/**
 * The initial states that the model lists; else all combinations of the slots' starts, the last slot varying
 * fastest, and for each of them every way in which the effects of starting can go.
 *
 * This file is the meaning of a model, written to be read: no tables, no interning, every component asked every
 * time. The fast engine must agree with it, and counterexamples are executed again through it.
 *
 * @throws ExoError EXO121 and EXO122 as `successors` does, EXO174 where an effect of starting leads to an event that
 * is disabled.
 *
 * @example
 * console.log(initialStates(model).length); // 1
 */
export function initialStates(model: Model): readonly (readonly unknown[])[] {
  return model.initial ?? startedStates(model, model.slots.map(startsOf));
}

/** The initial states of a model whose slots start in these ways, given in slot order. */
export function startedStates(
  model: Model,
  starts: readonly (readonly AnyStep[])[],
): readonly (readonly unknown[])[] {
  const combined = starts.reduce<readonly (readonly AnyStep[])[]>(
    (tuples, ways) => tuples.flatMap((tuple) => ways.map((start) => [...tuple, start])),
    [[]],
  );
  return combined.flatMap((tuple) => settle(model, tuple));
}

/** The ways in which a slot may start. */
export function startsOf({ component }: AnySlot): readonly AnyStep[] {
  return askStarts(component);
}

/** Routes the effects of starting, in slot order. */
function settle(model: Model, starts: readonly AnyStep[]): readonly (readonly unknown[])[] {
  const legs = starts.flatMap(({ effects }, i) =>
    effects.flatMap((effect) => routed(model, model.slots[i] as AnySlot, effect)),
  );
  const states = starts.map(({ next }) => next);
  const refuse = (leg: PendingLeg): never => {
    throw blockedStart(leg, leg.cause);
  };
  return perform(model, 'init', legs, { legs: [], states }, { ask: askStep, blocked: refuse }).map(
    (end) => end.states,
  );
}

/**
 * Every transition from the given local states (in slot order), by slot, then by the order of that slot's
 * rules, then of their offers, then of the components' choices. A transition that changes nothing, or that
 * leads where another leads, is listed all the same; but one all of whose legs were skipped is no transition.
 *
 * Throws EXO121 where an effect has no route, EXO122 where a leg goes to a slot that the model does not have, EXO135
 * where effects cause each other without end. Components are asked every time, unless `ask` remembers what they answer.
 *
 * @example
 * const [start = []] = initialStates(model);
 * console.log(successors(model, start).map(({ rule }) => rule.name)); // [ 'Prepare', 'Prepare' ]
 */
export function successors(
  model: Model,
  states: readonly unknown[],
  ask: AskedStep = askStep,
): readonly Transition[] {
  return rulesInOrder(model).flatMap((rule) => transitionsOf(model, rule, states, ask));
}

/** The rules in the order in which they are enumerated: faults last, by slot, then as the model lists them. */
export function rulesInOrder({ slots, rules }: Model): readonly Rule[] {
  return [false, true].flatMap((isFault) =>
    slots.flatMap((slot) =>
      rules.filter((rule) => rule.slot === slot && (rule.isFault === true) === isFault),
    ),
  );
}

/**
 * Whether a state with these successors is a dead end: there are none, or all are by faults.
 *
 * @example
 * const [start = []] = initialStates(model);
 * console.log(isDeadEnd(successors(model, start))); // false
 */
export function isDeadEnd(next: readonly Transition[]): boolean {
  return next.every(({ rule }) => rule.isFault === true);
}

/** The transitions of one rule, as `successors` has them. */
export function transitionsOf(
  model: Model,
  rule: Rule,
  states: readonly unknown[],
  ask: AskedStep = askStep,
): readonly Transition[] {
  const stateOf = (slot: AnySlot): unknown => states[indexOf(model, slot)];
  if (!askWhen(rule, stateOf(rule.slot))) return [];
  const offers = askOffers(rule, [rule.slot, ...rule.reads].map(stateOf));
  return offers.flatMap(({ legs, params = {} }) =>
    perform(
      model,
      rule.name,
      legs.map((leg) => ({ ...leg, cause: null })),
      { legs: [], states },
      { ask },
    )
      .filter((end) => legs.length === 0 || end.legs.some(({ skipped }) => !skipped))
      .map((end) => ({ rule, params, ...end })),
  );
}

/**
 * The bound that a state is beyond, so that no search goes on from it: the first that a component names, or `within`
 * for the constraint of the model. Undefined for a state within all bounds.
 */
export function boundExceeded(model: Model, states: readonly unknown[]): string | undefined {
  for (const [i, { component }] of model.slots.entries()) {
    const bound = askBeyond(component, states[i]);
    if (bound !== undefined) return bound;
  }
  return askWithin(model, () => states) ? undefined : 'within';
}

/** A leg that waits its turn. */
interface PendingLeg extends Leg {
  readonly cause: AnySlot | null;
}

/** How far a transition has come: the legs done, and the local states after them. */
interface Progress {
  readonly legs: readonly LegRecord[];
  readonly states: readonly unknown[];
}

/** Who asks components, and what comes of a leg that is blocked: nothing where that is left out. */
interface Performing {
  readonly ask: AskedStep;
  readonly blocked?: (leg: PendingLeg) => readonly Progress[];
}

/**
 * Performs the first leg of the queue, and all that follows from it, in every way in which it can go: in none where
 * a leg is blocked, unless `blocked` has another answer.
 */
function perform(
  model: Model,
  action: string,
  queue: readonly PendingLeg[],
  soFar: Progress,
  by: Performing,
): readonly Progress[] {
  const [first, ...rest] = queue;
  if (first === undefined) return [soFar];
  const { slot, event, cause } = first;
  if (soFar.legs.length >= LEGS_MAX) throw endless(action, slot);
  const index = indexOf(model, slot);
  const outcomes = by.ask(slot.component, soFar.states[index], event);
  if (outcomes.length === 0) {
    if (first.ifDisabled === 'block') return by.blocked?.(first) ?? [];
    const skipped = { slot, event, cause, skipped: true, effects: [] };
    return perform(model, action, rest, { legs: [...soFar.legs, skipped], states: soFar.states }, by);
  }
  return outcomes.flatMap(({ next, effects }) => {
    const caused = effects.flatMap((effect) => routed(model, slot, effect));
    const done = { slot, event, cause, skipped: false, effects };
    const further = { legs: [...soFar.legs, done], states: soFar.states.with(index, next) };
    return perform(model, action, [...rest, ...caused], further, by);
  });
}

/** The legs that an effect causes. */
function routed(model: Model, from: AnySlot, effect: EffectLike): readonly PendingLeg[] {
  const route = model.routes.find(({ slot }) => slot === from);
  if (route === undefined) throw noRoute(effect, from);
  return askRoute(route, effect).map((leg) => ({ ...leg, cause: from }));
}

function indexOf(model: Model, slot: AnySlot): number {
  const index = model.slots.indexOf(slot);
  if (index < 0) throw noSuchSlot(slot);
  return index;
}
