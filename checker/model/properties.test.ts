import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  byName,
  check,
  each,
  inOrder,
  invariant,
  leg,
  namedModel,
  pairs,
  plainComponent,
  possibility,
  rule,
  slot,
  slotsIn,
  sometimes,
  stepProperty,
  type Model,
} from '../index.js';

interface Counter {
  readonly count: number;
}

interface Up {
  readonly type: 'UP';
}

const counter = plainComponent<Counter, Up, never>({
  name: 'counter',
  initial: [{ count: 0 }],
  step: ({ count }) => (count < 2 ? [{ next: { count: count + 1 }, effects: [] }] : []),
});
const light = plainComponent<'off' | 'on', Up, never>({
  name: 'light',
  initial: ['off'],
  step: (state) => (state === 'off' ? [{ next: 'on', effects: [] }] : []),
});

const left = slot('left', counter);
const right = slot('right', counter);
const lamp = slot('lamp', light);
const counters = [left, right];
const slots = { counters, lamp };

function modelWith(...properties: Model['properties']): Model {
  return namedModel({
    name: 'two counters and a lamp',
    slots,
    rules: [left, right, lamp].map((own) =>
      rule({ name: 'Up', slot: own, offers: () => [{ legs: [leg(own, { type: 'UP' })] }] }),
    ),
    routes: [],
    properties,
    mayEnd: (states) => {
      expectTypeOf(states.counters).toEqualTypeOf<readonly Counter[]>();
      expectTypeOf(states.lamp).toEqualTypeOf<'off' | 'on'>();
      return states.lamp === 'on' && states.counters.every(({ count }) => count === 2);
    },
  });
}

describe('properties', () => {
  test('over a tuple of unlike slots see each of them as what it is', () => {
    const property = invariant({
      name: 'Tuple',
      over: [[left, lamp]],
      holds: ([own, state]) => {
        expectTypeOf(own).toEqualTypeOf<Counter>();
        expectTypeOf(state).toEqualTypeOf<'off' | 'on'>();
        return own.count < 2 || state === 'off';
      },
    });
    const { verdict, counterexample } = check(modelWith(property));
    expect(verdict).toBe('violated');
    expect(counterexample?.steps).toHaveLength(3);
  });

  test('over slots by name are given their states by name', () => {
    const property = invariant({
      name: 'Names',
      over: counters.map((own) => ({ own, lamp })),
      holds: ({ own, lamp: state }) => {
        expectTypeOf(own).toEqualTypeOf<Counter>();
        expectTypeOf(state).toEqualTypeOf<'off' | 'on'>();
        return own.count < 2 || state === 'off';
      },
    });
    expect(property.over).toEqual([
      [left, lamp],
      [right, lamp],
    ]);
    expect(check(modelWith(property)).counterexample?.steps).toHaveLength(3);
  });

  test('have a view for each name, typed by its slots, and a list of views for a list of slots', () => {
    const property = sometimes({
      name: 'AllDone',
      over: [{ counters, lamp }],
      view: { counters: ({ count }) => count, lamp: (state) => state === 'on' },
      holds: ({ counters: counts, lamp: isOn }) => {
        expectTypeOf(counts).toEqualTypeOf<readonly number[]>();
        expectTypeOf(isOn).toEqualTypeOf<boolean>();
        return isOn && counts.every((count) => count === 2);
      },
    });
    const { verdict, witnesses } = check(modelWith(property));
    expect(verdict).toBe('exhausted');
    expect(witnesses[0]?.run?.steps).toHaveLength(5);
  });

  test('have one view for all slots, where the groups are lists of like slots', () => {
    const ofPairs = stepProperty({
      name: 'OneAtATime',
      over: pairs(counters),
      view: ({ count }) => count,
      holds: (before, after, action) => {
        expectTypeOf(before).toEqualTypeOf<readonly [number, number]>();
        return action === 'Up' && before[0] + before[1] + 1 === after[0] + after[1];
      },
    });
    const ofEach = invariant({
      name: 'AtMostTwo',
      over: each(counters),
      holds: ([own]) => {
        expectTypeOf(own).toEqualTypeOf<Counter>();
        return own.count <= 2;
      },
    });
    const ofAll = invariant({
      name: 'AtMostFour',
      over: [counters],
      view: ({ count }) => count,
      holds: (counts) => {
        expectTypeOf(counts).toEqualTypeOf<readonly number[]>();
        return counts.reduce((sum, count) => sum + count, 0) <= 4;
      },
    });
    expect(check(modelWith(ofPairs, ofEach, ofAll))).toMatchObject({ verdict: 'exhausted', states: 18 });
  });

  test('may see a slot in one way in one place, and in another way in another', () => {
    const seen = new Set<string>();
    const property = invariant({
      name: 'BothWays',
      over: [
        { one: left, other: right },
        { one: right, other: left },
      ],
      view: { one: ({ count }) => count, other: ({ count }) => `${count}` },
      holds: ({ one, other }) => {
        expectTypeOf(one).toEqualTypeOf<number>();
        expectTypeOf(other).toEqualTypeOf<string>();
        seen.add(JSON.stringify([one, other]));
        return true;
      },
    });
    expect(check(modelWith(property)).verdict).toBe('exhausted');
    const counts = [0, 1, 2];
    const all = counts.flatMap((one) => counts.map((other) => JSON.stringify([one, `${other}`])));
    expect([...seen].sort()).toEqual(all.sort());
  });

  test('of groups that are not alike are refused: names would mean other slots', () => {
    const over = [
      { few: [left], lamp },
      { few: [left, right], lamp },
    ];
    expect(() => invariant({ name: 'Unlike', over, holds: () => true })).toThrow(
      expect.objectContaining({
        code: 'EXO129',
        message: expect.stringContaining('{ few: a list of 1, lamp }') as string,
      }) as Error,
    );
  });

  test('with a wrong slot, name or view do not compile', () => {
    // @ts-expect-error: the lamp has no count
    invariant({ name: 'Wrong', over: [[left, lamp]], holds: ([, state]) => state.count === 0 });
    // @ts-expect-error: no slot is called so
    invariant({ name: 'Wrong', over: [{ left, lamp }], holds: ({ lump }) => lump === 'on' });
    // @ts-expect-error: each name needs its view
    invariant({ name: 'Wrong', over: [{ left, lamp }], view: { left: () => 0 }, holds: () => true });
    expect(slotsIn(slots)).toEqual([left, right, lamp]);
  });
});

describe('states by name', () => {
  test('are those in slot order, there and back', () => {
    const states = [{ count: 1 }, { count: 2 }, 'on'];
    const named = byName(slots, states);
    expectTypeOf(named.lamp).toEqualTypeOf<'off' | 'on'>();
    expect(named).toEqual({ counters: [{ count: 1 }, { count: 2 }], lamp: 'on' });
    expect(inOrder(slots, named)).toEqual(states);
  });

  test('leave out names that have no slot', () => {
    const some = { lamp, left: undefined, right };
    expect(slotsIn(some)).toEqual([lamp, right]);
    expect(byName(some, ['on', { count: 1 }])).toEqual({ lamp: 'on', right: { count: 1 } });
    expect(inOrder(some, { lamp: 'on', left: undefined, right: { count: 1 } })).toEqual(['on', { count: 1 }]);
  });

  test('say in a named model where it begins, how far it is searched, and where it may end', () => {
    const model = modelWith();
    expect(check(model)).toMatchObject({ verdict: 'exhausted', states: 18 });
    const begun = namedModel({
      ...model,
      slots,
      initial: [{ counters: [{ count: 1 }, { count: 2 }], lamp: 'on' }],
      within: ({ counters: [first] }) => (first?.count ?? 0) < 2,
      mayEnd: () => false,
    });
    expect(begun.initial).toEqual([[{ count: 1 }, { count: 2 }, 'on']]);
    expect(begun.within?.([{ count: 2 }, { count: 0 }, 'on'])).toBe(false);
    expect(begun.mayEnd?.([{ count: 2 }, { count: 2 }, 'on'])).toBe(false);
    expect(model.mayEnd?.([{ count: 2 }, { count: 2 }, 'on'])).toBe(true);
    expect(model.mayEnd?.([{ count: 2 }, { count: 1 }, 'on'])).toBe(false);
  });

  test('say in a possibility what is carried over, and what is progress', () => {
    const canCount = possibility({
      name: 'CanCount',
      slots,
      onward: () => modelWith(),
      progressIn: 'counters',
      carry: ({ counters: counts }) => ({ counters: counts, lamp: 'off' as const }),
      progress: (before, after) => {
        expectTypeOf(before).toEqualTypeOf<Counter>();
        return after.count > before.count;
      },
      among: ({ lamp: state }) => state === 'on',
      atBound: ({ count }) => count >= 2,
    });
    expect(canCount.slots).toEqual([0, 1]);
    expect(canCount.carry([{ count: 1 }, { count: 2 }, 'on'])).toEqual([{ count: 1 }, { count: 2 }, 'off']);
    expect(canCount.progress({ count: 1 }, { count: 2 })).toBe(true);
    expect(canCount.atBound({ count: 2 })).toBe(true);
    expect(canCount.among?.([{ count: 1 }, { count: 2 }, 'off'])).toBe(false);
  });
});
