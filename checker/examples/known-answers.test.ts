import { describe, expect, test } from 'vitest';
import { model as trafficLights } from './crossing.js';
import { petersonModel } from './peterson.js';
import { terminationDetectionModel } from './termination-detection.js';
import { tokenRingModel } from './token-ring.js';
import { transactionCommitModel } from './transaction-commit.js';
import { twoPhaseCommitModel } from './two-phase-commit.js';
import {
  check,
  fifo,
  leg,
  route,
  rule,
  type AnySlot,
  type EffectLike,
  type Leg,
  type Model,
} from '../index.js';
import { naiveSearch } from '../testing/naive-search.js';

/**
 * Counts that others have published, or that any explicit-state checker prints. Transitions never count initial
 * states, and a transition that changes nothing counts. TLC's "states generated" is the sum of both, save for
 * EWD840, where it counts one successor for each true disjunct.
 */
const KNOWN: readonly {
  readonly model: Model;
  readonly states: number;
  readonly transitions?: number;
  readonly initialStates?: number;
  /** Beyond this the naive search takes too long. */
  readonly fastOnly?: boolean;
}[] = [
  { model: twoPhaseCommitModel(3), states: 288, transitions: 1145 },
  { model: twoPhaseCommitModel(5), states: 8832 },
  { model: twoPhaseCommitModel(6), states: 50816, fastOnly: true },
  // Each message is received once, and in order; counted by the naive search.
  { model: twoPhaseCommitModel(3, fifo()), states: 584, transitions: 1949 },
  { model: twoPhaseCommitModel(5, fifo()), states: 33824, transitions: 189265, fastOnly: true },
  { model: transactionCommitModel(3), states: 34, transitions: 93 },
  { model: terminationDetectionModel(3), states: 302, transitions: 1625, initialStates: 192 },
  { model: petersonModel(3), states: 1420, transitions: 4260 },
  { model: petersonModel(4), states: 28636, transitions: 114544, fastOnly: true },
  { model: tokenRingModel(6, 6), states: 46656, transitions: 202176, initialStates: 46656 },
];

describe('known answers', () => {
  for (const known of KNOWN) {
    const isLong = known.fastOnly === true || known.states > 40_000 ? { tags: 'long' } : {};
    test(`the checker counts what others count for ${known.model.name}`, isLong, () => {
      for (const exact of [false, true]) {
        const result = check(known.model, { exact });
        expect(result).toMatchObject({
          verdict: 'exhausted',
          states: known.states,
          transitions: known.transitions ?? result.transitions,
          initialStates: known.initialStates ?? 1,
          neverTaken: [],
        });
        expect(result.witnesses.filter(({ reached }) => !reached)).toEqual([]);
      }
    });
  }

  for (const { model, states } of KNOWN.filter(({ fastOnly }) => !fastOnly)) {
    test(
      `the naive search agrees with the checker in every count for ${model.name}`,
      { tags: 'long' },
      () => {
        const naive = naiveSearch(model);
        expect(naive).toMatchObject({ states, deadlock: null, violated: {} });
        expect(check(model)).toMatchObject({
          states,
          transitions: naive.transitions,
          depth: naive.depth,
          initialStates: naive.initialStates,
          actions: naive.actions,
        });
        expect(witnessDepths(model)).toEqual(naive.reached);
      },
    );
  }

  test('depth-first search counts the same', () => {
    const result = check(twoPhaseCommitModel(3), { search: 'dfs' });
    expect(result).toMatchObject({ verdict: 'exhausted', states: 288, transitions: 1145 });
  });

  test('the shortest example has a counterexample of four steps', () => {
    const result = check(trafficLights);
    expect(result).toMatchObject({ verdict: 'violated', property: 'NotBothGreen' });
    expect(result.counterexample?.steps.map(({ rule: { name, slot } }) => `${slot.name} ${name}`)).toEqual([
      'north Prepare',
      'east Prepare',
      'north Go',
      'east Go',
    ]);
    expect(naiveSearch(trafficLights).violated).toEqual({ NotBothGreen: 4 });
  });
});

describe('the properties of the examples can fail', () => {
  test('Consistent fails if the transaction manager says "commit" when it aborts', () => {
    const original = twoPhaseCommitModel(3);
    const tm = original.routes.find((one) => one.slot.name === 'tm');
    const lying = ({ type, params }: EffectLike): EffectLike => {
      const { to } = params as { readonly to: string };
      return { type, params: { to, event: { type: 'COMMITTED' } } };
    };
    const routes = original.routes.map((old) =>
      old === tm ? route(old.slot, (effect) => old.legs(lying(effect))) : old,
    );
    expect(check({ ...original, routes })).toMatchObject({ verdict: 'violated', property: 'Consistent' });
  });

  test('Consistent fails if one may abort after another has committed', () => {
    const model = transactionCommitModel(3);
    const rules = model.rules.map((old) => {
      const { name, slot } = old;
      if (name !== 'DecideAbort') return old;
      return { ...old, reads: [], offers: () => [{ legs: [leg(slot, { type: 'ABORT' } as never)] }] };
    });
    expect(check({ ...model, rules })).toMatchObject({ verdict: 'violated', property: 'Consistent' });
  });

  test('TerminationDetection and Inv fail if black nodes do not stain the token', () => {
    const model = ['node0', 'node1', 'node2'].reduce<Model>(
      (changed, name) => withRoute(changed, name, () => []),
      terminationDetectionModel(3),
    );
    expect(Object.keys(naiveSearch(model).violated).sort()).toEqual(['Inv', 'TerminationDetection']);
    for (const property of ['Inv', 'TerminationDetection']) {
      expect(check(model, { properties: [property] })).toMatchObject({ verdict: 'violated', property });
    }
  });

  test('TypeOK fails if the token moves by itself', () => {
    const model = terminationDetectionModel(3);
    const token = slotOf(model, 'token');
    const move = rule({
      name: 'Move',
      slot: token,
      offers: () => [{ legs: [leg(token, { type: 'MOVE' } as never)] }],
    });
    const result = check({ ...model, rules: [...model.rules, move] }, { properties: ['TypeOK'] });
    expect(result).toMatchObject({ verdict: 'violated', property: 'TypeOK' });
  });

  test('MutualExclusion fails if nobody writes a turn', () => {
    const model = petersonModel(2);
    const rules = model.rules.map((old) => ({
      ...old,
      offers: (states: readonly unknown[]) =>
        old.offers(states).map(({ legs }) => ({ legs: legs.slice(0, 1) })),
    }));
    const result = check({ ...model, rules });
    expect(result).toMatchObject({ verdict: 'violated', property: 'MutualExclusion' });
  });

  test('NoNewPrivileges fails if a node may set its counter to 0 at any time', () => {
    const model = tokenRingModel(4, 4);
    const node = slotOf(model, 'node2');
    const reset = rule({
      name: 'Reset',
      slot: node,
      offers: () => [{ legs: [leg(node, { type: 'SET', value: 0 } as never)] }],
    });
    const result = check({ ...model, rules: [...model.rules, reset] });
    expect(result).toMatchObject({ verdict: 'violated', property: 'NoNewPrivileges' });
  });

  test('transaction commit deadlocks if no end is accepted', () => {
    const { mayEnd, ...model } = transactionCommitModel(3);
    expect(mayEnd).toBeDefined();
    const result = check(model);
    expect(result.verdict).toBe('deadlocked');
    expect(result.counterexample?.steps).toHaveLength(naiveSearch(model).deadlock ?? -1);
  });
});

function witnessDepths(model: Model): Record<string, number> {
  const runs = check(model).witnesses.map(({ name, run }) => [name, run?.steps.length ?? -1] as const);
  return Object.fromEntries(runs);
}

/** The model with another route for one slot; `change` may ask what the old route did with an effect. */
function withRoute(
  model: Model,
  name: string,
  change: (old: (effect: { readonly type: string }) => readonly Leg[]) => readonly Leg[],
): Model {
  const routes = model.routes.map((old) =>
    old.slot.name === name ? route(old.slot, () => change(old.legs)) : old,
  );
  return { ...model, routes };
}

function slotOf(model: Model, name: string): AnySlot {
  const found = model.slots.find((slot) => slot.name === name);
  if (found === undefined) throw new Error(`no slot ${name}`);
  return found;
}
