/** Words a cell: the node's place plus one, so that zero is an empty cell; the local state; the row. */
const CELL_WORDS = 3;
const CELLS_FIRST = 1024;

/** The rows of nodes that meet few of many local states: an open hash table with linear probing. */
export class SparseRows {
  size = 0;
  private cells = new Int32Array(CELL_WORDS * CELLS_FIRST);
  private mask = CELLS_FIRST - 1;

  /** The row of a node and a local state; 0 if there is none. */
  get(node: number, id: number): number {
    const { cells, mask } = this;
    for (let cell = homeOf(node, id) & mask; ; cell = (cell + 1) & mask) {
      const at = CELL_WORDS * cell;
      const key = cells[at] as number;
      if (key === 0) return 0;
      if (key === node + 1 && cells[at + 1] === id) return cells[at + 2] as number;
    }
  }

  /** Takes in a row; there must be none for this node and local state yet. */
  set(node: number, id: number, row: number): void {
    if (2 * (this.size + 1) > this.mask) this.grow();
    this.place(node + 1, id, row);
    this.size += 1;
  }

  private place(key: number, id: number, row: number): void {
    const { cells, mask } = this;
    let cell = homeOf(key - 1, id) & mask;
    while (cells[CELL_WORDS * cell] !== 0) cell = (cell + 1) & mask;
    cells[CELL_WORDS * cell] = key;
    cells[CELL_WORDS * cell + 1] = id;
    cells[CELL_WORDS * cell + 2] = row;
  }

  private grow(): void {
    const before = this.cells;
    this.mask = 2 * (this.mask + 1) - 1;
    this.cells = new Int32Array(CELL_WORDS * (this.mask + 1));
    for (let at = 0; at < before.length; at += CELL_WORDS) {
      const key = before[at] as number;
      if (key !== 0) this.place(key, before[at + 1] as number, before[at + 2] as number);
    }
  }
}

/** The hash of a node and a local state. */
export function homeOf(node: number, id: number): number {
  let hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(id, 0x85ebca6b);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0xc2b2ae35) >>> 8;
}
