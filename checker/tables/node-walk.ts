import { LEGS_MAX } from '../model/model-errors.js';
import type { Batch } from './batch.js';
import type { CurrentState } from './current-state.js';
import type { StraightWalk } from './straight-walk.js';
import type { TransitionGraph } from './transition-graph.js';
import { EDGE_WORDS, NODE_WORDS, type WalkTables } from './walk-tables.js';

/** Walks through the nodes of the transition graph one by one, where no fused row has all that follows. */
export class NodeWalk {
  constructor(
    private readonly graph: TransitionGraph,
    private readonly walks: WalkTables,
    private readonly state: CurrentState,
    private readonly straight: StraightWalk,
  ) {}

  /** Walks on from a node after two others, with the changes made there. */
  walkFrom(node: number, low: number, high: number, change: number, change2: number, batch: Batch): void {
    this.state.apply(change);
    this.state.apply(change2);
    this.walk(node, low, high, batch, 2);
    this.state.undoTo(0);
  }

  /** Walks on from a node, with this many behind it. */
  walk(node: number, low: number, high: number, batch: Batch, behind: number): void {
    const { walks, state } = this;
    const id = state.locals[walks.nodes[node] as number] as number;
    if (behind >= LEGS_MAX) throw this.graph.endless(node / NODE_WORDS);
    const row = walks.rowOf(node, id);
    if (row === 0) {
      this.straight.run(node / NODE_WORDS, low, high, batch, behind);
      return;
    }
    // A larger array may replace this one while the walk goes deeper; the rows made so far stay valid.
    const edges = walks.edges;
    const begin = row < 0 ? -row : row + 1;
    const end = row < 0 ? begin + EDGE_WORDS : begin + EDGE_WORDS * (edges[row] as number);
    const length = state.length;
    for (let edge = begin; edge < end; edge += EDGE_WORDS) {
      const nextLow = low ^ (edges[edge + 1] as number);
      const nextHigh = high ^ (edges[edge + 2] as number);
      const to = edges[edge + 3] as number;
      state.apply(edges[edge] as number);
      if (to < 0) batch.addPath(nextLow, nextHigh, -1 - to, state.path, state.length);
      else this.walk(to, nextLow, nextHigh, batch, behind + 1);
      state.undoTo(length);
    }
  }
}
