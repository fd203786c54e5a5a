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
 * active states, where they are not those that the value names. The order makes a difference only where transitions of several lists
 * have actions, which run in that order, or one leaves its region, so that the first is taken of those that exclude each other.
 */
export function orderOf({ machine, value, _nodes }: AnyMachineSnapshot): readonly string[] | undefined {
  if (activeIn(machine.root as StateNode, value as StateValue) !== _nodes.length) {
    return _nodes.map(({ id }) => id);
  }
  if (isSorted(_nodes)) return undefined;
  const innermost = _nodes.filter(isInnermost);
  const listOf = innermost.some((node) => alwaysAt(node).isLeaving) ? 'all' : 'acting';
  const asked = innermost.filter((node) => alwaysAt(node)[listOf] !== '');
  const lists = new Set(asked.map((node) => alwaysAt(node)[listOf]));
  return lists.size < 2 || isSorted(asked) ? undefined : asked.map(({ id }) => id);
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

/** The transitions without an event that are asked for at an active state. */
interface Always {
  /** The places of the states, from that state upwards, that have any. */
  readonly all: string;
  /** The places of the states that have some whose turn makes a difference by itself, since they have actions. */
  readonly acting: string;
  /** Whether one leaves the region that it is in, so that of it and those of other regions the first is taken. */
  readonly isLeaving: boolean;
}

const always = new WeakMap<StateNode, Always>();

function alwaysAt(node: StateNode): Always {
  const known = always.get(node);
  if (known !== undefined) return known;
  const above = node.parent && alwaysAt(node.parent);
  const own = node.always ?? [];
  const isLeaving = own.some(({ target = [] }) => target.some((one) => !isWithin(node, one)));
  const place = (is: boolean): string => (is ? `${node.order} ` : '');
  const all: Always = {
    all: place(own.length > 0) + (above?.all ?? ''),
    acting: place(own.some(({ actions }) => actions.length > 0)) + (above?.acting ?? ''),
    isLeaving: isLeaving || above?.isLeaving === true,
  };
  always.set(node, all);
  return all;
}

/** Whether a transition from a state to another exits nothing but what the state is beside, one at a time. */
function isWithin({ parent }: StateNode, target: StateNode): boolean {
  if (parent === undefined || parent.type === 'parallel') return false;
  for (let node = target.parent; node !== undefined; node = node.parent) if (node === parent) return true;
  return false;
}
