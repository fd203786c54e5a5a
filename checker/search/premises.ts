import { ExoError } from '../../errors/index.js';
import type { Model } from '../model/model.js';
import { aloud, muted } from '../model/muted.js';
import type { LocalStep, Met, Premise, PremiseFailure, Verification } from '../model/premise.js';
import type { Expander } from '../tables/expander.js';

/**
 * Verifies what the reductions of a model take for granted of its machines, on all local states and steps that
 * the search has met so far; `isComplete` once it will meet no more. Yields the name of each reduction before its premise is verified, and as often as the premise pauses.
 * That may take as long as the search: `tick` is called every now and then, and may end it by throwing.
 *
 * @throws ExoError EXO190, which names the reduction, the machine and the step, where a premise fails.
 */
export function* verifyPremises(
  model: Model,
  expander: Expander,
  isComplete: boolean,
  tick: () => void,
): Generator<string, void> {
  const aloudTick = (): void => aloud(tick);
  const met: Met = (name) => {
    const table = expander.tables[model.slots.findIndex((slot) => slot.name === name)];
    if (table !== undefined) {
      const graph = table.graph();
      return { ...graph, steps: () => ticking(graph.steps(), aloudTick) };
    }
    throw new ExoError('EXO191', `a premise of model '${model.name}' asks for slot '${name}': there is none`);
  };
  for (const premise of model.premises ?? []) {
    yield premise.name;
    const verification = muted(() => premise.verify(met, isComplete, aloudTick));
    const failure = yield* inTurn(verification, premise.name);
    if (failure !== null) throw premiseFailed(premise, failure);
  }
}

/** What a verification comes to; yields the name as often as it pauses. */
function* inTurn(verification: Verification, name: string): Generator<string, PremiseFailure | null> {
  if (verification === null || !('next' in verification)) return verification;
  for (;;) {
    const { done, value } = muted(() => verification.next());
    if (done === true) return value;
    yield name;
  }
}

/** The steps, with a tick before some of them. */
function* ticking(steps: Iterable<LocalStep>, tick: () => void): Generator<LocalStep, void> {
  let count = 0;
  for (const step of steps) {
    if (count++ % STEPS_A_TICK === 0) tick();
    yield step;
  }
}

const STEPS_A_TICK = 64;

function premiseFailed({ name, remedy }: Premise, { machine, step, claim }: PremiseFailure): ExoError {
  return new ExoError(
    'EXO190',
    `reduction '${name}' may hide something of this machine: ${machine}, ${step}: ${claim}; ${remedy}`,
  );
}
