import { Batch } from '../tables/batch.js';
import { Bounds } from './bounds.js';
import { bytesKey } from '../tables/local-states.js';
import { ask } from '../model/asked.js';
import { askAtBound, askCarry, askProgress } from '../model/asked-of-possibilities.js';
import type { Possibility } from '../model/model.js';
import { Expander } from '../tables/expander.js';

/** What lies behind a stuck state. */
interface Reach {
  readonly states: number;
  readonly transitions: number;
}

/** A state met while going on from another, and where from. */
interface Visit {
  readonly tuple: Int32Array;
  readonly from: Visit | null;
}

/**
 * Goes on from states by the rules of a possibility's `onward` model until some transition makes progress.
 * States from which progress was reached once are remembered, so each later search ends where it meets one.
 */
export class Onward {
  private readonly expander: Expander;
  private readonly bounds: Bounds;
  private readonly batch: Batch;
  private readonly live = new Set<string>();

  constructor(private readonly possibility: Possibility) {
    this.expander = new Expander(
      ask(
        () => `'onward' of possibility '${possibility.name}'`,
        () => possibility.onward(),
      ),
    );
    this.bounds = new Bounds(this.expander);
    this.batch = new Batch(this.expander.width);
  }

  /** Null if progress can be reached; else all that can be reached without any. */
  explore(states: readonly unknown[]): Reach | null {
    const start: Visit = { tuple: this.expander.tupleOf(askCarry(this.possibility, states)), from: null };
    const visited = new Set([keyOf(start.tuple)]);
    const queue = [start];
    let transitions = 0;
    for (let at = 0; at < queue.length; at++) {
      const visit = queue[at] as Visit;
      if (this.isOpen(visit.tuple)) return this.markLive(visit);
      this.batch.clear();
      const count = this.expander.expand(visit.tuple, 0, this.batch);
      transitions += count;
      for (let i = 0; i < count; i++) {
        const next = new Int32Array(this.expander.width);
        this.batch.copyTuple(i, next);
        if (this.makesProgress(visit.tuple, next)) return this.markLive(visit);
        const key = keyOf(next);
        if (visited.has(key)) continue;
        visited.add(key);
        queue.push({ tuple: next, from: visit });
      }
    }
    return { states: visited.size, transitions };
  }

  /** Known to be live, or at or beyond a bound, where nothing can be said. */
  private isOpen(tuple: Int32Array): boolean {
    const { slots } = this.possibility;
    if (this.bounds.exceededBy(tuple) !== undefined) return true;
    return (
      this.live.has(keyOf(tuple)) ||
      slots.some((slot) => askAtBound(this.possibility, this.stateAt(tuple, slot)))
    );
  }

  private makesProgress(before: Int32Array, after: Int32Array): boolean {
    const { slots } = this.possibility;
    return slots.some(
      (slot) =>
        before[slot] !== after[slot] &&
        askProgress(this.possibility, this.stateAt(before, slot), this.stateAt(after, slot)),
    );
  }

  private markLive(visit: Visit): null {
    for (let one: Visit | null = visit; one !== null; one = one.from) this.live.add(keyOf(one.tuple));
    return null;
  }

  private stateAt(tuple: Int32Array, slot: number): unknown {
    return this.expander.tables[slot]?.stateOf(tuple[slot] as number);
  }
}

function keyOf(tuple: Int32Array): string {
  return bytesKey(new Uint8Array(tuple.buffer, tuple.byteOffset, tuple.byteLength));
}
