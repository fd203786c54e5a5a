import { ExoError } from '../../errors/index.js';
import { askEncode, askInitial, askStarts } from './asked.js';
import { sameBytes } from './bytes.js';
import type { Model } from './model.js';
import { problemOfModel } from './model-shape.js';
import type { AnyStep } from './component.js';
import type { AnySlot } from './rules.js';

/**
 * Rejects a model that cannot be explored: without slots or rules, with slot names that collide, with two
 * routes for one slot, with a component that starts nowhere, with a property over nothing, or with a part that names
 * a slot of another model.
 *
 * Throws EXO123, and EXO137 for a rule with `fairness`. What can only be seen while the model runs is reported then: an effect without a route
 * (EXO121), a leg to a foreign slot (EXO122).
 *
 * @example
 * validateModel(model); // EXO123 where it cannot be explored
 */
export function validateModel(model: Model): void {
  rejectWrongShape(model);
  rejectEmpty(model);
  rejectCollisions(model);
  rejectWrongSlots(model);
  rejectWrongStates(model);
  for (const { component } of model.slots) rejectWrongStarts(model, component);
}

/** The first bytes may stand in a buffer that the second ones overwrite. */
function hasSameBytes(component: AnySlot['component'], left: unknown, right: unknown): boolean {
  return sameBytes(askEncode(component, left).slice(), askEncode(component, right));
}

/** Rejects what is no model at all, as plain JavaScript may give it. @throws ExoError EXO123 */
export function rejectWrongShape(model: Model): void {
  const problem = problemOfModel(model);
  if (problem !== null) throw new ExoError('EXO123', problem);
}

function rejectWrongStarts(model: Model, component: AnySlot['component']): void {
  const initial = askInitial(component);
  const { name } = component;
  if (initial.length === 0) {
    reject(model, `component '${name}' has no initial state: return at least one from initial()`);
  }
  const starts = askStarts(component);
  const isSame = ({ next }: AnyStep, i: number): boolean =>
    next === initial[i] || hasSameBytes(component, next, initial[i]);
  if (starts.length === initial.length && starts.every(isSame)) return;
  reject(model, `initial() and initialSteps() of component '${name}' differ: replace both, or neither`);
}

function rejectEmpty(model: Model): void {
  if (model.slots.length === 0) reject(model, `there are no slots: list at least one in 'slots'`);
  if (model.rules.length === 0) reject(model, `there are no rules, so nothing can happen: list at least one`);
}

function rejectCollisions(model: Model): void {
  const slotName = firstRepeated(model.slots.map(({ name }) => name));
  if (slotName !== undefined) {
    reject(model, `two slots are called '${slotName}': give each slot a name of its own`);
  }
  const routed = firstRepeated(model.routes.map(({ slot }) => slot));
  if (routed !== undefined) {
    reject(model, `slot '${routed.name}' has two routes: put all its legs into one`);
  }
}

function rejectWrongSlots(model: Model): void {
  const known = new Set<AnySlot>(model.slots);
  const check = (slot: AnySlot, where: string): void => {
    if (known.has(slot)) return;
    reject(model, `${where} names slot '${slot.name}', which is not one of the model's: add it to 'slots'`);
  };
  for (const rule of model.rules) {
    if (rule.fairness !== undefined) throw noFairness(rule.name);
    check(rule.slot, `rule '${rule.name}'`);
    for (const read of rule.reads) check(read, `'reads' of rule '${rule.name}'`);
  }
  for (const route of model.routes) check(route.slot, 'a route');
  for (const property of model.properties) {
    if (property.over.some((group) => group.length === 0)) {
      reject(model, `a group of property '${property.name}' has no slots: list those that it reads`);
    }
    for (const slot of property.over.flat()) check(slot, `a group of property '${property.name}'`);
    const { alsoOn = [] } = 'alsoOn' in property ? property : {};
    for (const slot of alsoOn) check(slot, `'alsoOn' of property '${property.name}'`);
  }
}

function rejectWrongStates(model: Model): void {
  if (model.initial === undefined) return;
  if (model.initial.length === 0) {
    reject(model, `'initial' lists no state: list at least one, or leave it out for all combinations`);
  }
  const wrong = model.initial.findIndex((states) => states.length !== model.slots.length);
  if (wrong < 0) return;
  const has = `initial[${wrong}] has ${model.initial[wrong]?.length} local states`;
  reject(model, `${has}: give one for each of the ${model.slots.length} slots, in their order`);
}

/** EXO137: no search knows fairness yet, and what is promised to it would be believed. */
function noFairness(rule: string): ExoError {
  return new ExoError(
    'EXO137',
    `rule '${rule}' asks for fairness, which no search takes into account: leave 'fairness' out`,
  );
}

function firstRepeated<T>(values: readonly T[]): T | undefined {
  return values.find((value, at) => values.indexOf(value) !== at);
}

function reject(model: Model, what: string): never {
  throw new ExoError('EXO123', `model '${model.name}': ${what}`);
}
