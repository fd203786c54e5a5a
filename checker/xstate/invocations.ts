/** The nodes of a chart, and what they invoke. */
import type { AnyActorLogic, AnyStateMachine } from 'xstate';

/** Something that a chart invokes. */
export interface Invocation {
  readonly id: string;
  /** `loading.invoke[0]` */
  readonly place: string;
  readonly src: string;
  readonly systemId: string | undefined;
  readonly logic: AnyActorLogic | undefined;
}

const invocations = new WeakMap<AnyStateMachine, readonly Invocation[]>();

/** All that a chart invokes, in document order. */
export function invocationsOf(machine: AnyStateMachine): readonly Invocation[] {
  const met = invocations.get(machine);
  if (met !== undefined) return met;
  const nodes = nodesOf(machine.root);
  const all = nodes.flatMap((node) =>
    node.invoke.map(({ id, src, systemId }, i) => ({
      id,
      place: [...node.path, `invoke[${i}]`].join('.'),
      src: String(src),
      systemId,
      logic: sourceOf(machine, String(src)),
    })),
  );
  invocations.set(machine, all);
  return all;
}

/** A state node and all below it, in document order. */
export function nodesOf(node: AnyStateMachine['root']): readonly AnyStateMachine['root'][] {
  return [node, ...Object.values(node.states).flatMap(nodesOf)];
}

/** What a source stands for in a machine, as XState looks it up. */
export function sourceOf(machine: AnyStateMachine, src: string): AnyActorLogic | undefined {
  const match = /^xstate\.invoke\.(\d+)\.(.*)/.exec(src);
  if (!match) return (machine.implementations.actors as Record<string, AnyActorLogic | undefined>)[src];
  const invoke: unknown = machine.getStateNodeById(match[2] ?? '').config.invoke;
  const one = (Array.isArray(invoke) ? invoke[Number(match[1])] : invoke) as { src?: unknown } | undefined;
  return typeof one?.src === 'object' ? (one.src as AnyActorLogic) : undefined;
}
