/** The parts of a chart, each with the place at which it is written. */
import type { AnyStateMachine } from 'xstate';

/** A state of a machine as XState keeps it. */
export type StateNode = AnyStateMachine['root'];

/** A transition as XState has formatted it; what it takes is this very object. */
export interface FormattedTransition {
  readonly guard?: unknown;
  readonly target?: readonly StateNode[] | undefined;
  readonly reenter: boolean;
  readonly actions: readonly unknown[];
}

/** A state node and all below it that a machine can be in, in document order. */
export function nodesBelow(node: StateNode): readonly StateNode[] {
  if (node.type === 'history') return [];
  return [node, ...Object.values(node.states).flatMap(nodesBelow)];
}

/** A transition, the event that it is for, and its place in the chart. */
export interface PlacedTransition {
  /** As XState names it: `REPLY`, `xstate.after.1000.client.waiting`; empty for `always`. */
  readonly descriptor: string;
  readonly place: string;
  readonly transition: FormattedTransition;
}

/** The transitions that are written at a state, in the order in which they are tried, those of `always` last. */
export function transitionsOf(node: StateNode): readonly PlacedTransition[] {
  const placed = (
    descriptor: string,
    part: string,
    transitions: readonly unknown[],
  ): readonly PlacedTransition[] =>
    transitions.map((transition, i) => ({
      descriptor,
      place: [...node.path, `${part}[${i}]`].join('.'),
      transition: transition as FormattedTransition,
    }));
  return [
    ...[...node.transitions].flatMap(([descriptor, list]) => placed(descriptor, partOf(descriptor), list)),
    ...placed('', 'always', node.always ?? []),
  ];
}

/** Where in the chart the transitions of a descriptor are written. */
function partOf(descriptor: string): string {
  const [, delay] = /^xstate\.after\.([^.]*)\./.exec(descriptor) ?? [];
  if (delay !== undefined) return `after.${delay}`;
  if (descriptor.startsWith('xstate.done.state.')) return 'onDone';
  const [, kind, actor] = /^xstate\.(done\.actor|error\.actor|snapshot)\.(.*)$/.exec(descriptor) ?? [];
  if (kind === undefined) return `on.${descriptor}`;
  return `invoke ${actor} ${{ 'done.actor': 'onDone', 'error.actor': 'onError' }[kind] ?? 'onSnapshot'}`;
}

/** One that only forbids an event has nothing to be taken. */
export function doesSomething({ transition }: PlacedTransition): boolean {
  return transition.target !== undefined || transition.actions.length > 0 || transition.reenter;
}
