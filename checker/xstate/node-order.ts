/**
 * The active states of a machine as XState keeps them, as far as its value does not show them.
 *
 * A state that is entered is put behind those that are active already, and `always` is asked of the states in that order:
 * of two regions of a parallel state the one that has moved last comes last. And where transitions of several regions
 * exclude each other, or one goes to the history of the parallel state that it is in, XState may leave out a region, or
 * have two states active of which one excludes the other; its value is as if that had not happened. Both are part of a
 * local state where anything depends on them.
 */
import type { AnyMachineSnapshot, AnyStateMachine, StateValue } from 'xstate';

type StateNode = AnyStateMachine['root'];

/**
 * What the value of a snapshot does not show of its active states; undefined where that makes no difference, as in nearly
 * all. It is the ids of the innermost states at which `always` is asked, in the order of XState; or those of all
 * active states, where they are not those that the value names.
 */
export function orderOf({ machine, value, _nodes }: AnyMachineSnapshot): readonly string[] | undefined {
  if (activeIn(machine.root as StateNode, value as StateValue) !== _nodes.length) {
    return _nodes.map(({ id }) => id);
  }
  if (isSorted(_nodes)) return undefined;
  const asked = _nodes.filter((node) => isInnermost(node) && alwaysAt(node) !== '');
  const isOne = asked.every((node) => alwaysAt(node) === alwaysAt(asked[0] ?? node));
  return isOne || isSorted(asked) ? undefined : asked.map(({ id }) => id);
}

/**
 * The active states that a value names, in document order but for what `orderOf` says of them.
 *
 * Throws for the id of a state that there is not.
 */
export function inOrder(
  nodes: readonly StateNode[],
  order: readonly string[] = [],
  nodeOf: (id: string) => StateNode,
): StateNode[] {
  const given = order.map(nodeOf);
  if (given.some(({ parent }) => parent === undefined)) return given;
  const sorted = [...nodes].sort((a, b) => a.order - b.order);
  let next = 0;
  return sorted.map((node) => (order.includes(node.id) ? (given[next++] ?? node) : node));
}

/** Whether the active states of a snapshot are in the order in which all snapshots are given out. */
export function isOrdered(snapshot: AnyMachineSnapshot): boolean {
  const { _nodes: nodes } = snapshot;
  if (isSorted(nodes)) return true;
  const order = orderOf(snapshot);
  const nodeOf = (id: string): StateNode => nodes.find((node) => node.id === id) as StateNode;
  return order !== undefined && inOrder(nodes, order, nodeOf).every((node, i) => node === nodes[i]);
}

/** The number of states that a value names; no number where the regions of a parallel state are not all there. */
function activeIn(node: StateNode, value: StateValue): number {
  if (typeof value === 'string') return 2;
  const entries = Object.entries(value);
  const states = Object.values(node.states).filter(({ type }) => type !== 'history').length;
  if (entries.length !== (node.type === 'parallel' ? states : Math.min(states, 1))) return NaN;
  return entries.reduce((sum, [key, inner]) => sum + activeIn(node.states[key] ?? node, inner ?? {}), 1);
}

function isInnermost({ type }: StateNode): boolean {
  return type === 'atomic' || type === 'final';
}

function isSorted(nodes: readonly StateNode[]): boolean {
  return nodes.every((node, i) => i === 0 || (nodes[i - 1]?.order ?? 0) < node.order);
}

const always = new WeakMap<StateNode, string>();

/** The places of the states, from a state upwards, that have transitions without an event. */
function alwaysAt(node: StateNode): string {
  const known = always.get(node);
  if (known !== undefined) return known;
  const above = node.parent === undefined ? '' : alwaysAt(node.parent);
  const all = node.always === undefined ? above : `${node.order} ${above}`;
  always.set(node, all);
  return all;
}
