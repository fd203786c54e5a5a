import { ExoError } from '../../errors/index.js';
import type { Model } from '../model/model.js';
import { initialStates, startsOf } from '../model/reference.js';
import type { TransitionGraph } from './transition-graph.js';
import type { AnySlot } from '../model/rules.js';

/** All initial states as tuples of local state ids, in the order of the reference. */
export function* initialTuples(model: Model, graph: TransitionGraph): Generator<Int32Array> {
  if (model.initial !== undefined || hasEffectsAtStart(model)) {
    for (const states of initialStates(model)) yield graph.tupleOf(states);
  } else {
    yield* combinations(model, graph);
  }
}

function hasEffectsAtStart({ slots }: Model): boolean {
  return slots.some((slot) => startsOf(slot).some(({ effects }) => effects.length > 0));
}

/** All combinations of the slots' initial states, as the reference has them; there may be millions. */
function* combinations({ slots }: Model, graph: TransitionGraph): Generator<Int32Array> {
  const choices = slots.map((slot, i) => startsOf(slot).map(({ next }) => graph.table(i).intern(next)));
  const none = choices.findIndex((starts) => starts.length === 0);
  if (none >= 0) throw startsNoMore(slots[none] as AnySlot);
  const picks = choices.map(() => 0);
  for (;;) {
    yield Int32Array.from(picks, (pick, i) => choices[i]?.[pick] ?? 0);
    let at = slots.length - 1;
    while (at >= 0 && (picks[at] as number) + 1 === choices[at]?.length) picks[at--] = 0;
    if (at < 0) return;
    picks[at] = (picks[at] as number) + 1;
  }
}

/** EXO111: every component was found to start somewhere before. */
function startsNoMore({ component }: AnySlot): ExoError {
  const text = `component '${component.name}' is not deterministic: it had initial states when it was first asked, and has none now`;
  return new ExoError('EXO111', text);
}
