import { getAdjacencyMap } from 'xstate/graph';
import { expect, test } from 'vitest';
import {
  check,
  leg,
  plainComponent,
  route,
  rule,
  slot,
  type Component,
  type EffectLike,
  type Model,
  type Offer,
} from '../checker/index.js';
import { flatten } from './flatten.js';
import { literalModel, requireEqualCounts, type Counts } from './literal.js';

function countsOfMap(model: Model): Counts {
  const { machine, eventsOf } = flatten(model);
  const map = getAdjacencyMap(machine, {
    events: ({ context }) => eventsOf(context.ids),
    serializeState: ({ context }) => context.ids.join(),
  });
  const nodes = Object.values(map);
  const transitions = nodes.reduce((sum, node) => sum + Object.keys(node.transitions).length, 0);
  return { states: nodes.length, transitions };
}

function countsOfCheck(model: Model): Counts {
  const { verdict, states, transitions } = check(model);
  expect(verdict).toBe('exhausted');
  return { states, transitions };
}

test('the flattened literal model has the states and transitions of the model', () => {
  for (const [hosts, slots, timeouts, losses] of [
    [2, 3, 2, 1],
    [3, 2, 1, 1],
    [3, 4, 1, 0],
    [4, 2, 1, 0],
  ] as const) {
    const model = literalModel({ hosts, slots, timeouts, losses });
    expect(countsOfMap(model)).toEqual(countsOfCheck(model));
  }
});

type Add = { readonly type: 'ADD'; readonly by: number };

/** Counts up to `max`, and emits `full` when it gets there. */
function counter(name: string, max: number): Component<number, Add, EffectLike> {
  return plainComponent<number, Add, EffectLike>({
    name,
    initial: [0],
    step: (count, { by }) => {
      const next = count + by;
      return next > max ? [] : [{ next, effects: next === max ? [{ type: 'full' }] : [] }];
    },
  });
}

/** Rules that read other slots, filters, blocked and skipped legs, and effects that move another slot. */
function countersModel(): Model {
  const left = slot('left', counter('left', 5));
  const right = slot('right', counter('right', 4));
  const carry = slot('carry', counter('carry', 2));
  const add = (by: number): Offer => ({ params: { by }, legs: [leg(left, { type: 'ADD', by })] });
  return {
    name: 'counters',
    slots: [left, right, carry],
    rules: [
      rule({ name: 'Add', slot: left, offers: () => [add(1), add(2)] }),
      rule({
        name: 'Follow',
        slot: right,
        reads: [left, carry],
        when: (own) => own < 4,
        offers: (own, other, carried) =>
          own + carried < other ? [{ legs: [leg(right, { type: 'ADD', by: 1 })] }] : [],
      }),
      rule({
        name: 'Both',
        slot: carry,
        offers: () => [
          { legs: [leg(left, { type: 'ADD', by: 3 }), leg(right, { type: 'ADD', by: 3 }, 'skip')] },
          { legs: [leg(left, { type: 'ADD', by: 0 }), leg(right, { type: 'ADD', by: 4 })] },
        ],
      }),
    ],
    routes: [
      route(left, () => [leg(carry, { type: 'ADD', by: 1 }, 'skip')]),
      route(right, () => [leg(carry, { type: 'ADD', by: 1 })]),
      route(carry, () => []),
    ],
    properties: [],
    mayEnd: () => true,
  };
}

test('rules that read, filters, blocked and skipped legs and routed effects survive flattening', () => {
  const counts = countsOfCheck(countersModel());
  expect(countsOfMap(countersModel())).toEqual(counts);
  expect(counts.states).toBeGreaterThan(20);
});

test('a component that chooses is refused, because a machine cannot', () => {
  const coin = slot(
    'coin',
    plainComponent<string, { readonly type: 'TOSS' }, never>({
      name: 'coin',
      initial: ['heads'],
      step: () => ['heads', 'tails'].map((next) => ({ next, effects: [] })),
    }),
  );
  const model: Model = {
    name: 'coin',
    slots: [coin],
    rules: [rule({ name: 'Toss', slot: coin, offers: () => [{ legs: [leg(coin, { type: 'TOSS' })] }] })],
    routes: [],
    properties: [],
  };
  expect(() => countsOfMap(model)).toThrow('coin has a choice');
});

test('counts that differ are an error that names both', () => {
  const bounds = { hosts: 3, slots: 5, timeouts: 3, losses: 3 };
  const ours = { states: 52_753, transitions: 242_735 };
  expect(() => requireEqualCounts(bounds, ours, 'SPIN', ours)).not.toThrow();
  expect(() => requireEqualCounts(bounds, ours, 'SPIN', { ...ours, transitions: 242_736 })).toThrow(
    'the counts differ at n=3 L=5 T=3 D=3: this checker has 52,753 states, 242,735 transitions, ' +
      'SPIN has 52,753 states, 242,736 transitions',
  );
});
