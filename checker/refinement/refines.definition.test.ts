/** Refinement as it is searched, against its definition. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { ExoError, refines, type Model, type RefinementMapping } from '../index.js';
import { untilMet } from '../../errors/testing/until-met.js';
import { randomModels } from '../testing/random-models.js';
import { naiveRefines, type NaiveAnswer, type Question } from './naive-refines.test.helper.js';
import { graph } from './refines.test.helper.js';

function answerOf({ low, high, mapping }: Question, search: 'bfs' | 'dfs'): NaiveAnswer {
  try {
    const { verdict, counterexample, sides } = refines(low, high, mapping, { search, properties: [] });
    if (verdict !== 'exhausted' && verdict !== 'violated') throw new Error(`the search ended as ${verdict}`);
    expect(sides?.divergesAt ?? null).toBe(
      verdict === 'exhausted' ? null : counterexample?.steps.length === 0 ? 'initial' : 'step',
    );
    return { verdict, length: counterexample?.steps.length ?? null };
  } catch (error) {
    if (error instanceof ExoError && error.code === 'EXO128') return { verdict: 'alike', length: null };
    throw error;
  }
}

/** Holds some questions against the definition, and more until each of these verdicts was met often enough. */
async function compareWithNaive(
  questions: fc.Arbitrary<Question>,
  numRuns: number,
  verdicts: readonly NaiveAnswer['verdict'][],
  enough: number,
): Promise<void> {
  const times: Record<string, number> = Object.fromEntries(verdicts.map((verdict) => [verdict, 0]));
  const round = (): void =>
    fc.assert(
      fc.property(questions, (question) => {
        const naive = naiveRefines(question);
        expect(verdicts).toContain(naive.verdict);
        times[naive.verdict] = (times[naive.verdict] as number) + 1;
        expect(answerOf(question, 'bfs')).toEqual(naive);
        // Depth-first search may come upon something else that is wrong, but upon something if and only if there is.
        expect(answerOf(question, 'dfs').verdict === 'exhausted').toBe(naive.verdict === 'exhausted');
      }),
      { numRuns },
    );
  await untilMet(round, times, enough);
}

const endless = (model: Model): Model => ({ ...model, mayEnd: () => true });

/** FNV-1a: the same answer to the same question. */
function drawn(seed: number, question: string, below: number): number {
  let hash = 0x811c9dc5;
  for (const char of `${seed}|${question}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  return (Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 8) % below;
}

/** One slot with a number from 0 to 5, that goes from most of them to most others. */
function denseModel(seed: number, percent: number, initial: readonly number[]): Model {
  const numbers = [0, 1, 2, 3, 4, 5];
  const ways = (parity: number): (readonly [number, number])[] =>
    numbers.flatMap((from) =>
      numbers
        .filter((to) => to % 2 === parity && drawn(seed, `from ${from} to ${to}`, 100) < percent)
        .map((to) => [from, to] as const),
    );
  return graph('dense', { ToEven: ways(0), ToOdd: ways(1) }, initial);
}

describe('the definition', () => {
  const isMetWithARuleGone = async (numRuns: number): Promise<void> => {
    const questions = fc
      .record({ model: randomModels(), gone: fc.nat(8) })
      .map(({ model, gone }): Question => {
        const low = endless(model);
        const rules = low.rules.length > 1 ? low.rules.filter((_, i) => i !== gone) : low.rules;
        return {
          low,
          high: { ...low, rules },
          mapping: { name: 'Same', reads: low.slots, map: (views) => views },
        };
      });
    await compareWithNaive(questions, numRuns, ['exhausted', 'violated'], 2);
  };
  const title = 'is met for %i random models and the same with a rule gone';
  it.each([30])(title, isMetWithARuleGone);
  it.each([60, 300])(title, { tags: 'long' }, isMetWithARuleGone);

  it(
    'is met for a random model, a random mapping of some of its slots, and a high model with most steps',
    { tags: 'long' },
    async () => {
      const questions = fc
        .record({
          model: randomModels(),
          seed: fc.nat(),
          percent: fc.constantFrom(70, 90, 98, 100),
          initial: fc.constantFrom([0], [0, 1, 2], [0, 1, 2, 3, 4, 5]),
          reads: fc.integer({ min: 1, max: 4 }),
          range: fc.constantFrom(1, 3, 6),
          isBlurred: fc.boolean(),
        })
        .map(({ model, seed, percent, initial, reads, range, isBlurred }): Question => {
          const low = endless(model);
          const high = denseModel(seed, percent, initial);
          const mapping: RefinementMapping = {
            name: 'Drawn',
            reads: low.slots.slice(0, reads),
            map: (views) => [drawn(seed, views.join(), range)],
            ...(isBlurred && { seen: (state) => Math.min(state as number, 4) }),
          };
          return { low, high, mapping };
        });
      await compareWithNaive(questions, 300, ['exhausted', 'violated', 'alike'], 10);
    },
  );
});
