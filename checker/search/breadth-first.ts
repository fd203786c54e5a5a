import { Explored, type OnNewState } from './explored.js';
import { isFull, type Ending, type Session } from './session.js';
import { TupleQueue } from './tuple-queue.js';

/**
 * Visits every reachable state, nearest first, so that the first violation found is a shortest one. Yields
 * between batches, where the search may be paused or ended.
 */
export function* breadthFirst(session: Session): Generator<void, Ending> {
  const { expander, batch, options } = session;
  const explored = new Explored(session);
  const queue = new TupleQueue(expander.width);
  const enqueue: OnNewState = (found, _, low, high) => queue.push(found, low, high);
  const tuple = expander.current;
  const initial = explored.addInitial(enqueue);
  if (initial !== null) return initial;

  let expanded = 0;
  let levelLeft = queue.size;
  session.widestLevel = levelLeft;
  while (queue.size > 0) {
    if (session.depth >= (options.depthMax ?? Infinity)) {
      session.queue = queue.size;
      return { verdict: 'bounded', limit: 'depthMax' };
    }
    let deadEnd: number | null = null;
    batch.clear();
    while (levelLeft > 0 && !isFull(batch) && deadEnd === null) {
      queue.shift(tuple);
      levelLeft -= 1;
      const number = expanded++;
      if (!session.goesOnFrom(tuple)) continue;
      if (expander.expandCurrent(number, queue.low, queue.high, batch) === 0 && !session.isAcceptedEnd(tuple))
        deadEnd = number;
    }
    const ending = explored.absorb(batch, enqueue);
    session.queue = queue.size;
    if (ending !== null) {
      session.depth += 1;
      return ending;
    }
    if (deadEnd !== null) return { verdict: 'deadlocked', path: explored.links.pathTo(deadEnd) };
    if (levelLeft === 0 && queue.size > 0) {
      session.depth += 1;
      levelLeft = queue.size;
      session.widestLevel = Math.max(session.widestLevel, levelLeft);
    }
    session.checkLimits();
    yield;
  }
  return { verdict: 'exhausted' };
}
