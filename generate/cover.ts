/**
 * Walks through a graph from a root that together take every arc, with as few steps as there can be, and, of such walks, as few of them as there
 * can be.
 *
 * It is the problem of the Chinese postman who may go back to the root at any time without a step (Edmonds and Johnson, 1973): arcs are added,
 * by a flow of least cost, until as many lead into each node as out of it; then one tour takes all of them, and is cut where it goes back.
 */

import { assert } from '../errors/index.js';

export interface Arc {
  readonly from: number;
  readonly to: number;
}

/**
 * The walks, each as numbers of arcs. All nodes must be reachable from the root by the arcs. What is the least: the number of steps, then that
 * of walks.
 */
export function coveringWalks(
  nodes: number,
  root: number,
  arcs: readonly Arc[],
): readonly (readonly number[])[] {
  if (arcs.length === 0) return [];
  const returns = Array.from({ length: nodes }, (_, from): Arc => ({ from, to: root }));
  const all = [...arcs, ...returns];
  const flow = balancingFlow(nodes, all, arcs.length);
  const times = all.map((_, arc) => (arc < arcs.length ? 1 : 0) + (flow[arc] ?? 0));
  return cutAt(tour(nodes, root, all, times), (arc) => arc >= arcs.length);
}

/** A step costs so much more than a walk that any number of walks is cheaper. */
const STEP_COST = 1_000_000;

/**
 * How often each arc is to be taken besides, so that what every arc being taken once leaves over at some nodes and lacks at others is evened out:
 * shortest paths one after the other, in the residual network. Arcs from `steps` on are returns.
 */
function balancingFlow(nodes: number, arcs: readonly Arc[], steps: number): readonly number[] {
  const excess = new Int32Array(nodes);
  for (let arc = 0; arc < steps; arc++) {
    const { from, to } = arcs[arc] as Arc;
    excess[to] = (excess[to] ?? 0) + 1;
    excess[from] = (excess[from] ?? 0) - 1;
  }
  const flow = new Array<number>(arcs.length).fill(0);
  const costOf = (arc: number): number => (arc < steps ? STEP_COST : 1);
  const [out, into] = [adjacency(nodes, arcs, 'from'), adjacency(nodes, arcs, 'to')];
  for (;;) {
    const path = cheapestPath(nodes, excess, (node, relax) => {
      for (const arc of out[node] ?? []) relax((arcs[arc] as Arc).to, costOf(arc), arc, 1);
      for (const arc of into[node] ?? []) {
        if ((flow[arc] ?? 0) > 0) relax((arcs[arc] as Arc).from, -costOf(arc), arc, -1);
      }
    });
    if (path === null) return flow;
    const { from, to, moves } = path;
    const amount = moves.reduce(
      (least, { arc, sign }) => (sign < 0 ? Math.min(least, flow[arc] ?? 0) : least),
      Math.min(excess[from] ?? 0, -(excess[to] ?? 0)),
    );
    for (const { arc, sign } of moves) flow[arc] = (flow[arc] ?? 0) + sign * amount;
    excess[from] = (excess[from] ?? 0) - amount;
    excess[to] = (excess[to] ?? 0) + amount;
  }
}

interface Move {
  readonly arc: number;
  /** -1 where the flow of the arc is taken back. */
  readonly sign: number;
}

interface Path {
  readonly from: number;
  readonly to: number;
  readonly moves: readonly Move[];
}

type Relax = (to: number, cost: number, arc: number, sign: number) => void;

/** The cheapest path from a node with an excess to one that lacks something (Bellman and Ford, with a queue); null if none lacks anything. */
function cheapestPath(
  nodes: number,
  excess: Int32Array,
  edges: (node: number, relax: Relax) => void,
): Path | null {
  const cost = new Float64Array(nodes).fill(Infinity);
  const by = new Array<(Move & { readonly from: number }) | null>(nodes).fill(null);
  const queue: number[] = [];
  const isQueued = new Uint8Array(nodes);
  excess.forEach((amount, node) => {
    if (amount <= 0) return;
    cost[node] = 0;
    queue.push(node);
    isQueued[node] = 1;
  });
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    isQueued[node] = 0;
    const from = node;
    const base = cost[from] ?? Infinity;
    edges(from, (to, price, arc, sign) => {
      if (base + price >= (cost[to] ?? Infinity)) return;
      cost[to] = base + price;
      by[to] = { from, arc, sign };
      if (isQueued[to] === 1) return;
      isQueued[to] = 1;
      queue.push(to);
    });
  }
  let to = -1;
  excess.forEach((amount, node) => {
    if (amount < 0 && (to < 0 || (cost[node] ?? Infinity) < (cost[to] ?? Infinity))) to = node;
  });
  if (to < 0) return null;
  assert((cost[to] ?? Infinity) < Infinity, 'every node is reached from the root');
  const moves: Move[] = [];
  let from = to;
  for (let move = by[from]; move != null; move = by[from]) {
    moves.unshift(move);
    from = move.from;
  }
  return { from, to, moves };
}

function adjacency(nodes: number, arcs: readonly Arc[], end: keyof Arc): readonly (readonly number[])[] {
  const lists = Array.from({ length: nodes }, (): number[] => []);
  arcs.forEach((arc, i) => lists[arc[end]]?.push(i));
  return lists;
}

/** A closed walk from the root that takes each arc as often as it says (Hierholzer). */
function tour(
  nodes: number,
  root: number,
  arcs: readonly Arc[],
  times: readonly number[],
): readonly number[] {
  const left = [...times];
  const out = adjacency(nodes, arcs, 'from').map((list) => [...list]);
  const stack: { readonly node: number; readonly by: number }[] = [{ node: root, by: -1 }];
  const walk: number[] = [];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const list = out[top.node] ?? [];
    while (list.length > 0 && (left[list[0] ?? 0] ?? 0) === 0) list.shift();
    const [arc] = list;
    if (arc === undefined) {
      stack.pop();
      if (top.by >= 0) walk.push(top.by);
      continue;
    }
    left[arc] = (left[arc] ?? 0) - 1;
    stack.push({ node: (arcs[arc] as Arc).to, by: arc });
  }
  return walk.reverse();
}

function cutAt(walk: readonly number[], isCut: (arc: number) => boolean): readonly (readonly number[])[] {
  const walks: number[][] = [[]];
  for (const arc of walk) {
    if (isCut(arc)) walks.push([]);
    else walks.at(-1)?.push(arc);
  }
  return walks.filter((one) => one.length > 0);
}
