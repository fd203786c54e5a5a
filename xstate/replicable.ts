import type { AnyStateMachine, AnyStateNode, ExecutableActionObject } from 'xstate';
import { ExoError } from '../errors/index.js';

/** What of a machine each replica would do by itself, at a time of its own. @throws ExoError EXO447, naming the state. */
export function expectReplicable(machine: AnyStateMachine): void {
  for (const node of nodesOf(machine.root)) {
    const where = node.id === machine.root.id ? `machine '${machine.id}'` : `state '${node.id}'`;
    if (node.invoke.length > 0) throw unreplicable(where, 'invokes an actor');
    if (node.after.length > 0) throw unreplicable(where, 'has delayed transitions');
  }
}

/** Why an action cannot be replicated; null if it can. */
export function unreplicableAction({ type, params }: ExecutableActionObject): string | null {
  switch (type) {
    case 'xstate.spawnChild':
      return 'spawns an actor';
    case 'xstate.sendTo':
    case 'xstate.sendParent':
      return 'sends an event to another actor';
    case 'xstate.raise':
      return (params as { readonly delay?: unknown } | undefined)?.delay === undefined
        ? null
        : 'raises an event after a delay';
    default:
      return null;
  }
}

function* nodesOf(node: AnyStateNode): Generator<AnyStateNode> {
  yield node;
  for (const child of Object.values(node.states)) yield* nodesOf(child);
}

function unreplicable(where: string, what: string): ExoError {
  const text = `${where} ${what}: each replica would do so at a time of its own; send the event from outside instead`;
  return new ExoError('EXO447', text);
}
