import { grown } from './arrays.js';
import type { LocalStates } from './local-states.js';

/**
 * The share of each local state in the fingerprint of the global state: two words a local state and slot,
 * combined by exclusive or, so that a change of one slot changes a fingerprint without reading the others.
 */
export class SlotHashes {
  /** All hashes, low and high alternately. */
  words = new Int32Array(256);
  /** By slot: where its hashes begin in `words`, and how many are made. */
  readonly first: Int32Array;
  readonly made: Int32Array;
  private readonly room: Int32Array;
  private used = 0;

  constructor(private readonly tables: readonly LocalStates[]) {
    this.first = new Int32Array(tables.length);
    this.made = new Int32Array(tables.length);
    this.room = new Int32Array(tables.length);
  }

  /** Where in `words` the hash of a local state stands; made if it is missing, which may replace `words`. */
  placeOf(slot: number, id: number): number {
    if (id >= (this.made[slot] as number)) this.make(slot, id);
    return (this.first[slot] as number) + 2 * id;
  }

  private make(slot: number, id: number): void {
    const table = this.tables[slot] as LocalStates;
    if (id >= (this.room[slot] as number)) this.move(slot, id);
    for (let state = this.made[slot] as number; state <= id; state++) {
      const { low, high } = table.hashOf(state, slot);
      const at = (this.first[slot] as number) + 2 * state;
      this.words[at] = low;
      this.words[at + 1] = high;
    }
    this.made[slot] = id + 1;
  }

  /** Moves the hashes of a slot to where there is room for more. */
  private move(slot: number, id: number): void {
    let room = Math.max(8, 2 * (this.room[slot] as number));
    while (id >= room) room *= 2;
    const first = this.first[slot] as number;
    // Nothing stands behind those that were moved last: there is more room where they are.
    if (first + 2 * (this.room[slot] as number) === this.used) this.used = first;
    while (this.used + 2 * room > this.words.length) this.words = grown(this.words);
    this.words.copyWithin(this.used, first, first + 2 * (this.made[slot] as number));
    this.first[slot] = this.used;
    this.room[slot] = room;
    this.used += 2 * room;
  }
}
