import { isFull } from '../tables/batch.js';
import type { Explored, OnNewState } from './explored.js';
import type { Ending, Session } from './session.js';
import type { TupleQueue } from './tuple-queue.js';

/** The two halves of the loop of a breadth-first search, between which a batch of successors stands. */
export interface SearchLoop {
  /** The number of states that wait to be expanded. */
  readonly queued: number;
  /** The number of the state without successors that ends the search, if one did in the last batch. */
  readonly deadEnd: number | null;
  /** Expands the oldest states, at most `limit`, until the batch is full; returns how many. */
  fill(limit: number): number;
  /** Takes in the batch. Returns an ending if one of its states violates a property. */
  absorb(): Ending | null;
}

/** The loop in JavaScript. It goes on from wherever the search is. */
export class PlainLoop implements SearchLoop {
  deadEnd: number | null = null;
  private readonly enqueue: OnNewState;

  constructor(
    private readonly session: Session,
    private readonly explored: Explored,
    private readonly queue: TupleQueue,
  ) {
    this.enqueue = (found, _, low, high) => queue.push(found, low, high);
  }

  get queued(): number {
    return this.queue.size;
  }

  fill(limit: number): number {
    const { session, queue } = this;
    const { batch, expander } = session;
    const tuple = expander.current;
    let taken = 0;
    this.deadEnd = null;
    batch.clear();
    while (taken < limit && !isFull(batch) && this.deadEnd === null) {
      queue.shift(tuple);
      taken += 1;
      const number = session.expanded++;
      if (!session.goesOnFrom(tuple)) continue;
      expander.expandCurrent(number, queue.low, queue.high, batch);
      if (expander.moves === 0 && !session.isAcceptedEnd(tuple)) this.deadEnd = number;
    }
    return taken;
  }

  absorb(): Ending | null {
    return this.explored.absorb(this.session.batch, this.enqueue);
  }
}
