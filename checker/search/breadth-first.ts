import { CompiledLoop } from './compiled-loop.js';
import { Explored, type OnNewState } from './explored.js';
import { PlainLoop, type SearchLoop } from './search-loop.js';
import type { Ending, Session } from './session.js';
import { TupleQueue } from './tuple-queue.js';

/** From this number of states on it pays to go on in WebAssembly. */
const COMPILED_FROM = 1 << 13;

/**
 * Visits every reachable state, nearest first, so that the first violation found is a shortest one. Yields
 * between batches, where the search may be paused or ended.
 */
export function* breadthFirst(session: Session): Generator<void, Ending> {
  const { options } = session;
  const explored = new Explored(session);
  const queue = new TupleQueue(session.expander.width);
  const enqueue: OnNewState = (found, _, low, high) => queue.push(found, low, high);
  const initial = explored.addInitial(enqueue);
  if (initial !== null) return initial;

  const loops = new Loops(session, explored, queue);
  let levelLeft = queue.size;
  session.widestLevel = levelLeft;
  for (;;) {
    const loop = loops.next();
    if (loop.queued === 0) return { verdict: 'exhausted' };
    if (session.depth >= (options.depthMax ?? Infinity)) {
      session.queue = loop.queued;
      return { verdict: 'bounded', limit: 'depthMax' };
    }
    levelLeft -= loop.fill(levelLeft);
    const ending = loop.absorb();
    session.queue = loop.queued;
    if (ending !== null) {
      session.depth += 1;
      return ending;
    }
    if (loop.deadEnd !== null) return { verdict: 'deadlocked', path: explored.links.pathTo(loop.deadEnd) };
    if (levelLeft === 0 && loop.queued > 0) {
      session.depth += 1;
      levelLeft = loop.queued;
      session.widestLevel = Math.max(session.widestLevel, levelLeft);
    }
    if (session.arePremisesDue()) yield* session.verifyPremisesSoFar();
    session.checkLimits();
    yield;
  }
}

/** Which loop goes on: the one in WebAssembly between the number of states from which it pays and the end of its memory. */
class Loops {
  private readonly plain: PlainLoop;
  private compiled: CompiledLoop | null = null;
  private from: number;

  constructor(
    private readonly session: Session,
    private readonly explored: Explored,
    private readonly queue: TupleQueue,
  ) {
    this.plain = new PlainLoop(session, explored, queue);
    const { loop } = session.options;
    this.from = loop === 'javascript' ? Infinity : loop === 'webassembly' ? 0 : COMPILED_FROM;
  }

  next(): SearchLoop {
    if (this.compiled?.canGoOn) return this.compiled;
    if (this.session.states < this.from) return this.plain;
    this.from = Infinity;
    this.compiled = CompiledLoop.create(this.session, this.explored, this.queue);
    return this.compiled ?? this.plain;
  }
}
