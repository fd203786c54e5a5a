import type { Arrays } from '../tables/arrays.js';
import type { Monitor } from './monitor.js';
import { SlotNotes } from './slot-notes.js';

/** Where a slot has more classes than this, hardly any two states are seen alike, and further ones have none. */
const CLASSES_MAX = 1 << 13;

/**
 * Numbers for how all invariants and witnesses together see the local states of a slot: two with one number are seen
 * alike, so that nothing has to be asked where one becomes the other.
 */
export class SlotClasses {
  readonly notes: SlotNotes;
  /** By slot: the number of each class, by what is seen. */
  private readonly numbers: readonly Map<string, number>[];

  constructor(
    private readonly monitor: Monitor,
    width: number,
    arrays: Arrays,
  ) {
    this.notes = new SlotNotes(width, (slot) => monitor.sees(slot), arrays);
    this.numbers = Array.from({ length: width }, () => new Map<string, number>());
  }

  /** Notes the class of a local state, of which all properties were asked before what they see. */
  learn(slot: number, id: number): void {
    if ((this.numbers[slot]?.size ?? 0) >= CLASSES_MAX) return;
    this.notes.learn(slot, id, this.classOf);
  }

  private readonly classOf = (slot: number, id: number): number => {
    const numbers = this.numbers[slot] as Map<string, number>;
    const seen = this.monitor.viewsOf(slot, id);
    const known = numbers.get(seen);
    if (known !== undefined) return known;
    numbers.set(seen, numbers.size + 1);
    return numbers.size;
  };
}
