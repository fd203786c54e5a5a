import { ask, askOffers, askStep, askWhen, type AskedStep } from './asked.js';
import type { Model } from './model.js';
import type { AnySlot, Leg, Rule } from './rules.js';
import type { Transition } from './transition.js';

/** A rule by which nothing can be done in a state. */
export interface DisabledRule {
  readonly rule: Rule;
  /** In a few words, for people: `timeouts does not take DRAW`, `holdsToken says no`. */
  readonly why: string;
  /** It offers nothing to choose from in that state. */
  readonly isEmpty: boolean;
}

/**
 * The rules of a model by which nothing can be done in a state, given its local states in slot order and its successors, each
 * with what says no: a guard of a machine by its name, a component that does not take an event, or a condition of the rule
 * itself. The rules are asked for their offers even where their condition does not hold: what they then throw counts
 * as that.
 *
 * @example
 * const [start = []] = initialStates(model);
 * const [first] = whyDisabled(model, start, successors(model, start));
 * console.log(first?.rule.name, first?.why); // Go red does not take GO
 */
export function whyDisabled(
  model: Model,
  states: readonly unknown[],
  next: readonly Transition[],
  asked: AskedStep = askStep,
): readonly DisabledRule[] {
  const enabled = new Set(next.map(({ rule }) => rule));
  return model.rules.flatMap((rule) =>
    enabled.has(rule) ? [] : [{ rule, ...reasonOf(model, rule, states, asked) }],
  );
}

const CONDITION = 'its condition does not hold';
const REASONS_MAX = 2;

function reasonOf(
  model: Model,
  rule: Rule,
  states: readonly unknown[],
  asked: AskedStep,
): Omit<DisabledRule, 'rule'> {
  const stateOf = (slot: AnySlot): unknown => states[model.slots.indexOf(slot)];
  const isAllowed = askWhen(rule, stateOf(rule.slot));
  try {
    const offers = askOffers(rule, [rule.slot, ...rule.reads].map(stateOf));
    if (offers.length === 0)
      return { why: isAllowed ? 'there is nothing to choose from' : CONDITION, isEmpty: true };
    const reasons = offers.map(({ legs }) => blockIn(legs, model, states, asked) ?? CONDITION);
    const distinct = [...new Set(reasons)];
    const more = distinct.length > REASONS_MAX ? ', or others' : '';
    return { why: distinct.slice(0, REASONS_MAX).join(', or ') + more, isEmpty: false };
  } catch (error) {
    if (isAllowed) throw error;
    return { why: CONDITION, isEmpty: false };
  }
}

/** Why the first leg that blocks does; null where none of the offer itself does. The first outcome stands for all. */
function blockIn(
  legs: readonly Leg[],
  model: Model,
  states: readonly unknown[],
  asked: AskedStep,
): string | null {
  let now = states;
  for (const { slot, event, ifDisabled } of legs) {
    const place = model.slots.indexOf(slot);
    const [first] = asked(slot.component, now[place], event);
    if (first !== undefined) now = now.with(place, first.next);
    else if (ifDisabled === 'block') return refusalOf(slot, now[place], event as never);
  }
  return null;
}

function refusalOf(slot: AnySlot, state: unknown, event: never): string {
  const { component } = slot;
  const { type } = event as { readonly type: string };
  const refusals = ask(
    () => `'refusals' of component '${component.name}'`,
    () => component.refusals?.(state as never, event) ?? [],
  );
  return refusals.length > 0 ? refusals.join(', or ') : `${slot.name} does not take ${type} now`;
}
