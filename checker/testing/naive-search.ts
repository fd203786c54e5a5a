import { askEnd } from '../model/asked.js';
import type { Model } from '../model/model.js';
import { boundExceeded, initialStates, isDeadEnd, successors } from '../model/reference.js';
import type { AnySlot } from '../model/rules.js';
import type { Property } from '../model/property.js';

/** What the naive search found. It visits every reachable state, also past a violation. */
export interface NaiveResult {
  readonly initialStates: number;
  /** Distinct states, initial states included. */
  readonly states: number;
  /** States beyond the constraint of the model, which are not gone on from. */
  readonly beyond: number;
  readonly transitions: number;
  /** The greatest distance of a state from an initial state. */
  readonly depth: number;
  /** How often each action was taken. */
  readonly actions: Readonly<Record<string, number>>;
  /** The length of a shortest run to a state without successors that `mayEnd` does not accept, if any. */
  readonly deadlock: number | null;
  /** The broken invariants and step properties, with the length of a shortest run that breaks each. */
  readonly violated: Readonly<Record<string, number>>;
  /** The witnesses that were reached, with the length of a shortest run to each. */
  readonly reached: Readonly<Record<string, number>>;
}

/**
 * Breadth-first search over the reference semantics, keyed by whole states: the oracle of the fast engine. For
 * tests; slow.
 */
export function naiveSearch(model: Model): NaiveResult {
  const depthOf = new Map<string, number>();
  const queue: { readonly states: readonly unknown[]; readonly depth: number }[] = [];
  const actions = Object.fromEntries(model.rules.map(({ name }) => [name, 0]));
  const verdicts: Verdicts = { violated: {}, reached: {} };
  let transitions = 0;
  let beyond = 0;
  let deadlock: number | null = null;

  const visit = (states: readonly unknown[], depth: number): void => {
    const key = keyOf(model, states);
    if (depthOf.has(key)) return;
    depthOf.set(key, depth);
    queue.push({ states, depth });
    judgeState(model, states, depth, verdicts);
  };

  for (const states of initialStates(model)) visit(states, 0);
  const initial = depthOf.size;
  for (const { states, depth } of queue) {
    if (boundExceeded(model, states) !== undefined) {
      beyond += 1;
      continue;
    }
    const found = successors(model, states);
    if (isDeadEnd(found) && !askEnd(model, states)) deadlock ??= depth;
    transitions += found.length;
    for (const { rule, states: next } of found) {
      actions[rule.name] = (actions[rule.name] ?? 0) + 1;
      judgeStep(model, states, next, rule.name, depth + 1, verdicts);
      visit(next, depth + 1);
    }
  }
  const depth = queue.at(-1)?.depth ?? 0;
  return {
    initialStates: initial,
    states: depthOf.size,
    beyond,
    transitions,
    depth,
    actions,
    deadlock,
    ...verdicts,
  };
}

/** The encodings of the local states, each after its length: equal for equal states, and only for them. */
function keyOf(model: Model, states: readonly unknown[]): string {
  return model.slots.map((slot, i) => localKey(slot, states[i])).join('');
}

function localKey({ component }: AnySlot, state: unknown): string {
  const bytes = component.encode(state);
  return `${bytes.length}:${Buffer.from(bytes).toString('latin1')}`;
}

interface Verdicts {
  readonly violated: Record<string, number>;
  readonly reached: Record<string, number>;
}

function judgeState(model: Model, states: readonly unknown[], depth: number, verdicts: Verdicts): void {
  for (const property of model.properties) {
    if (property.kind === 'step' || property.kind === 'sometimes-step') continue;
    for (const group of property.over) {
      const holds = property.holds(viewsOf(model, property, group, states)) === true;
      note(property, holds, depth, verdicts);
    }
  }
}

function judgeStep(
  model: Model,
  states: readonly unknown[],
  next: readonly unknown[],
  action: string,
  depth: number,
  verdicts: Verdicts,
): void {
  for (const property of model.properties) {
    if (property.kind === 'invariant' || property.kind === 'sometimes') continue;
    for (const group of property.over) {
      const own = { before: statesOf(model, group, states), after: statesOf(model, group, next) };
      const isChanged = group.some(
        (slot, i) => localKey(slot, own.before[i]) !== localKey(slot, own.after[i]),
      );
      if (!isChanged) continue;
      const before = viewsOf(model, property, group, states);
      const after = viewsOf(model, property, group, next);
      note(property, property.holds(before, after, action) === true, depth, verdicts);
    }
  }
}

function note(property: Property, holds: boolean, depth: number, { violated, reached }: Verdicts): void {
  const isDemand = property.kind === 'invariant' || property.kind === 'step';
  if (isDemand && !holds) violated[property.name] ??= depth;
  if (!isDemand && holds) reached[property.name] ??= depth;
}

function statesOf(model: Model, group: readonly AnySlot[], states: readonly unknown[]): readonly unknown[] {
  return group.map((slot) => states[model.slots.indexOf(slot)]);
}

function viewsOf(
  model: Model,
  { view }: Property,
  group: readonly AnySlot[],
  states: readonly unknown[],
): readonly unknown[] {
  const own = statesOf(model, group, states);
  return view ? group.map((slot, i) => view(own[i], slot)) : own;
}
