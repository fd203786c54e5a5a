/** The initial states of a model, and what starting has for effects. */
import { describe, expect, test } from 'vitest';
import { check, initialStates, leg, plainComponent, route, slot, type Model } from '../index.js';
import { always, diary, modelOf, type Note } from './reference.test.helper.js';

describe('initialStates', () => {
  test('are all combinations, the last slot varying fastest', () => {
    const counter = (...initial: readonly number[]) =>
      plainComponent<number, never, never>({ name: 'counter', initial, step: () => [] });
    const slots = [slot('a', counter(1, 2)), slot('b', counter(3)), slot('c', counter(4, 5))];
    expect(initialStates(modelOf({ slots, rules: [] }))).toEqual([
      [1, 3, 4],
      [1, 3, 5],
      [2, 3, 4],
      [2, 3, 5],
    ]);
  });
});

describe('the effects of starting', () => {
  const starter = (name: string, ...sends: readonly string[]) => ({
    ...diary((event) => [[], ...(event.type.includes('two ways') ? [[]] : [])]),
    name,
    initial: () => [[`${name} started`]],
    initialSteps: () => [{ next: [`${name} started`], effects: sends.map((type) => ({ type })) }],
  });

  test('are routed in slot order, with all that follows, before the first transition', () => {
    const [a, b] = [slot('a', starter('a', 'to b', 'to a')), slot('b', starter('b', 'to a too'))];
    const model = modelOf({
      slots: [a, b],
      rules: [always('Go', a, [])],
      routes: [
        route(a, ({ type }) => [leg(type === 'to a' ? a : b, { type })]),
        route(b, ({ type }) => [leg(a, { type })]),
      ],
    });
    expect(initialStates(model)).toEqual([
      [
        ['a started', 'to a', 'to a too'],
        ['b started', 'to b'],
      ],
    ]);
  });

  test('give an initial state for each way in which they can go', () => {
    const a = slot('a', starter('a', 'two ways', 'two ways'));
    const model = modelOf({
      slots: [a],
      rules: [always('Go', a, [])],
      routes: [route(a, ({ type }) => [leg(a, { type })])],
    });
    expect(initialStates(model)).toHaveLength(4);
    expect(check(model, { statesMax: 1 })).toMatchObject({ initialStates: 1 });
  });

  test('are refused with EXO174 where they meet an event that is disabled, and skipped where the leg says so', () => {
    const deaf = slot(
      'deaf',
      diary(() => []),
    );
    const a = slot('a', starter('a', 'hello'));
    const through = (ifDisabled: 'block' | 'skip'): Model =>
      modelOf({
        slots: [deaf, a],
        rules: [always('Go', a, [])],
        routes: [route(a, ({ type }) => [leg(deaf, { type }, ifDisabled)])],
      });
    const error = {
      code: 'EXO174',
      message: expect.stringMatching(/'hello'.*starting 'a'.*slot 'deaf'/) as unknown,
    };
    expect(() => initialStates(through('block'))).toThrow(expect.objectContaining(error));
    expect(() => check(through('block'))).toThrow(expect.objectContaining(error));
    expect(initialStates(through('skip'))).toEqual([[[], ['a started']]]);
  });
});

describe('initial states that the model lists', () => {
  const counter = (...initial: readonly number[]) =>
    plainComponent<number, Note, never>({
      name: 'counter',
      initial,
      step: (n) => [{ next: n + 1, effects: [] }],
    });

  test('stand in place of all combinations', () => {
    const [a, b] = [slot('a', counter(0, 1)), slot('b', counter(0, 1))];
    const rules = [always('Go', a, [leg(a, { type: 'GO' })])];
    const initial = [
      [0, 1],
      [1, 0],
      [0, 1],
    ];
    const model = modelOf({ slots: [a, b], rules, initial, within: ([n]) => (n as number) < 2 });
    expect(initialStates(model)).toEqual(initial);
    // 0..2 beside 1, and 1..2 beside 0; the 2s are beyond the constraint.
    expect(check(model)).toMatchObject({ initialStates: 2, states: 5, transitions: 3, beyond: 2 });
    expect(check(model, { search: 'random' }).beyond).toBe(2);
  });

  test('are refused with EXO123 where there is none, or one has too few local states', () => {
    const a = slot('a', counter(0));
    const rules = [always('Go', a, [leg(a, { type: 'GO' })])];
    for (const [initial, text] of [
      [[], /'initial' lists no state/],
      [[[0], [0, 1]], /initial\[1\] has 2 local states: give one for each of the 1 slots/],
    ] as const) {
      expect(() => check(modelOf({ slots: [a], rules, initial }))).toThrow(
        expect.objectContaining({ code: 'EXO123', message: expect.stringMatching(text) as unknown }),
      );
    }
  });
});
