/** Implementations for what a chart only names, where it is clear what is meant. */
import { fromPromise, type AnyStateMachine } from 'xstate';
import { invocationsOf, nodesOf } from './invocations.js';

type StateNode = AnyStateMachine['root'];

/**
 * The machine with what its chart only names. A source that is invoked gets an implementation that is never run: its
 * outcomes are what counts. Actions get one that does nothing, if the machine has none at all.
 */
export function withPlaceholders(machine: AnyStateMachine): AnyStateMachine {
  const sources = invocationsOf(machine)
    .filter(({ src, logic }) => logic === undefined && !src.startsWith('xstate.invoke.'))
    .map(({ src }) => [src, fromPromise(() => new Promise(() => undefined))]);
  const actions = isDrawing(machine) ? nodesOf(machine.root).flatMap(actionNames) : [];
  if (sources.length + actions.length === 0) return machine;
  return machine.provide({
    actors: Object.fromEntries(sources),
    actions: Object.fromEntries(actions.map((name) => [name, () => undefined])),
  });
}

/**
 * Whether a chart comes without any action: then its actions are meant as effects, and XState does nothing for them.
 * Where some have an implementation and one has not, its name is rather misspelt.
 */
export function isDrawing({ implementations }: AnyStateMachine): boolean {
  return Object.keys(implementations.actions).length === 0;
}

/** The actions of a state node that are names. */
function actionNames(node: StateNode): readonly string[] {
  const transitions = [node.initial, ...(node.always ?? []), ...[...node.transitions.values()].flat()];
  const actions: readonly unknown[] = [
    ...node.entry,
    ...node.exit,
    ...transitions.flatMap((transition) => transition.actions),
  ];
  return actions.flatMap((action) => nameOf(action) ?? []);
}

/** The name that a guard or an action of a chart is referred to by, alone or with params; undefined where it is no name. */
export function nameOf(reference: unknown): string | undefined {
  if (typeof reference === 'string') return reference;
  if (typeof reference !== 'object' || reference === null || !('type' in reference)) return undefined;
  return typeof reference.type === 'string' ? reference.type : undefined;
}
