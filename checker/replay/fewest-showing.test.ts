import { describe, expect, test } from 'vitest';
import { assign, setup, type AnyStateMachine } from 'xstate';
import { evidenceText, readEvidence } from '../../traces/index.js';
import { check, system, traceOfResult } from '../index.js';

type Value = { readonly context: { readonly v: number } };

/** One of a group that chooses a value once, or never. */
const chooser = setup({
  types: { context: {} as { v: number }, events: {} as { type: 'ONE' | 'TWO' } },
}).createMachine({
  context: { v: 0 },
  initial: 'free',
  states: {
    free: {
      on: {
        ONE: { target: 'set', actions: assign({ v: 1 }) },
        TWO: { target: 'set', actions: assign({ v: 2 }) },
      },
    },
    set: {},
  },
});

/** What the trace says of the values of `a` to `f`, where each may take what is in the list of its name. */
function sentence(
  inputs: Readonly<Record<string, readonly ('ONE' | 'TWO')[]>>,
  holds: (values: readonly number[]) => boolean,
): string {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const model = system({
    name: 'choosers',
    actors: Object.fromEntries(names.map((name): [string, AnyStateMachine] => [name, chooser])),
    inputs: Object.fromEntries(
      names.map((name) => [name, (inputs[name] ?? []).map((type) => ({ type }))]),
    ) as never,
    always: {
      Agreement: (all) => holds(Object.values(all).map((one) => (one as unknown as Value).context.v)),
    },
    mayEnd: () => true,
  });
  const trace = traceOfResult(model, check(model));
  const evidence = readEvidence(trace?.meta['evidence']);
  return evidence === null ? '' : evidenceText(evidence);
}

const chosen = (values: readonly number[]): readonly number[] => values.filter((v) => v > 0);

describe('what shows that a group of many is not as it should be', () => {
  test('is two of them where they disagree, not only the one that came last', () => {
    expect(sentence({ b: ['ONE'], e: ['TWO'] }, (values) => new Set(chosen(values)).size < 2)).toBe(
      '{set, v 1} at b and {set, v 2} at e; Agreement is false of these together.',
    );
  });

  test('is one of them where it is wrong by itself', () => {
    expect(sentence({ b: ['ONE'], e: ['TWO'] }, (values) => !values.includes(2))).toBe(
      '{set, v 2} at e; Agreement is false of that.',
    );
  });

  test('is those of one value together, where there are too many', () => {
    const may = { a: ['ONE'], b: ['ONE'], d: ['ONE'] } as const;
    expect(sentence(may, (values) => chosen(values).length < 3)).toBe(
      '{set, v 1} at a, b, d; Agreement is false of these together.',
    );
  });

  test('is two that are as they began, and not what happened elsewhere', () => {
    const isOneFree = ([, b = 0, , , e = 0]: readonly number[]): boolean => b === 1 || e === 1;
    expect(sentence({ a: ['ONE'] }, (values) => chosen(values).length === 0 || isOneFree(values))).toBe(
      '{set, v 1} at a and free at b, e; Agreement is false of these together.',
    );
  });

  test('is what the last step changed, where more than three belong to it', () => {
    const may = { a: ['ONE'], b: ['ONE'], c: ['ONE'], d: ['ONE'] } as const;
    expect(sentence(may, (values) => chosen(values).length < 4)).toMatch(
      /^\{set, v 1\} at [a-d]; Agreement is false of that\.$/,
    );
  });

  test('is what the last step changed in a group of very many', () => {
    const model = system({
      name: 'many choosers',
      actors: { one: { machine: chooser, count: 60 } },
      inputs: { one: [{ type: 'ONE' }] },
      always: { Agreement: ({ one }) => one.filter(({ context }) => context.v > 0).length < 2 },
      mayEnd: () => true,
    });
    const trace = traceOfResult(model, check(model));
    const evidence = readEvidence(trace?.meta['evidence']);
    expect(evidence === null ? '' : evidenceText(evidence)).toMatch(
      /^\{set, v 1\} at one\[\d+\]; Agreement is false of that\.$/,
    );
  });

  test('is found, too, where the property throws on states that no run brings together', () => {
    const holds = (values: readonly number[]): boolean => {
      if (chosen(values).length === 1 && values[5] !== 0) throw new Error('f alone is never asked about');
      return new Set(chosen(values)).size < 2;
    };
    expect(sentence({ a: ['ONE'], b: ['TWO'] }, holds)).toBe(
      '{set, v 1} at a and {set, v 2} at b; Agreement is false of these together.',
    );
  });
});
