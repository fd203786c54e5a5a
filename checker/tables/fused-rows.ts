import { grown, moved, usualArrays, type Arrays } from './arrays.js';
import { NO_CHANGE } from './batch.js';
import { EDGE_WORDS, isWide, type WalkTables } from './walk-tables.js';

/** Words a leaf: two of fingerprint change, where it leads (see `FusedRows.leaves`), and two changes of slots. */
export const LEAF_WORDS = 5;
/** Words a key: the root and its slot's local state, the local states of two further slots, and the row's place. */
const KEY_WORDS = 4;
/** The shape of a root's local state from which nothing can be done. */
export const SHAPE_EMPTY = 1;
/** The shape of one whose transitions look at three further slots or more, or at several slots at once. */
export const SHAPE_UNFIT = 2;
/** Added to the two further slots of all other shapes; a shape of zero is not known yet. */
const SHAPE_FIT = 1 << 14;
export const SLOT_BITS = 7;
export const SLOT_MASK = (1 << SLOT_BITS) - 1;
/** Local states from here on have no shape: where a slot has that many, rows are hardly ever used twice. */
const IDS_MAX = 1 << 14;
/** The local state of a root's slot stands in this many bits of a key, below the place of the root. */
export const ID_BITS = 24;
/** The most rows that are kept. */
export const FUSED_MAX = 1 << 16;
const LEAF_WORDS_MAX = 1 << 21;
/** Rows that were used less often than this, on average, by the time that no more fit are not worth looking for. */
const USES_MIN = 8;

/**
 * Walks of one or two nodes, put together: all that a root leads to while its own slot and at most two further slots
 * have certain local states, as one row of leaves that are read one after the other. Without it every edge of the
 * first node is a look-up of its own, and two out of five find that the event is disabled in the second.
 *
 * A row is made from the rows of `WalkTables`, which stay what is right: a root that does not fit, or for which there
 * is no room any more, is walked through there.
 */
export class FusedRows {
  /** By root and local state of its slot, `room` for each root: which further slots its transitions look at. */
  shapes: Int32Array;
  room = 64;
  keys = new Int32Array(KEY_WORDS * 1024);
  /** By how much a hash is shifted to be the place of a key. */
  shift = 32 - 10;
  /**
   * Rows: a count, and that many leaves. A leaf leads to the end of a transition, minus one minus its action, or to a
   * node from which to walk on.
   */
  leaves = new Int32Array(4096);
  /** Whether rows turned out to be used too seldom. */
  isGivenUp = false;
  private rows = 0;
  private leavesUsed = 1;
  private arrays = usualArrays;

  constructor(
    private readonly walks: WalkTables,
    /** The places of the nodes at which transitions begin. */
    private readonly roots: readonly number[],
    /** The local states of the state that is being expanded, by slot. */
    private readonly locals: Int32Array,
    private readonly rowsMax: number,
  ) {
    this.shapes = new Int32Array(this.room * roots.length);
  }

  /** Goes on in other arrays. */
  moveTo(arrays: Arrays): void {
    this.arrays = arrays;
    this.shapes = moved(this.shapes, arrays);
    this.keys = moved(this.keys, arrays);
    this.leaves = moved(this.leaves, arrays);
  }

  /**
   * Makes what is missing for a root in the current state: its shape, or its row. Returns whether it is there now; if
   * not, the root has to be walked through. `states` is how many states have been expanded so far.
   */
  make(root: number, states: number): boolean {
    const node = this.roots[root] as number;
    const id = this.locals[this.walks.nodes[node] as number] as number;
    const shape = this.shapeOf(root, node, id);
    if (shape < SHAPE_FIT) return shape === SHAPE_EMPTY;
    if (this.rows >= this.rowsMax || this.leavesUsed > LEAF_WORDS_MAX) {
      this.isGivenUp = states * this.roots.length < USES_MIN * this.rows;
      return false;
    }
    const place = this.makeRow(node, id);
    if (place === 0) return false;
    this.enter((root << ID_BITS) | id, shape, place);
    return true;
  }

  private shapeOf(root: number, node: number, id: number): number {
    if (id >= IDS_MAX) return SHAPE_UNFIT;
    while (id >= this.room) this.widen();
    const at = root * this.room + id;
    const known = this.shapes[at] as number;
    if (known !== 0) return known;
    const row = this.walks.rowOf(node, id);
    if (row === 0) return 0;
    const shape = this.shapeOfRow(row, this.walks.nodes[node] as number);
    this.shapes[at] = shape;
    return shape;
  }

  private shapeOfRow(row: number, own: number): number {
    const { nodes } = this.walks;
    const slots = new Set<number>();
    const targets = this.targetsOf(row);
    if (targets.length === 0) return SHAPE_EMPTY;
    for (const { to } of targets) {
      if (to < 0) continue;
      if (isWide(nodes, to)) return SHAPE_UNFIT;
      slots.add(nodes[to] as number);
    }
    const [first = own, second = own, ...more] = slots;
    return more.length > 0 ? SHAPE_UNFIT : SHAPE_FIT | (second << SLOT_BITS) | first;
  }

  /** The edges of a row: where they are, and the node or end they lead to. */
  private targetsOf(row: number): readonly { readonly at: number; readonly to: number }[] {
    const { edges } = this.walks;
    const begin = row < 0 ? -row : row + 1;
    const count = row < 0 ? 1 : (edges[row] as number);
    return Array.from({ length: count }, (_, k) => {
      const at = begin + EDGE_WORDS * k;
      return { at, to: edges[at + 3] as number };
    });
  }

  /** Writes the row of a root and the current state. Returns its place; zero if a row that it takes does not pay yet. */
  private makeRow(node: number, id: number): number {
    const { walks } = this;
    const leaves: number[] = [];
    for (const { at, to } of this.targetsOf(walks.rowOf(node, id))) {
      if (to < 0) {
        leaves.push(walks.edges[at + 1] as number, walks.edges[at + 2] as number, to);
        leaves.push(walks.edges[at] as number, NO_CHANGE);
        continue;
      }
      const row = walks.rowOf(to, this.locals[walks.nodes[to] as number] as number);
      if (row === 0) return 0;
      const { edges } = walks;
      for (const second of this.targetsOf(row)) {
        leaves.push((edges[at + 1] as number) ^ (edges[second.at + 1] as number));
        leaves.push((edges[at + 2] as number) ^ (edges[second.at + 2] as number), second.to);
        leaves.push(edges[at] as number, edges[second.at] as number);
      }
    }
    while (this.leavesUsed + 1 + leaves.length > this.leaves.length) {
      this.leaves = grown(this.leaves, this.arrays);
    }
    const place = this.leavesUsed;
    this.leaves[place] = leaves.length / LEAF_WORDS;
    this.leaves.set(leaves, place + 1);
    this.leavesUsed += 1 + leaves.length;
    return place;
  }

  private enter(own: number, shape: number, place: number): void {
    this.rows += 1;
    if (8 * this.rows > this.keys.length) this.rehash();
    this.put(own, this.locals[firstOf(shape)] as number, this.locals[secondOf(shape)] as number, place);
  }

  private put(own: number, first: number, second: number, place: number): void {
    const { keys } = this;
    let at = placeOfKey(own, first, second, this.shift);
    while (keys[at + 3] !== 0) at = (at + KEY_WORDS) & (keys.length - 1);
    keys[at] = own;
    keys[at + 1] = first;
    keys[at + 2] = second;
    keys[at + 3] = place;
  }

  private rehash(): void {
    const old = this.keys;
    this.keys = this.arrays.words(2 * old.length);
    this.shift -= 1;
    for (let at = 0; at < old.length; at += KEY_WORDS) {
      if (old[at + 3] === 0) continue;
      this.put(old[at] as number, old[at + 1] as number, old[at + 2] as number, old[at + 3] as number);
    }
  }

  private widen(): void {
    const { shapes, room, roots } = this;
    this.room = 2 * room;
    this.shapes = this.arrays.words(this.room * roots.length);
    roots.forEach((_, root) => {
      this.shapes.set(shapes.subarray(root * room, (root + 1) * room), root * this.room);
    });
  }
}

/** The first further slot of a shape that fits; the root's own if there is none. */
export function firstOf(shape: number): number {
  return shape & SLOT_MASK;
}

/** The second further slot of a shape that fits; the root's own if there is none. */
export function secondOf(shape: number): number {
  return (shape >> SLOT_BITS) & SLOT_MASK;
}

/** Where the search for a key begins. */
export function placeOfKey(own: number, first: number, second: number, shift: number): number {
  const hash =
    Math.imul(own, 0x9e3779b1) ^ Math.imul(first + 1, 0x85ebca6b) ^ Math.imul(second + 1, 0x27d4eb2f);
  return (Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> shift) << 2;
}
