import { describe, expect, test } from 'vitest';
import {
  check,
  invariant,
  leg,
  plainComponent,
  refinementMapping,
  rule,
  slot,
  stepProperty,
  type Model,
  type Run,
} from '../index.js';
import { evidenceText, readEvidence } from '../../traces/index.js';
import { refines } from '../refinement/refines.js';
import { metaOfResult, traceOf } from './trace-of.js';

type Count = { readonly type: 'ADD'; readonly by: number };

/** Two counters, of which one counts, by one as a rule and at last by two. */
function counting(name: string, most: number, step: number): Model {
  const counter = (called: string): ReturnType<typeof slot<number, Count, never>> =>
    slot(
      called,
      plainComponent({
        name: 'counter',
        initial: [0],
        step: (count: number, { by }: Count) => (count < most ? [{ next: count + by, effects: [] }] : []),
      }),
    );
  const [one, other] = [counter('one'), counter('other')];
  const add = rule({
    name: 'Add',
    slot: one,
    offers: (count) => [
      { params: { from: count }, legs: [leg(one, { type: 'ADD', by: count > 0 ? step : 1 })] },
    ],
  });
  return { name, slots: [one, other], rules: [add], routes: [], properties: [], mayEnd: () => true };
}

function sentenceOf(model: Model, run: Run | null, property: string | null, verdict: string): string {
  if (run === null) throw new Error('there is a counterexample');
  const about = { ...metaOfResult(model, check({ ...model, properties: [] })), property, verdict };
  const evidence = readEvidence(traceOf(model, run, about).meta['evidence']);
  return evidence === null ? '' : evidenceText(evidence);
}

describe('what only says that it is false is told by the states that it is false of', () => {
  const base = counting('counters', 3, 1);

  test('an invariant of few by all of them', () => {
    const small = invariant({ name: 'Small', over: [base.slots], holds: ([count]) => Number(count) < 2 });
    const model = { ...base, properties: [small] };
    const { counterexample } = check(model);
    expect(sentenceOf(model, counterexample, 'Small', 'violated')).toBe(
      '2 at one and 0 at other; Small is false of these together.',
    );
  });

  test('a step property by what the step made', () => {
    const never = stepProperty({ name: 'Never', over: [base.slots], holds: () => false });
    const model = { ...base, properties: [never] };
    const { counterexample } = check(model);
    expect(sentenceOf(model, counterexample, 'Never', 'violated')).toBe(
      '1 at one; Never is false of the step that made it so.',
    );
  });

  test('a deadlock by who is left in it', () => {
    const model = { ...base, mayEnd: () => false };
    const { verdict, counterexample } = check(model);
    expect(sentenceOf(model, counterexample, null, verdict)).toBe(
      '3 at one and 0 at other; nothing is enabled there, and a run may not end so.',
    );
  });

  test('a refinement by what the step does to the other model', () => {
    const high = counting('one by one', 3, 1);
    const low = counting('two at once', 3, 2);
    const mapping = refinementMapping({ name: 'IsTheSame', reads: low.slots, map: (states) => states });
    const { counterexample } = refines(low, high, mapping);
    const model = { ...low, refinements: [{ high: () => high, mapping }] };
    expect(sentenceOf(model, counterexample, 'IsTheSame', 'violated')).toBe(
      "One 3; before Add(1) it was 1, and no step of 'one by one' does that.",
    );
  });
});
