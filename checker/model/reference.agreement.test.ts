/** The tables against the reference. */
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { untilMet } from '../../errors/testing/until-met.js';
import { randomlyBounded, randomModels } from '../testing/random-models.js';
import { naiveSearch } from '../testing/naive-search.js';
import { check, type Model } from '../index.js';
import { orError } from './reference.test.helper.js';

describe('the fast engine against the reference', () => {
  const haveTheSameCounts = (numRuns: number): void =>
    fc.assert(
      fc.property(randomModels(), fc.boolean(), (model, exact) => {
        const naive = naiveSearch(model);
        const all: Model = { ...model, properties: [], mayEnd: () => true };
        const { initialStates, states, transitions, depth, actions } = naive;
        expect(check(all, { exact })).toMatchObject({
          verdict: 'exhausted',
          initialStates,
          states,
          transitions,
          depth,
          actions,
        });
        expect(check(all, { exact, search: 'dfs' })).toMatchObject({
          verdict: 'exhausted',
          states,
          transitions,
        });
      }),
      { numRuns },
    );
  const title = '%i random systems have the same states, transitions, depth and action counts';
  test.each([30])(title, haveTheSameCounts);
  test.each([500])(title, { tags: 'long' }, haveTheSameCounts);

  test(
    'random systems that begin and end in special ways have the same counts, or the same error',
    { tags: 'long' },
    async () => {
      const met = { errors: 0, listed: 0, started: 0, beyond: 0, deadlocked: 0, depth: 0 };
      const round = (): void =>
        fc.assert(
          fc.property(randomlyBounded(), fc.boolean(), (model, exact) => {
            const naive = orError(() => naiveSearch(model));
            const all: Model = { ...model, properties: [], mayEnd: () => true };
            if ('code' in naive) {
              expect(naive.code).toBe('EXO174');
              expect(orError(() => check(all, { exact }))).toEqual(naive);
              met.errors += 1;
              return;
            }
            const { initialStates, states, transitions, beyond, depth, actions } = naive;
            const counts = { verdict: 'exhausted', states, transitions, beyond, actions };
            expect(check(all, { exact })).toMatchObject({ ...counts, initialStates, depth });
            expect(check(all, { exact, search: 'dfs' })).toMatchObject(counts);
            const { counterexample } = check({ ...model, properties: [] });
            expect(counterexample?.steps.length ?? null).toBe(naive.deadlock);
            met.listed += model.initial === undefined ? 0 : 1;
            met.started += model.slots.some(({ component }) => component.initialSteps) ? 1 : 0;
            met.beyond += Math.sign(beyond);
            met.deadlocked += naive.deadlock === null ? 0 : 1;
            met.depth += depth > 2 ? 1 : 0;
          }),
          { numRuns: 500 },
        );
      await untilMet(round, met, 10);
    },
  );

  test(
    'random systems have shortest counterexamples and witnesses of the same length',
    { tags: 'long' },
    async () => {
      const met = { violated: 0, held: 0, reached: 0, missed: 0, deadlocked: 0 };
      const round = (): void =>
        fc.assert(
          fc.property(randomModels(), (model) => {
            const naive = naiveSearch(model);
            for (const property of model.properties) {
              const result = check({ ...model, properties: [property], mayEnd: () => true });
              const isDemand = property.kind === 'invariant' || property.kind === 'step';
              const expected = (isDemand ? naive.violated : naive.reached)[property.name] ?? null;
              const run = isDemand ? result.counterexample : (result.witnesses[0]?.run ?? null);
              expect(run?.steps.length ?? null).toBe(expected);
              expect(result.verdict).toBe(isDemand && expected !== null ? 'violated' : 'exhausted');
              if (isDemand) met[expected === null ? 'held' : 'violated'] += 1;
              else met[expected === null ? 'missed' : 'reached'] += 1;
            }
            const { counterexample, verdict } = check({ ...model, properties: [] });
            expect(counterexample?.steps.length ?? null).toBe(naive.deadlock);
            expect(verdict).toBe(naive.deadlock === null ? 'exhausted' : 'deadlocked');
            met.deadlocked += naive.deadlock === null ? 0 : 1;
          }),
          { numRuns: 500 },
        );
      await untilMet(round, met, 10);
    },
  );
});
