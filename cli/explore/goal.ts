import { invariant, type Model, type Property } from '../../checker/index.js';
import { varNames } from '../../checker/replay/trace-of.js';
import { valueOf } from '../../checker/replay/value-of.js';
import type { Value } from '../../traces/index.js';
import { ExoError } from '../../errors/index.js';
import type { Goal } from '../../viewer/index.js';
import { expectFields } from './fields.js';
import { isWitness } from './leads.js';
import { readPredicate, type Predicate, type Shown } from './predicate.js';

/** A model whose first violation, or first deadlock, is what is wanted. */
export interface Wanted {
  readonly model: Model;
  /** What is wanted, in words: `Agreement is violated`. */
  readonly words: string;
}

const NAME = 'Wanted';

/**
 * A search for a goal from a state as a search for a counterexample: the model begins there, and its one property is that the goal is
 * not reached.
 *
 * @throws ExoError EXO391 for a predicate that is none, EXO301 for a property that the model does not have.
 */
export function wanted(model: Model, states: readonly unknown[], goal: Goal): Wanted {
  const { name, slots, rules, routes, within, mayEnd } = model;
  const bare: Model = {
    ...{ name, slots, rules, routes, properties: [], initial: [states] },
    ...(within && { within }),
  };
  // Ends on the way are none of what is looked for.
  const going = { ...bare, mayEnd: () => true };
  switch (goal.kind) {
    case 'end':
      return {
        model: { ...bare, ...(mayEnd && { mayEnd }) },
        words: 'nothing is enabled, faults aside, and a run may not end there',
      };
    case 'property': {
      const property = model.properties.find((one) => one.name === goal.name);
      if (property === undefined) throw unknownProperty(model, goal.name);
      const words = `${goal.name} is ${isWitness(property) ? 'reached' : 'violated'}`;
      return { model: { ...going, properties: [avoiding(property)] }, words };
    }
    case 'predicate':
      return {
        model: { ...going, properties: [predicateProperty(model, goal.text)] },
        words: `${goal.text} holds`,
      };
  }
}

/** Broken as soon as the witness is reached; a property that can be broken stays as it is. */
function avoiding(property: Property): Property {
  switch (property.kind) {
    case 'sometimes': {
      const { holds, ...rest } = property;
      return { ...rest, kind: 'invariant', holds: (views) => !holds(views) };
    }
    case 'sometimes-step': {
      const { holds, ...rest } = property;
      return { ...rest, kind: 'step', holds: (before, after, action) => !holds(before, after, action) };
    }
    default:
      return property;
  }
}

/** Of all variables that the predicate reads, as a trace shows them. */
function predicateProperty(model: Model, text: string): Property {
  const names = varNames(model);
  const predicate = predicateFor(model, text);
  const slots = model.slots.filter((slot) => predicate.vars.includes(names.get(slot) ?? ''));
  const vars = slots.map((slot) => names.get(slot) ?? '');
  return invariant({
    name: NAME,
    over: [slots.length > 0 ? slots : model.slots.slice(0, 1)],
    view: (state, { component }) =>
      valueOf(component.show === undefined ? state : component.show(state as never)),
    holds: (views) =>
      !predicate.holds(Object.fromEntries(vars.map((name, i) => [name, views[i] as Value])) as Shown),
  });
}

/** A predicate over variables and fields that the model has. @throws ExoError EXO391 */
function predicateFor(model: Model, text: string): Predicate {
  const predicate = readPredicate(text, [...varNames(model).values()]);
  expectFields(model, predicate, text);
  return predicate;
}

/** Whether a predicate holds in a state. @throws ExoError EXO391 */
export function predicateOf(model: Model, text: string): (states: readonly unknown[]) => boolean {
  const names = varNames(model);
  const predicate = predicateFor(model, text);
  return (states) =>
    predicate.holds(
      Object.fromEntries(
        model.slots.flatMap((slot, i): [string, Value][] => {
          const name = names.get(slot) ?? '';
          if (!predicate.vars.includes(name)) return [];
          const { component } = slot;
          const state = states[i] as never;
          return [[name, valueOf(component.show === undefined ? state : component.show(state))]];
        }),
      ),
    );
}

function unknownProperty({ properties, leftOut = [] }: Model, name: string): ExoError {
  const because = leftOut.find((one) => one.name === name)?.because;
  if (because !== undefined)
    return new ExoError('EXO301', `property '${name}' is not asked within these bounds: ${because}`);
  const known = properties.map((one) => one.name).join(', ') || 'none';
  return new ExoError('EXO301', `there is no property '${name}'; accepted: ${known}`);
}
