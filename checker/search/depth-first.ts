import { Explored } from './explored.js';
import type { Ending, Session } from './session.js';
import { TupleStack } from './tuple-stack.js';

/**
 * Visits every reachable state, following the first new successor as deep as it goes. Successors count as
 * visited once found. Needs less memory for its frontier than breadth-first search where states lie deep; its
 * counterexamples are long.
 *
 * With `depthMax`, a state that is met first at that depth is not expanded, even if a shorter way leads to it, so
 * nothing is claimed of all states within that depth. Breadth-first search meets every state at its least depth.
 */
export function* depthFirst(session: Session): Generator<void, Ending> {
  const { expander, batch, options } = session;
  const explored = new Explored(session);
  const stack = new TupleStack(expander.width);
  const tuple = new Int32Array(expander.width);
  const found: { tuple: Int32Array; number: number }[] = [];
  const collect = (state: Int32Array, number: number): void => {
    found.push({ tuple: Int32Array.from(state), number });
  };
  const pushFound = (depth: number): void => {
    for (const { tuple: state, number } of found.reverse()) stack.push(state, number, depth);
    found.length = 0;
  };
  const initial = explored.addInitial(collect);
  if (initial !== null) return initial;
  pushFound(0);

  let cutOff = false;
  while (stack.size > 0) {
    const { number, depth } = stack.pop(tuple);
    session.queue = stack.size;
    session.depth = Math.max(session.depth, depth);
    if (depth >= (options.depthMax ?? Infinity)) {
      cutOff = true;
      continue;
    }
    if (!session.goesOnFrom(tuple)) continue;
    batch.clear();
    expander.expand(tuple, number, batch);
    if (expander.moves === 0 && !session.isAcceptedEnd(tuple)) {
      return { verdict: 'deadlocked', path: explored.links.pathTo(number) };
    }
    const ending = explored.absorb(batch, collect);
    if (ending !== null) {
      session.depth = Math.max(session.depth, depth + 1);
      return ending;
    }
    pushFound(depth + 1);
    if (session.arePremisesDue()) yield* session.verifyPremisesSoFar();
    session.checkLimits();
    yield;
  }
  return cutOff ? { verdict: 'bounded', limit: 'depthMax' } : { verdict: 'exhausted' };
}
