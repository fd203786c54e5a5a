import { wordsOf } from '../wire/layout.js';
import type { C1, C2 } from './channels.js';

/** A channel within a thread, with room for some records, each a call of what is at its other end: for simulations and tests. */
export class RecordQueue<End> {
  private readonly records: ((to: End) => boolean)[] = [];

  constructor(private readonly capacity: number) {}

  get isEmpty(): boolean {
    return this.records.length === 0;
  }

  /** Returns whether there was room. */
  put(record: (to: End) => boolean): boolean {
    if (this.records.length >= this.capacity) return false;
    this.records.push(record);
    return true;
  }

  /** Returns whether a record was taken out. */
  take(to: End): boolean {
    const [record] = this.records;
    if (record === undefined || !record(to)) return false;
    this.records.shift();
    return true;
  }
}

/** The driver's end of C1. */
export function endOfC1(queue: RecordQueue<C1>): C1 {
  return {
    begin: (...record) => queue.put((to) => to.begin(...record)),
    payload: (number, source, at, bytes) => {
      const copy = source.slice(at, at + bytes);
      return queue.put((to) => to.payload(number, copy, 0, bytes));
    },
  };
}

/** The engine's end of C2. */
export function endOfC2(queue: RecordQueue<C2>): C2 {
  return {
    reset: () => queue.put((to) => to.reset()),
    begin: (...record) => queue.put((to) => to.begin(...record)),
    snapshot: (mark, number, bytes) => {
      const copy = bytes.slice();
      return queue.put((to) => to.snapshot(mark, number, copy));
    },
    append: (slot, words, at) => {
      const frame = words.slice(at, at + wordsOf(words, at));
      return queue.put((to) => to.append(slot, frame, 0));
    },
  };
}
