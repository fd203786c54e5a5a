import { Batch } from '../tables/batch.js';
import { seededRandom } from './random.js';
import type { Ending, Session } from './session.js';

const WALKS_MAX = 1000;
const STEPS_MAX = 200;

/**
 * Seeded random simulation: runs from random initial states, each step one of the state's transitions with
 * equal probability. Proves nothing; finds deep violations in models that are too large to exhaust.
 */
export function* randomWalks(session: Session): Generator<void, Ending> {
  const { options } = session;
  const random = seededRandom(options.seed ?? 1);
  // Any successor may be chosen, those met before too.
  session.batch.recent = null;
  const initials = [...session.expander.initialTuples()];
  for (let walk = 0; walk < (options.walksMax ?? WALKS_MAX); walk++) {
    const initial = Math.floor(random() * initials.length);
    const ending = yield* oneWalk(session, initials[initial] as Int32Array, initial, random);
    if (ending !== null) return ending;
  }
  return { verdict: 'bounded', limit: 'walksMax' };
}

function* oneWalk(
  session: Session,
  start: Int32Array,
  initial: number,
  random: () => number,
): Generator<void, Ending | null> {
  const { expander, batch, monitor } = session;
  const taken = new Batch(expander.width);
  const tuple = Int32Array.from(start);
  const ordinals: number[] = [];
  const violation = (property: number): Ending => ({
    verdict: 'violated',
    property: session.nameOf(property),
    path: { initial, ordinals },
  });
  const note = (witness: number): void => {
    session.witnessPaths.set(witness, { initial, ordinals: [...ordinals] });
  };
  expander.addItself(tuple, 0, taken);
  let isNew = countIfNew(session, taken);
  if (isNew) session.initialStates += 1;
  const violatedAtStart = monitor.initial(tuple, note);
  if (violatedAtStart >= 0) return violation(violatedAtStart);

  while (ordinals.length < (session.options.depthMax ?? STEPS_MAX)) {
    if (!isNew && session.isBeyond(tuple)) return null;
    if (isNew && !session.goesOnFrom(tuple)) return null;
    batch.clear();
    const successors = expander.expand(tuple, 0, batch);
    if (expander.moves === 0 && !session.isAcceptedEnd(tuple)) {
      return { verdict: 'deadlocked', path: { initial, ordinals } };
    }
    if (successors === 0) return null;
    const i = Math.floor(random() * successors);
    ordinals.push(i);
    session.depth = Math.max(session.depth, ordinals.length);
    batch.copyOne(i, taken);
    session.countTransitions(taken);
    batch.copyTuple(i, tuple);
    isNew = countIfNew(session, taken);
    const violatedStep = monitor.watchesSteps ? monitor.step(batch, i, note) : -1;
    if (violatedStep >= 0) return violation(violatedStep);
    const violatedState = monitor.state(batch, i, tuple, note);
    if (violatedState >= 0) return violation(violatedState);
    if (session.arePremisesDue()) yield* session.verifyPremisesSoFar();
    session.checkLimits();
    yield;
  }
  return null;
}

function countIfNew(session: Session, taken: Batch): boolean {
  const isNew = session.keepNew(taken).length > 0;
  if (isNew) session.countState();
  return isNew;
}
