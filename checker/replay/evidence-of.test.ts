import { describe, expect, test } from 'vitest';
import {
  check,
  invariant,
  leg,
  pairs,
  plainComponent,
  rule,
  slot,
  type Finding,
  type Model,
} from '../index.js';
import { metaOfResult, traceOf } from './trace-of.js';

const counters = ['a', 'b', 'c'].map((name) =>
  slot(
    name,
    plainComponent({
      name: 'counter',
      initial: [0],
      step: (count: number, { type }: { readonly type: 'ADD' }) =>
        type === 'ADD' ? [{ next: count + 1, effects: [] }] : [],
    }),
  ),
);

/** Counters that count one by one, and a property of each pair of them. */
function modelWith(holds: (counts: readonly number[]) => boolean | Finding): Model {
  return {
    name: 'counters',
    slots: counters,
    rules: [
      rule({
        name: 'Add',
        slot: counters[0] as (typeof counters)[number],
        offers: (count) =>
          count < 3 ? [{ legs: counters.slice(0, 2).map((one) => leg(one, { type: 'ADD' })) }] : [],
      }),
    ],
    routes: [],
    properties: [invariant({ name: 'Near', over: pairs(counters), holds })],
    mayEnd: () => true,
  };
}

describe('what a property finds', () => {
  const far = ([one = 0, other = 0]: readonly number[]): Finding => {
    return { slot: 0, values: [String(one), String(other)], at: [[0], [1]], how: 'counted as' };
  };
  const model = modelWith((counts) => Math.abs((counts[0] ?? 0) - (counts[1] ?? 0)) < 2 || far(counts));

  test('is a violation, and stands in the trace with the names of slots, once for all groups', () => {
    const result = check(model);
    expect([result.verdict, result.property]).toEqual(['violated', 'Near']);
    if (result.counterexample === null) throw new Error('there is a counterexample');
    const { meta } = traceOf(model, result.counterexample, metaOfResult(model, result));
    expect(meta['evidence']).toEqual({
      slot: 0,
      values: ['2', '0'],
      hosts: [['a', 'b'], ['c']],
      how: 'counted as',
    });
  });

  test('is found after as many states as if it had said no more than false', () => {
    const plain = check(modelWith((counts) => Math.abs((counts[0] ?? 0) - (counts[1] ?? 0)) < 2));
    const { states, transitions, depth } = check(model);
    expect([plain.states, plain.transitions, plain.depth]).toEqual([states, transitions, depth]);
  });

  test.each([
    [{}],
    [{ values: ['x'], at: [] }],
    [{ values: [1], at: [[0]] }],
    [{ values: ['x'], at: [[-1]] }],
  ])('that is none is refused: %j', (answer) => {
    const strange = modelWith(() => answer as unknown as Finding);
    expect(() => check(strange)).toThrow(expect.objectContaining({ code: 'EXO134' }));
  });
});
