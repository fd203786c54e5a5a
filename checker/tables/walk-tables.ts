import { grown } from './arrays.js';
import { NO_CHANGE, packChange } from './batch.js';
import type { TransitionGraph } from './transition-graph.js';
import type { SlotHashes } from './slot-hashes.js';
import { FirstUses } from './first-uses.js';
import { homeOf, SparseRows } from './sparse-rows.js';
import { wideHash, WideRows } from './wide-rows.js';

/** Words a node: its slot, where its entries begin in `entries`, room for how many, how many rows it has. */
export const NODE_WORDS = 4;
/** The room of a node whose rows go by several slots. */
const WIDE = -1;
/** Words an edge: the change of the slot, two of fingerprint change, the next node's place or the end. */
export const EDGE_WORDS = 4;
/** The row that offers no edge; row 0 means that the row has not been made yet. */
const NO_EDGE = 1;

/** After this number of rows by several slots were missed, one found for that number makes it worth to look for the next ones … */
const WIDE_TRIED = 1 << 16;
const WIDE_SHARE = 8;
/** … and if not, this number of times as many are passed over before it is tried again. */
const WIDE_SKIPPED = 15;

/** A node's entries grow as long as at least one in this many is used; further ones go to the sparse table. */
const DENSE_SHARE = 16;
const DENSE_MIN = 512;

/**
 * The edges from every node and local state met so far, in flat arrays: a node's entry for a local state is
 * the place of a row in `edges`, and a row is a count and that many edges. Most nodes meet all local states of
 * their slot, or only early ones; the entries of the others, such as a node that puts one rare message into an
 * inbox of a hundred thousand states, are in a hash table beside them, and so are all rows that go by several slots.
 *
 * Once there are many rows, one is made when it is wanted for the second time. In some models nearly every row would be
 * used once, for instance those of a rule that reads the whole state.
 */
export class WalkTables {
  nodes = new Int32Array(NODE_WORDS * 64);
  entries = new Int32Array(4096);
  edges = new Int32Array(4096);
  private readonly sparse = new SparseRows();
  private readonly wide = new WideRows();
  private readonly wanted = new FirstUses();
  private rows = 0;
  /** The number of rows by several slots that were there, and were not, since the last account of it. */
  private wideFound = 0;
  private wideMissed = 0;
  /** The number of such rows that are not looked for before the next account. */
  private wideSkipped = 0;
  private entriesUsed = 0;
  private edgesUsed = NO_EDGE + 1;
  private nodesKnown = 0;

  constructor(
    private readonly graph: TransitionGraph,
    private readonly hashes: SlotHashes,
    /** The local states of the state that is being expanded, by slot. */
    private readonly locals: Int32Array,
    /** This many rows are made when they are first wanted. */
    private readonly rowsFree: number,
  ) {
    this.addNodes();
  }

  /**
   * Where the row of a node and a local state begins; made if it is missing. Nodes go by their place. Zero if the row
   * does not pay yet: then what is behind the node is to be worked out without it.
   */
  rowOf(node: number, id: number): number {
    const room = this.nodes[node + 2] as number;
    if (room === WIDE) return this.wideRowOf(node, id);
    const row =
      id < room ? (this.entries[(this.nodes[node + 1] as number) + id] as number) : this.sparse.get(node, id);
    if (row !== 0) return row;
    if (this.rows >= this.rowsFree && !this.wanted.wasUsed(homeOf(node, id))) return 0;
    const made = this.makeRow(node / NODE_WORDS, id);
    this.enter(node / NODE_WORDS, id, made);
    return made;
  }

  private wideRowOf(node: number, id: number): number {
    if (this.wideSkipped > 0) {
      this.wideSkipped -= 1;
      return 0;
    }
    const slots = this.graph.slotsReadAt(node / NODE_WORDS);
    const hash = wideHash(node, slots, this.locals);
    const row = this.wide.get(hash, node, slots, this.locals);
    if (row !== 0) {
      this.wideFound += 1;
      return row;
    }
    if (this.rows >= this.rowsFree && !this.wanted.wasUsed(hash)) {
      this.wideMissed += 1;
      if (this.wideMissed === WIDE_TRIED) this.skipWide();
      return 0;
    }
    const made = this.makeRow(node / NODE_WORDS, id);
    this.wide.set(hash, node, slots, this.locals, made);
    return made;
  }

  /** Looks for none of the next rows where nearly all that were looked for were not there. */
  private skipWide(): void {
    if (WIDE_SHARE * this.wideFound < this.wideMissed) this.wideSkipped = WIDE_SKIPPED * this.wideMissed;
    this.wideFound = 0;
    this.wideMissed = 0;
  }

  private makeRow(node: number, id: number): number {
    const edges = this.graph.edgesFrom(node, id, this.locals);
    const slot = this.graph.slotOf(node);
    this.rows += 1;
    this.addNodes();
    while (this.edgesUsed + 1 + EDGE_WORDS * edges.length > this.edges.length) this.edges = grown(this.edges);
    let at = this.edgesUsed;
    const [only] = edges;
    const isLast = edges.length === 1 && only !== undefined && only.to < 0;
    const row = edges.length === 0 ? NO_EDGE : isLast ? -(at + 1) : at;
    if (edges.length > 0) this.edges[at++] = edges.length;
    for (const { next, to } of edges) {
      this.hashes.placeOf(slot, Math.max(id, next));
      const before = this.hashes.placeOf(slot, id);
      const after = this.hashes.placeOf(slot, next);
      const hashes = this.hashes.words;
      this.edges[at++] = next === id ? NO_CHANGE : packChange(slot, next);
      this.edges[at++] = (hashes[before] as number) ^ (hashes[after] as number);
      this.edges[at++] = (hashes[before + 1] as number) ^ (hashes[after + 1] as number);
      this.edges[at++] = to < 0 ? to : NODE_WORDS * to;
    }
    this.edgesUsed = at;
    return row;
  }

  private enter(node: number, id: number, row: number): void {
    const at = NODE_WORDS * node;
    const count = this.nodes[at + 2] as number;
    const used = ((this.nodes[at + 3] as number) += 1);
    if (id >= count && id >= DENSE_MIN && used * DENSE_SHARE < id) this.sparse.set(at, id, row);
    else this.entries[this.entryFor(node, id)] = row;
  }

  /** The place of a node's entry; its entries move where there is none for this local state yet. */
  private entryFor(node: number, id: number): number {
    const at = NODE_WORDS * node;
    const first = this.nodes[at + 1] as number;
    const count = this.nodes[at + 2] as number;
    if (id < count) return first + id;
    let more = Math.max(8, 2 * count);
    while (id >= more) more *= 2;
    while (this.entriesUsed + more > this.entries.length) this.entries = grown(this.entries);
    this.entries.copyWithin(this.entriesUsed, first, first + count);
    this.nodes[at + 1] = this.entriesUsed;
    this.nodes[at + 2] = more;
    // What was sparse and is covered now is looked for here from now on.
    for (let other = count; other < more && this.sparse.size > 0; other++) {
      this.entries[this.entriesUsed + other] = this.sparse.get(at, other);
    }
    this.entriesUsed += more;
    return (this.nodes[at + 1] as number) + id;
  }

  /** Takes in the nodes that have come up since. */
  private addNodes(): void {
    for (; this.nodesKnown < this.graph.size; this.nodesKnown++) {
      const at = NODE_WORDS * this.nodesKnown;
      if (at === this.nodes.length) this.nodes = grown(this.nodes);
      this.nodes[at] = this.graph.slotOf(this.nodesKnown);
      if (this.graph.planOf(this.nodesKnown).kind === 'wide') this.nodes[at + 2] = WIDE;
    }
  }
}

/** Whether the rows of the node at this place go by several slots. */
export function isWide(nodes: Int32Array, node: number): boolean {
  return nodes[node + 2] === WIDE;
}
