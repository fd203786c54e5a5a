/**
 * A machine changed in one place. Each named guard can be replaced by always and by never, and each named action by
 * nothing, without looking into any of them: `machine.provide` swaps what a name stands for, wherever it is used,
 * inside `and`, `or` and `not` too. A property, or a witness, that no mutant of a rule can disturb says nothing
 * about that rule.
 */
import { assign, type AnyStateMachine } from 'xstate';
import { nodesOf } from '../xstate/invocations.js';
import { nameOf } from '../xstate/placeholders.js';
import type { Component, EffectLike, EventLike, Step } from '../model/component.js';

/** A machine changed in one place. */
export interface Mutated<M extends AnyStateMachine = AnyStateMachine> {
  readonly machine: M;
  /** An effect of this type is not emitted: what a no-op makes of an action that a model routes. */
  readonly silenced: string | null;
}

/** A change that can be made to a machine. */
export interface Mutant<M extends AnyStateMachine = AnyStateMachine> {
  /** `fits=always`, `fits=never`, `append=nothing`. */
  readonly name: string;
  readonly kind: 'always' | 'never' | 'nothing' | 'written';
  /** The guard or action that is replaced. */
  readonly of: string;
  mutate(machine: M): Mutated<M>;
}

/**
 * All mutants of a machine that need no thought, in the order of `setup`: guards first, then actions.
 *
 * @example
 * const gate = setup({ guards: { isOpen: () => true } }).createMachine({
 *   id: 'gate',
 *   initial: 'outside',
 *   states: { outside: { on: { ENTER: { guard: 'isOpen', target: 'inside' } } }, inside: {} },
 * });
 * console.log(mutantsOf(gate).map(({ name }) => name)); // [ 'isOpen=always', 'isOpen=never' ]
 */
export function mutantsOf<M extends AnyStateMachine>(machine: M): readonly Mutant<M>[] {
  const { guards, actions } = machine.implementations;
  return [
    ...Object.keys(guards).flatMap((name) => [guardMutant<M>(name, true), guardMutant<M>(name, false)]),
    ...Object.entries(actions).map(([name, action]) => actionMutant<M>(name, action)),
  ];
}

/**
 * The named guards and actions that the chart never refers to: a mutant of one of these changes nothing.
 *
 * @example
 * const gate = setup({ guards: { isOpen: () => true } }).createMachine({ id: 'gate' });
 * console.log(unusedIn(gate).guards); // [ 'isOpen' ]
 */
export function unusedIn(machine: AnyStateMachine): Unused {
  const { guards, actions } = machine.implementations;
  const used = usedIn(machine);
  return {
    guards: Object.keys(guards).filter((name) => !used.guards.has(name)),
    actions: Object.keys(actions).filter((name) => !used.actions.has(name)),
  };
}

export interface Unused {
  readonly guards: readonly string[];
  readonly actions: readonly string[];
}

/**
 * The component without its effects of one type; the component itself where that is null.
 *
 * @example
 * const quiet = silencing(north.component, 'ring');
 * console.log(quiet.name); // light
 */
export function silencing<S, E extends EventLike, F extends EffectLike>(
  component: Component<S, E, F>,
  type: string | null,
): Component<S, E, F> {
  if (type === null) return component;
  const silenced = ({ next, effects }: Step<S, F>): Step<S, F> => ({
    next,
    effects: effects.filter((effect) => effect.type !== type),
  });
  return { ...component, step: (state, event) => component.step(state, event).map(silenced) };
}

function guardMutant<M extends AnyStateMachine>(of: string, answer: boolean): Mutant<M> {
  const kind = answer ? 'always' : 'never';
  const mutate = (machine: M): Mutated<M> => ({
    machine: provided(machine, { guards: { [of]: () => answer } }),
    silenced: null,
  });
  return { name: `${of}=${kind}`, kind, of, mutate };
}

function actionMutant<M extends AnyStateMachine>(of: string, action: unknown): Mutant<M> {
  const mutate = (machine: M): Mutated<M> =>
    isBuiltin(action)
      ? { machine: provided(machine, { actions: { [of]: assign({}) } }), silenced: null }
      : { machine, silenced: of };
  return { name: `${of}=nothing`, kind: 'nothing', of, mutate };
}

/**
 * Whether XState carries the action out itself, as it does `assign` and `raise`. Any other is an effect: XState's
 * pure transition returns its name and params whatever stands behind the name, so there is nothing to replace.
 */
function isBuiltin(action: unknown): boolean {
  return typeof action === 'function' && 'resolve' in action && typeof action.resolve === 'function';
}

/** The machine with other implementations; what a machine of no known type provides has no known type either. */
function provided<M extends AnyStateMachine>(
  machine: M,
  implementations: { readonly guards?: object; readonly actions?: object },
): M {
  const other: AnyStateMachine = machine.provide(implementations as Parameters<M['provide']>[0]);
  return other as M;
}

interface Used {
  readonly guards: Set<string>;
  readonly actions: Set<string>;
}

function usedIn(machine: AnyStateMachine): Used {
  const used: Used = { guards: new Set(), actions: new Set() };
  const noteGuard = (guard: unknown): void => {
    for (const inner of innerGuards(guard)) noteGuard(inner);
    const name = nameOf(guard);
    if (name === undefined || used.guards.has(name)) return;
    used.guards.add(name);
    noteGuard(machine.implementations.guards[name]);
  };
  for (const node of nodesOf(machine.root)) {
    const transitions = [...[...node.transitions.values()].flat(), ...(node.always ?? [])];
    for (const { guard } of transitions) noteGuard(guard);
    const actions = [node.entry, node.exit, node.initial.actions, ...transitions.map((one) => one.actions)];
    for (const action of actions.flat()) used.actions.add(nameOf(action) ?? '');
  }
  return used;
}

/** What `and`, `or` and `not` put together. */
function innerGuards(guard: unknown): readonly unknown[] {
  if (typeof guard !== 'function' || !('guards' in guard)) return [];
  return Array.isArray(guard.guards) ? guard.guards : [];
}
