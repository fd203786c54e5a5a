import { describe, expect, test } from 'vitest';
import {
  check,
  findStuck,
  initialStates,
  invariant,
  leg,
  plainComponent,
  route,
  rule,
  slot,
  successors,
} from '../index.js';
import { naiveSearch } from '../testing/naive-search.js';
import { always, diary, modelOf, type Note } from './reference.test.helper.js';

describe('a state beyond the constraint of the model', () => {
  const place = slot(
    'n',
    plainComponent<number, Note, never>({
      name: 'n',
      initial: [0],
      step: (n) => [{ next: n + 1, effects: [] }],
    }),
  );
  const model = modelOf({
    slots: [place],
    rules: [always('Go', place, [leg(place, { type: 'GO' })])],
    within: ([n]) => (n as number) < 3,
  });

  test('is checked and counted, but not gone on from, and is no deadlock', () => {
    for (const search of ['bfs', 'dfs'] as const) {
      const found = { verdict: 'exhausted', states: 4, beyond: 1, atBounds: { within: 1 } };
      expect(check(model, { search })).toMatchObject(found);
    }
    const properties = [invariant({ name: 'BelowThree', over: [[place]], holds: ([n = 0]) => n < 3 })];
    const result = check({ ...model, properties });
    expect(result).toMatchObject({ verdict: 'violated', property: 'BelowThree' });
  });

  test('may be beyond a bound of a component, which names it', () => {
    const component = { ...place.component, beyond: (n: number) => (n > 4 ? 'more than 4' : undefined) };
    const own = slot('n', component);
    const bounded = modelOf({
      slots: [own, slot('m', component)],
      rules: [always('Go', own, [leg(own, { type: 'GO' })])],
    });
    expect(check(bounded)).toMatchObject({ states: 6, beyond: 1, atBounds: { 'more than 4': 1 } });
    expect(naiveSearch(bounded)).toMatchObject({ states: 6, beyond: 1 });
  });

  test('is not asked about by a possibility, and nothing can be said of what lies behind it', () => {
    const possibility = {
      name: 'Grows',
      onward: () => model,
      carry: (states: readonly unknown[]) => states,
      slots: [0],
      progress: (_: unknown, after: unknown) => (after as number) > 100,
      atBound: () => false,
    };
    expect(findStuck(model, possibility)).toMatchObject({ verdict: 'exhausted', states: 4, beyond: 1 });
    const unbounded = modelOf({ slots: [place], rules: [always('Wait', place, [])] });
    const stuck = { ...possibility, onward: () => unbounded };
    expect(findStuck(model, stuck)).toMatchObject({ verdict: 'violated' });
  });
});

describe('successors', () => {
  test('take the rules by slot, and within a slot in the order of the model', () => {
    const [a, b] = [slot('a', diary()), slot('b', diary())];
    const rules = [
      always('second of b', b, [leg(b, { type: '1' })]),
      always('first of a', a, [leg(a, { type: '2' })], [leg(a, { type: '3' })]),
      always('third of b', b, [leg(b, { type: '4' })]),
      always('second of a', a, [leg(a, { type: '5' })]),
    ];
    const found = successors(modelOf({ slots: [a, b], rules }), [[], []]);
    expect(found.map((transition) => transition.rule.name)).toEqual([
      'first of a',
      'first of a',
      'second of a',
      'second of b',
      'third of b',
    ]);
    expect(found.map(({ states }) => states.flat())).toEqual([['2'], ['3'], ['5'], ['1'], ['4']]);
  });

  test('ask a rule for offers only when its filter holds, with its own state and the states that it reads', () => {
    const [a, b] = [slot('a', diary()), slot('b', diary())];
    const seen: unknown[] = [];
    const reading = rule({
      name: 'Read',
      slot: b,
      reads: [a, b],
      when: (own) => own.length > 0,
      offers: (...states) => {
        seen.push(states);
        return [{ params: { why: 'test' }, legs: [] }];
      },
    });
    const model = modelOf({ slots: [a, b], rules: [reading] });
    expect(successors(model, [['x'], []])).toEqual([]);
    expect(seen).toEqual([]);
    const states = [['x'], ['y']];
    expect(successors(model, states)).toEqual([{ rule: reading, params: { why: 'test' }, legs: [], states }]);
    expect(seen).toEqual([[['y'], ['x'], ['y']]]);
  });

  test('perform the legs of the offer first, then those of the effects in the order of emission', () => {
    const talker = diary(({ type }) => [type === 'GO' ? [{ type: 'one' }, { type: 'two' }] : []]);
    const echo = diary(({ type }) => [type === 'one' ? [{ type: 'late' }] : []]);
    const [a, b, c] = [slot('a', talker), slot('b', echo), slot('c', diary())];
    const model = modelOf({
      slots: [a, b, c],
      rules: [always('Go', a, [leg(a, { type: 'GO' }), leg(c, { type: 'own leg' })])],
      routes: [
        route(a, ({ type }) => [leg(b, { type }), leg(c, { type })]),
        route(b, ({ type }) => [leg(c, { type })]),
      ],
    });
    const [transition, ...others] = successors(model, initialStates(model)[0] ?? []);
    expect(others).toEqual([]);
    expect(transition?.states).toEqual([['GO'], ['one', 'two'], ['own leg', 'one', 'two', 'late']]);
    expect(
      transition?.legs.map(({ slot, event, cause, effects }) => [
        cause?.name ?? null,
        slot.name,
        event.type,
        effects.map(({ type }) => type),
      ]),
    ).toEqual([
      [null, 'a', 'GO', ['one', 'two']],
      [null, 'c', 'own leg', []],
      ['a', 'b', 'one', ['late']],
      ['a', 'c', 'one', []],
      ['a', 'b', 'two', []],
      ['a', 'c', 'two', []],
      ['b', 'c', 'late', []],
    ]);
  });

  test('are blocked by a disabled leg, or go on without it', () => {
    const deaf = slot(
      'deaf',
      diary(({ type }) => (type === 'PING' ? [] : [[]])),
    );
    const other = slot('other', diary());
    const legs = (ifDisabled: 'block' | 'skip') => [
      leg(deaf, { type: 'PING' }, ifDisabled),
      leg(other, { type: 'PING' }),
    ];
    const model = modelOf({
      slots: [deaf, other],
      rules: [always('Blocked', deaf, legs('block')), always('Skipping', deaf, legs('skip'))],
    });
    const found = successors(model, [[], []]);
    expect(found.map((transition) => transition.rule.name)).toEqual(['Skipping']);
    expect(found[0]?.legs.map(({ skipped }) => skipped)).toEqual([true, false]);
    expect(found[0]?.states).toEqual([[], ['PING']]);
  });

  test('branch where a component has several outcomes, depth first, and a block ends only its branch', () => {
    const coin = slot(
      'coin',
      diary(({ type }) => [[{ type: `${type} heads` }], [{ type: `${type} tails` }]]),
    );
    const judge = slot(
      'judge',
      diary(({ type }) => (type === '1 tails' ? [] : [[]])),
    );
    const model = modelOf({
      slots: [coin, judge],
      rules: [always('Toss', coin, [leg(coin, { type: '1' }), leg(coin, { type: '2' })])],
      routes: [route(coin, ({ type }) => [leg(judge, { type })])],
    });
    expect(successors(model, [[], []]).map(({ states }) => states[1])).toEqual([
      ['1 heads', '2 heads'],
      ['1 heads', '2 tails'],
    ]);
  });

  test('are listed also when they change nothing or lead to the same state', () => {
    const still = slot(
      'still',
      plainComponent<number, Note, never>({
        name: 'still',
        initial: [0],
        step: (state) => [
          { next: state, effects: [] },
          { next: state, effects: [] },
        ],
      }),
    );
    const model = modelOf({
      slots: [still],
      rules: [always('Wait', still, [], [leg(still, { type: 'WAIT' })])],
    });
    expect(successors(model, [0]).map(({ states }) => states)).toEqual([[0], [0], [0]]);
  });

  test('leave the given states alone', () => {
    const a = slot('a', diary());
    const states = Object.freeze([Object.freeze([])]);
    const model = modelOf({ slots: [a], rules: [always('Go', a, [leg(a, { type: 'GO' })])] });
    expect(successors(model, states)[0]?.states).toEqual([['GO']]);
    expect(states).toEqual([[]]);
  });

  test('an effect without a route is refused with EXO121, which names the slot, the effect and the remedy', () => {
    const a = slot(
      'a',
      diary(() => [[{ type: 'shout' }]]),
    );
    const model = modelOf({ slots: [a], rules: [always('Go', a, [leg(a, { type: 'GO' })])] });
    expect(() => successors(model, [[]])).toThrow(
      expect.objectContaining({
        code: 'EXO121',
        message: expect.stringMatching(/'shout' of slot 'a'.*route.*\[\]/) as unknown,
      }),
    );
  });

  test('a leg to a foreign slot is refused with EXO122, which names the slot', () => {
    const a = slot('a', diary());
    const model = modelOf({
      slots: [a],
      rules: [always('Go', a, [leg(slot('b', diary()), { type: 'GO' })])],
    });
    expect(() => successors(model, [[]])).toThrow(
      expect.objectContaining({ code: 'EXO122', message: expect.stringContaining("slot 'b'") as unknown }),
    );
  });
});
