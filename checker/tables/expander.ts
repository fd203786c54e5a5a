import { isRecent, NO_CHANGE, WORDS, type Batch } from './batch.js';
import { CurrentState } from './current-state.js';
import {
  firstOf,
  FUSED_MAX,
  FusedRows,
  ID_BITS,
  LEAF_WORDS,
  placeOfKey,
  secondOf,
  SHAPE_EMPTY,
  SHAPE_UNFIT,
} from './fused-rows.js';
import { NodeWalk } from './node-walk.js';
import { TransitionGraph } from './transition-graph.js';
import type { LocalStates } from './local-states.js';
import type { Model } from '../model/model.js';
import { initialTuples } from './initial-tuples.js';
import { SlotHashes } from './slot-hashes.js';
import { StraightWalk } from './straight-walk.js';
import { NODE_WORDS, WalkTables } from './walk-tables.js';

/** This many rows, and answers of each component, are remembered before it is asked whether they are used again. */
const TABLES_FREE = 1 << 16;

/**
 * A model as tables that fill in as the search meets new local states, and the loop that makes successors from
 * them. The components are asked only where a table has a gap.
 */
export class Expander {
  readonly width: number;
  readonly actions: readonly string[];
  readonly tables: readonly LocalStates[];
  private readonly graph: TransitionGraph;
  private readonly hashes: SlotHashes;
  private readonly walks: WalkTables;
  /** The places of the nodes at which transitions begin. */
  private readonly roots: readonly number[];
  /** The slots of the roots. */
  readonly rootSlots: Int32Array;
  /** The place of the first root of faults. */
  readonly faultsFrom: number;
  /** How many successors the state expanded last has that are not by faults; none for a dead end. */
  moves = 0;
  private readonly state: CurrentState;
  /** The local states of the state that is expanded. */
  readonly current: Int32Array;
  readonly nodes: NodeWalk;
  readonly fused: FusedRows;
  /** The number of states expanded so far. */
  expanded = 0;
  /** The fingerprint of the current state. */
  private low = 0;
  private high = 0;

  /**
   * `tablesFree` and `fusedMax` are for tests: with 0 and 0 even small models keep only what is wanted twice, and fuse no
   * rows.
   */
  constructor(
    readonly model: Model,
    tablesFree = TABLES_FREE,
    fusedMax = FUSED_MAX,
  ) {
    this.graph = new TransitionGraph(model, tablesFree);
    this.width = model.slots.length;
    this.actions = this.graph.actions;
    this.tables = this.graph.tables;
    this.hashes = new SlotHashes(this.tables);
    this.state = new CurrentState(this.width);
    this.current = this.state.locals;
    this.walks = new WalkTables(this.graph, this.hashes, this.current, tablesFree);
    this.nodes = new NodeWalk(
      this.graph,
      this.walks,
      this.state,
      new StraightWalk(this.graph, this.hashes, this.state),
    );
    this.roots = this.graph.roots.map((root) => NODE_WORDS * root);
    this.faultsFrom = this.graph.faultsFrom;
    this.rootSlots = Int32Array.from(this.graph.roots, (root) => this.graph.slotOf(root));
    this.fused = new FusedRows(this.walks, this.roots, this.current, fusedMax);
  }

  /** All initial states as tuples of local state ids, in the order of the reference. */
  initialTuples(): Generator<Int32Array> {
    return initialTuples(this.model, this.graph);
  }

  /** The tuple of given local states, which need not be reachable. */
  tupleOf(states: readonly unknown[]): Int32Array {
    return this.graph.tupleOf(states);
  }

  /** The local states behind a tuple, in slot order. */
  statesOf(tuple: Int32Array): readonly unknown[] {
    return this.model.slots.map((_, i) => this.graph.table(i).stateOf(tuple[i] as number));
  }

  /** Adds the tuple itself to the batch, as its own parent: for initial states. */
  addItself(tuple: Int32Array, number: number, batch: Batch): void {
    this.take(tuple, batch.open(number), batch.parentTuples);
    batch.add(this.low, this.high, 0, NO_CHANGE, NO_CHANGE);
  }

  /** Adds all successors of the tuple to the batch; returns how many. */
  expand(tuple: Int32Array, number: number, batch: Batch): number {
    this.take(tuple, batch.open(number), batch.parentTuples);
    this.expandRoots(batch);
    return batch.ordinal;
  }

  /**
   * Adds all successors of the state in `current`, given the two halves of its fingerprint, to the batch. Returns how
   * many. `current` is as before afterwards.
   */
  expandCurrent(number: number, low: number, high: number, batch: Batch): number {
    const { current } = this;
    const from = batch.open(number);
    const parents = batch.parentTuples;
    for (let slot = 0; slot < current.length; slot++) parents[from + slot] = current[slot] as number;
    this.low = low;
    this.high = high;
    this.expandRoots(batch);
    return batch.ordinal;
  }

  /** Makes the state at a place of `tuples` the current one, given the two halves of its fingerprint. */
  goTo(tuples: Int32Array, from: number, low: number, high: number): void {
    const { current } = this;
    for (let slot = 0; slot < current.length; slot++) current[slot] = tuples[from + slot] as number;
    this.low = low;
    this.high = high;
  }

  /** Makes the tuple the current state, with its fingerprint, and copies it into the batch. */
  private take(tuple: Int32Array, from: number, parents: Int32Array): void {
    const { current, hashes } = this;
    const { made, first } = hashes;
    let words = hashes.words;
    let low = 0;
    let high = 0;
    for (let slot = 0; slot < current.length; slot++) {
      const id = tuple[slot] as number;
      current[slot] = id;
      parents[from + slot] = id;
      if (id >= (made[slot] as number)) {
        hashes.placeOf(slot, id);
        words = hashes.words;
      }
      const at = (first[slot] as number) + 2 * id;
      low ^= words[at] as number;
      high ^= words[at + 1] as number;
    }
    this.low = low;
    this.high = high;
  }

  /**
   * Adds the transitions that begin at each root. This is the innermost loop of every search: nearly all of them stand
   * in fused rows; longer ones go on by `walk`, and roots without a fused row are walked through. Whatever may replace
   * an array is followed by taking the arrays anew.
   */
  private expandRoots(batch: Batch): void {
    const { fused, current, low, high } = this;
    const count = this.roots.length;
    this.expanded += 1;
    if (fused.isGivenUp) {
      this.walkRoots(batch, 0, this.faultsFrom);
      this.moves = batch.ordinal;
      this.walkRoots(batch, this.faultsFrom, count);
      return;
    }
    const origin = batch.originOfOpen;
    const { recent, madeBy } = batch;
    const slots = this.rootSlots;
    const { faultsFrom } = this;
    let { shapes, room, keys, shift, leaves } = fused;
    let words = batch.words;
    let out = WORDS * batch.count;
    let ordinal = batch.ordinal;
    for (let root = 0; root < count; root++) {
      if (root === faultsFrom) this.moves = ordinal;
      const id = current[slots[root] as number] as number;
      const shape = id < room ? (shapes[root * room + id] as number) : 0;
      if (shape === SHAPE_EMPTY) continue;
      let row = 0;
      if (shape > SHAPE_UNFIT) {
        const own = (root << ID_BITS) | id;
        const first = current[firstOf(shape)] as number;
        const second = current[secondOf(shape)] as number;
        let at = placeOfKey(own, first, second, shift);
        row = keys[at + 3] as number;
        while (row !== 0 && (keys[at] !== own || keys[at + 1] !== first || keys[at + 2] !== second)) {
          at = (at + 4) & (keys.length - 1);
          row = keys[at + 3] as number;
        }
      }
      if (row === 0) {
        if (shape !== SHAPE_UNFIT && fused.make(root, this.expanded)) {
          ({ shapes, room, keys, shift, leaves } = fused);
          root -= 1;
          continue;
        }
        batch.count = out / WORDS;
        batch.ordinal = ordinal;
        this.walkRoots(batch, root, root + 1);
        out = WORDS * batch.count;
        ordinal = batch.ordinal;
        words = batch.words;
        ({ shapes, room, keys, shift, leaves } = fused);
        continue;
      }
      const end = row + 1 + LEAF_WORDS * (leaves[row] as number);
      for (let leaf = row + 1; leaf < end; leaf += LEAF_WORDS) {
        const low1 = low ^ (leaves[leaf] as number);
        const high1 = high ^ (leaves[leaf + 1] as number);
        const to = leaves[leaf + 2] as number;
        if (to < 0) {
          const place = ordinal++;
          madeBy[~to] = (madeBy[~to] as number) + 1;
          if (recent !== null && isRecent(recent, low1, high1)) continue;
          if (out === words.length) words = batch.enlarge();
          words[out] = low1;
          words[out + 1] = high1;
          words[out + 2] = origin | ~to;
          words[out + 3] = place;
          words[out + 4] = leaves[leaf + 3] as number;
          words[out + 5] = leaves[leaf + 4] as number;
          out += WORDS;
          continue;
        }
        batch.count = out / WORDS;
        batch.ordinal = ordinal;
        this.nodes.walkFrom(to, low1, high1, leaves[leaf + 3] as number, leaves[leaf + 4] as number, batch);
        out = WORDS * batch.count;
        ordinal = batch.ordinal;
        words = batch.words;
      }
    }
    batch.count = out / WORDS;
    batch.ordinal = ordinal;
    if (faultsFrom === count) this.moves = ordinal;
  }

  /**
   * Walks a root that has no fused row, and the roots behind that have none either, as far as they stand next to each other, and up to the
   * first of faults. Returns the first root that is left.
   */
  walkUnfitRoots(batch: Batch, from: number, until: number): number {
    let end = until;
    while (end < this.roots.length && end !== this.faultsFrom && this.isUnfit(end)) end += 1;
    this.walkRoots(batch, from, end);
    return end;
  }

  private isUnfit(root: number): boolean {
    const { shapes, room } = this.fused;
    const id = this.current[this.rootSlots[root] as number] as number;
    return id < room && shapes[root * room + id] === SHAPE_UNFIT;
  }

  /** @throws ExoError EXO111 where a rule answers otherwise than it did. */
  askRulesAgain(): void {
    this.graph.askAgain();
  }

  /** Adds the transitions that begin at some roots, node by node. */
  walkRoots(batch: Batch, from: number, until: number): void {
    for (let root = from; root < until; root++) {
      this.nodes.walk(this.roots[root] as number, this.low, this.high, batch, 0);
    }
  }
}
