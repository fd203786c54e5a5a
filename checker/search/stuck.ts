import { isFull } from '../tables/batch.js';
import { Explored, type OnNewState } from './explored.js';
import { LimitReached, type LimitName } from '../limits.js';
import { peakBytes } from '../measure.js';
import { askAmong } from '../model/asked-of-possibilities.js';
import type { Model, Possibility } from '../model/model.js';
import { Onward } from './onward.js';
import type { Run } from './result.js';
import { replayPath } from './counterexample.js';
import { Session } from './session.js';
import type { SearchOptions } from './options.js';
import { atOnce, inSlices } from './slices.js';
import type { CheckHooks } from './options.js';
import { TupleQueue } from './tuple-queue.js';

/** The outcome of the search for a stuck state. */
export interface StuckResult {
  /** `exhausted`: every reachable state can go on. `violated`: a state was found that is stuck for ever. */
  readonly verdict: 'exhausted' | 'bounded' | 'violated';
  readonly limit: LimitName | null;
  /** A shortest run of `model` to a stuck state. */
  readonly run: Run | null;
  /** All states that can be reached from the stuck state by `onward`, itself included, and the transitions. */
  readonly onwardStates: number;
  readonly onwardTransitions: number;
  /** States of `model` from which progress was looked for. */
  readonly states: number;
  readonly transitions: number;
  /** States beyond a bound of the model, from which progress was not looked for, and their number by bound. */
  readonly beyond: number;
  readonly atBounds: Readonly<Record<string, number>>;
  readonly depth: number;
  readonly xstateCalls: number;
  /** As in a `CheckResult`. */
  readonly collisionOdds: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

/**
 * Searches the reachable states of a model breadth-first for one from which the possibility is gone for ever.
 * Blocks until done; `findStuckAsync` does not.
 *
 * @example
 * const { verdict, run } = findStuck(door, canOpen);
 * console.log(verdict, run?.steps.map(({ rule }) => rule.name)); // violated [ 'LOCK' ]
 */
export function findStuck(model: Model, possibility: Possibility, options: SearchOptions = {}): StuckResult {
  const session = new Session(model, { ...options, properties: [] });
  return atOnce(search(possibility, session));
}

/**
 * Like `findStuck`, in slices, so that the process can show progress and be interrupted.
 *
 * @example
 * const { verdict } = await findStuckAsync(door, canOpen, { signal: AbortSignal.timeout(60_000) });
 * console.log(verdict); // violated
 */
export async function findStuckAsync(
  model: Model,
  possibility: Possibility,
  options: SearchOptions & CheckHooks = {},
): Promise<StuckResult> {
  const session = new Session(model, { ...options, properties: [] });
  return inSlices(session, search(possibility, session), options);
}

/**
 * Whether one state is stuck for ever, and how many states lie behind it.
 *
 * @example
 * console.log(isStuck(canOpen, ['closed']).stuck); // false
 * console.log(isStuck(canOpen, ['locked'])); // { stuck: true, onwardStates: 1 }
 */
export function isStuck(
  possibility: Possibility,
  states: readonly unknown[],
): { readonly stuck: boolean; readonly onwardStates: number } {
  const onward = new Onward(possibility);
  const reach = onward.explore(states);
  return { stuck: reach !== null, onwardStates: reach?.states ?? 0 };
}

function* search(possibility: Possibility, session: Session): Generator<void, StuckResult> {
  try {
    return yield* breadthFirst(possibility, session);
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    return resultOf(session, 'bounded', { limit: error.limit });
  }
}

function* breadthFirst(possibility: Possibility, session: Session): Generator<void, StuckResult> {
  const { expander, options, batch } = session;
  const onward = new Onward(possibility);
  const explored = new Explored(session);
  const queue = new TupleQueue(expander.width);
  const enqueue: OnNewState = (state, _, low, high) => queue.push(state, low, high);
  const tuple = expander.current;
  explored.addInitial(enqueue);
  for (let visited = 0, levelLeft = queue.size; queue.size > 0;) {
    if (session.depth >= (options.depthMax ?? Infinity)) throw new LimitReached('depthMax');
    batch.clear();
    while (levelLeft > 0 && !isFull(batch)) {
      queue.shift(tuple);
      levelLeft -= 1;
      const number = visited++;
      if (!session.goesOnFrom(tuple)) continue;
      const states = expander.statesOf(tuple);
      const reach = askAmong(possibility, states) ? onward.explore(states) : null;
      if (reach !== null) {
        const run = replayPath(expander, explored.links.pathTo(number));
        const { states: onwardStates, transitions: onwardTransitions } = reach;
        return resultOf(session, 'violated', { run, onwardStates, onwardTransitions });
      }
      expander.expandCurrent(number, queue.low, queue.high, batch);
      if (session.arePremisesDue()) yield* session.verifyPremisesSoFar();
      session.checkLimits();
      yield;
    }
    explored.absorb(batch, enqueue);
    session.queue = queue.size;
    if (levelLeft === 0 && queue.size > 0) {
      session.depth += 1;
      levelLeft = queue.size;
    }
  }
  yield* session.verifyPremises();
  return resultOf(session, 'exhausted', {});
}

function resultOf(
  session: Session,
  verdict: StuckResult['verdict'],
  found: Partial<Pick<StuckResult, 'limit' | 'run' | 'onwardStates' | 'onwardTransitions'>>,
): StuckResult {
  const { states, transitions, beyond, depth, seconds } = session;
  const run = found.run ?? null;
  return {
    verdict,
    limit: null,
    run: null,
    onwardStates: 0,
    onwardTransitions: 0,
    ...found,
    states,
    transitions,
    beyond,
    atBounds: Object.fromEntries(session.atBounds),
    depth: run?.steps.length ?? depth,
    xstateCalls: session.xstateCalls,
    collisionOdds: session.collisionOdds,
    seconds,
    cpuSeconds: session.cpuSeconds,
    peakBytes: peakBytes(),
  };
}
