import { ExoError } from '../../errors/index.js';
import { askEncode } from '../model/asked.js';
import { keyOfAll } from '../tables/local-states.js';
import type { Model } from '../model/model.js';
import { successors } from '../model/reference.js';
import { Batch } from '../tables/batch.js';
import { Expander } from '../tables/expander.js';

/**
 * Asks for the successors of a state again, where tables and reference were found to disagree on it: a model that answers
 * otherwise now than in the search is not deterministic.
 *
 * @throws ExoError EXO111 where it does.
 */
export function expectSteady(searched: Expander, states: readonly unknown[]): void {
  const { model } = searched;
  const inSearch = byTables(searched, states);
  const answers = [1, 2, 3].flatMap(() => [
    byTables(new Expander(model), states),
    byReference(model, states),
  ]);
  if (answers.every((answer) => answer === inSearch)) return;
  throw new ExoError(
    'EXO111',
    `model '${model.name}' is not deterministic: asked again for the successors of a state, it answers otherwise than in the ` +
      'search; a function of the model depends on something besides what it is given, such as a variable that it changes',
  );
}

function byTables(expander: Expander, states: readonly unknown[]): string {
  const batch = new Batch(expander.width);
  const tuple = expander.tupleOf(states);
  const count = expander.expand(tuple, 0, batch);
  const after = Int32Array.from(tuple);
  const found = Array.from({ length: count }, (_, ordinal) => {
    batch.copyTuple(ordinal, after);
    return keyOf(expander.model, expander.statesOf(after));
  });
  return found.join('\n');
}

function byReference(model: Model, states: readonly unknown[]): string {
  return successors(model, states)
    .map((transition) => keyOf(model, transition.states))
    .join('\n');
}

function keyOf({ slots }: Model, states: readonly unknown[]): string {
  return keyOfAll(slots.map(({ component }, i) => askEncode(component, states[i])));
}
