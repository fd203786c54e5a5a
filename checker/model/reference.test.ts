import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  check,
  ExoError,
  findStuck,
  initialStates,
  invariant,
  leg,
  plainComponent,
  route,
  rule,
  slot,
  successors,
  type AnySlot,
  type Leg,
  type Model,
  type Step,
} from '../index.js';
import { naiveSearch } from '../testing/naive-search.js';
import { randomlyBounded, randomModels } from '../testing/random-models.js';

interface Note {
  readonly type: string;
}

/** Keeps the types of all events that it was sent; what it emits and whether it refuses is up to `answer`. */
function diary(answer: (event: Note) => readonly (readonly Note[])[] = () => [[]]) {
  return plainComponent<readonly string[], Note, Note>({
    name: 'diary',
    initial: [[]],
    step: (state, event) =>
      answer(event).map((effects): Step<readonly string[], Note> => ({
        next: [...state, event.type],
        effects,
      })),
  });
}

function modelOf(parts: Pick<Model, 'slots' | 'rules'> & Partial<Model>): Model {
  return { name: 'test', routes: [], properties: [], ...parts };
}

function orError<T>(run: () => T): T | { readonly code: string; readonly message: string } {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ExoError)) throw error;
    return { code: error.code, message: error.message };
  }
}

function always(name: string, own: AnySlot, ...offers: readonly (readonly Leg[])[]) {
  return rule({ name, slot: own, offers: () => offers.map((legs) => ({ legs })) });
}

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

describe('the fast engine against the reference', () => {
  test('random systems have the same states, transitions, depth and action counts', { tags: 'long' }, () => {
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
      { numRuns: 500 },
    );
  });

  test(
    'random systems that begin and end in special ways have the same counts, or the same error',
    { tags: 'long' },
    () => {
      const met = { errors: 0, listed: 0, started: 0, beyond: 0, deadlocked: 0, depth: 0 };
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
      for (const [kind, count] of Object.entries(met)) expect(count, kind).toBeGreaterThan(10);
    },
  );

  test(
    'random systems have shortest counterexamples and witnesses of the same length',
    { tags: 'long' },
    () => {
      const met = { violated: 0, held: 0, reached: 0, missed: 0, deadlocked: 0 };
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
      for (const [kind, count] of Object.entries(met)) expect(count, kind).toBeGreaterThan(10);
    },
  );
});
