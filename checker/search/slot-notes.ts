import { grown, type Arrays } from '../tables/arrays.js';

/** Local states from here on have no note: where there are that many, they hardly ever come up twice. */
const IDS_MAX = 1 << 16;

/**
 * A number for each local state of some slots, zero where nothing is known yet, in arrays that compiled code reads. For
 * each slot, `entries` has the address of its numbers, zero for a slot without, and how many there are.
 */
export class SlotNotes {
  readonly entries: Int32Array;
  private readonly tables: (Int32Array | null)[];

  constructor(
    width: number,
    has: (slot: number) => boolean,
    private readonly arrays: Arrays,
  ) {
    this.entries = arrays.words(2 * width);
    this.tables = Array.from({ length: width }, (_, slot) => (has(slot) ? arrays.words(16) : null));
    this.tables.forEach((_, slot) => this.enter(slot));
  }

  /** The number of a local state. */
  of(slot: number, id: number): number {
    return this.tables[slot]?.[id] ?? 0;
  }

  /** Notes what `find` says of a local state, if it may be noted and is not yet. */
  learn(slot: number, id: number, find: (slot: number, id: number) => number): void {
    let table = this.tables[slot] ?? null;
    if (table === null || id >= IDS_MAX || (id < table.length && table[id] !== 0)) return;
    while (id >= table.length) table = grown(table, this.arrays);
    table[id] = find(slot, id);
    this.tables[slot] = table;
    this.enter(slot);
  }

  private enter(slot: number): void {
    const table = this.tables[slot] ?? null;
    this.entries[2 * slot] = table?.byteOffset ?? 0;
    this.entries[2 * slot + 1] = table?.length ?? 0;
  }
}
