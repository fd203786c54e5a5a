import { describe, expect, it } from 'vitest';
import type { Progress } from './search/result.js';
import { model as crossing } from './examples/crossing.js';
import { tokenRingModel } from './examples/token-ring.js';
import { twoPhaseCommitModel } from './examples/two-phase-commit.js';
import {
  check,
  checkAsync,
  each,
  findStuck,
  isStuck,
  invariant,
  leg,
  plainComponent,
  rule,
  sameStates,
  slot,
  successors,
  type CheckResult,
  type Met,
  type Model,
  type Possibility,
} from './index.js';

/** A counter that may stop at some values, and go on from others. */
function counterModel(ways: Readonly<Record<number, readonly number[]>>, name = 'counter'): Model {
  const counter = slot(
    name,
    plainComponent<number, { type: 'GO'; to: number }, never>({
      name,
      initial: [0],
      step: (_, { to }) => [{ next: to, effects: [] }],
    }),
  );
  return {
    name,
    slots: [counter],
    rules: [
      rule({
        name: 'Go',
        slot: counter,
        offers: (at) => (ways[at] ?? []).map((to) => ({ legs: [leg(counter, { type: 'GO', to })] })),
      }),
    ],
    routes: [],
    properties: [invariant({ name: 'Small', over: each([counter]), holds: ([at = 0]) => at < 100 })],
  };
}

const counts = ({ states, transitions }: CheckResult): readonly number[] => [states, transitions];

describe('a search', () => {
  it('counts the same states and transitions in every order and mode', () => {
    const model = twoPhaseCommitModel(3);
    const all = [check(model), check(model, { exact: true }), check(model, { search: 'dfs' })];
    const exactDfs = check(model, { search: 'dfs', exact: true });
    for (const result of [...all, exactDfs]) expect(counts(result)).toEqual([288, 1145]);
    expect(check(model, { exact: true }).collisionOdds).toBe(0);
  });

  it('ends as bounded, naming the limit, and never counts more states than it was allowed', () => {
    const model = twoPhaseCommitModel(5);
    expect(check(model, { statesMax: 100 })).toMatchObject({
      verdict: 'bounded',
      limit: 'statesMax',
      states: 100,
    });
    expect(check(model, { depthMax: 3 })).toMatchObject({ verdict: 'bounded', limit: 'depthMax', depth: 3 });
    expect(check(model, { timeMaxMs: 0 })).toMatchObject({ verdict: 'bounded', limit: 'timeMaxMs' });
    expect(check(model, { memoryMaxBytes: 1 })).toMatchObject({
      verdict: 'bounded',
      limit: 'memoryMaxBytes',
    });
    expect(check(model, { search: 'dfs', depthMax: 3 })).toMatchObject({
      verdict: 'bounded',
      limit: 'depthMax',
    });
  });

  it('is exhausted when a limit is exactly what it needs', () => {
    const { states, depth } = check(twoPhaseCommitModel(3));
    expect(check(twoPhaseCommitModel(3), { statesMax: states, depthMax: depth + 1 }).verdict).toBe(
      'exhausted',
    );
  });

  it('can be interrupted, and tells what it reached', async () => {
    const controller = new AbortController();
    const result = await checkAsync(tokenRingModel(6, 6), {
      signal: controller.signal,
      progressEveryMs: 0,
      onProgress: () => controller.abort(),
    });
    expect(result).toMatchObject({ verdict: 'bounded', limit: 'interrupted' });
    expect(result.states).toBeGreaterThan(0);
  });

  it('reports progress and comes to the same result in slices', async () => {
    const result = await checkAsync(twoPhaseCommitModel(5), { progressEveryMs: 0 });
    expect(counts(result)).toEqual(counts(check(twoPhaseCommitModel(5))));
  });

  it('tells which premise it verifies once it has met all states, and may be interrupted then', async () => {
    const premises = ['one', 'another'].map((name) => ({ name, remedy: 'none', verify: () => null }));
    const model = { ...twoPhaseCommitModel(3), premises };
    const told: (string | null)[] = [];
    const controller = new AbortController();
    const hooks = { progressEveryMs: 0, signal: controller.signal };
    const result = await checkAsync(model, { ...hooks, onProgress: ({ verifying }) => told.push(verifying) });
    expect(told.filter((name) => name !== null)).toEqual(['one', 'another']);
    expect(result.verified).toEqual(['one', 'another']);
    const onProgress = ({ verifying }: Progress): void => {
      if (verifying !== null) controller.abort();
    };
    const cut = await checkAsync(model, { ...hooks, onProgress });
    expect(cut).toMatchObject({
      verdict: 'bounded',
      limit: 'interrupted',
      states: result.states,
      verified: [],
    });
  });

  it('ends at its time while it verifies premises too', () => {
    const model = twoPhaseCommitModel(3);
    const [slot] = model.slots;
    const endless = (met: Met): null => {
      for (;;) if (Array.from(met(slot?.name ?? '').steps()).length === 0) return null;
    };
    const premises = [{ name: 'one', remedy: 'none', verify: endless }];
    const { seconds, verifyingSeconds, ...cut } = check({ ...model, premises }, { timeMaxMs: 300 });
    expect(cut).toMatchObject({ verdict: 'bounded', limit: 'timeMaxMs', verified: [] });
    // What it took until then is told, though it came to no end.
    expect(verifyingSeconds).toBeGreaterThan(0);
    expect(verifyingSeconds).toBeLessThanOrEqual(seconds);
    expect(check(model).verifyingSeconds).toBe(0);
  });

  it('is interrupted, and shows progress, in the midst of the verification of one premise', async () => {
    const controller = new AbortController();
    let pauses = 0;
    function* endless(): Generator<void, null> {
      for (;;) {
        pauses += 1;
        yield;
      }
    }
    const premises = [{ name: 'one', remedy: 'none', verify: endless }];
    const told = new Set<string | null>();
    const { verdict, limit, verified } = await checkAsync(
      { ...twoPhaseCommitModel(3), premises },
      {
        signal: controller.signal,
        progressEveryMs: 0,
        onProgress: ({ verifying }) => {
          told.add(verifying);
          if (pauses > 1) controller.abort();
        },
      },
    );
    expect([verdict, limit, verified]).toEqual(['bounded', 'interrupted', []]);
    expect(told).toContain('one');
  });

  it('says that a property over no slots was not asked', () => {
    const model = twoPhaseCommitModel(3);
    const empty = invariant({ name: 'Empty', over: [], holds: () => false });
    const { verdict, checked, notChecked } = check({ ...model, properties: [...model.properties, empty] });
    expect(verdict).toBe('exhausted');
    expect(checked).toEqual(check(model).checked);
    expect(notChecked).toEqual(['Empty']);
  });

  it('finds a deadlock by a shortest run, unless the model accepts the end', () => {
    const model = counterModel({ 0: [1, 2], 1: [0], 2: [3], 3: [4], 1000: [] });
    const result = check(model);
    expect(result).toMatchObject({ verdict: 'deadlocked', property: null });
    expect(result.counterexample?.steps).toHaveLength(3);
    expect(check({ ...model, mayEnd: ([at]) => at === 4 }).verdict).toBe('exhausted');
  });

  it('finds a violation in an initial state by a run of no steps', () => {
    const model = counterModel({ 0: [0] });
    const broken = { ...model, properties: model.properties.map((one) => ({ ...one, holds: () => false })) };
    const result = check(broken as Model);
    expect(result).toMatchObject({ verdict: 'violated', property: 'Small' });
    expect(result.counterexample?.steps).toHaveLength(0);
  });

  it('says which actions were never taken', () => {
    const model = counterModel({ 0: [0] });
    const [first] = model.slots;
    if (first === undefined) throw new Error('the model has a slot');
    const idle = rule({ name: 'Idle', slot: first, offers: () => [] });
    expect(check({ ...model, rules: [...model.rules, idle] }).neverTaken).toEqual(['Idle']);
  });

  it('checks only the properties asked for, and refuses unknown ones by name', () => {
    expect(check(crossing, { properties: [] }).verdict).toBe('exhausted');
    expect(() => check(crossing, { properties: ['NotBothRed'] })).toThrow(/NotBothRed.*NotBothGreen/);
  });

  it('gives a counterexample in which each step is a successor of the one before', () => {
    const { counterexample } = check(crossing, { search: 'dfs' });
    if (counterexample === null) throw new Error('the crossing is unsafe');
    let states = counterexample.initial;
    for (const step of counterexample.steps) {
      const next = successors(crossing, states);
      expect(next.some((one) => sameStates(crossing, one.states, step.states))).toBe(true);
      states = step.states;
    }
  });
});

describe('random simulation', () => {
  it('gives the same runs for the same seed, and others for another', () => {
    const run = (seed: number): CheckResult =>
      check(twoPhaseCommitModel(5), { search: 'random', seed, walksMax: 20, depthMax: 30 });
    expect(counts(run(5))).toEqual(counts(run(5)));
    expect(run(5).actions).not.toEqual(run(6).actions);
    expect(run(5)).toMatchObject({ verdict: 'bounded', limit: 'walksMax', seed: 5 });
  });

  it('finds the unsafe crossing', () => {
    const result = check(crossing, { search: 'random', seed: 1 });
    expect(result).toMatchObject({ verdict: 'violated', property: 'NotBothGreen' });
  });
});

describe('the search for stuck states', () => {
  const model = counterModel({ 0: [1, 2], 1: [0], 2: [3], 3: [2] });
  const possibility = (onward: Readonly<Record<number, readonly number[]>>): Possibility => ({
    name: 'CanFinish',
    onward: () => counterModel(onward),
    carry: (states) => states,
    slots: [0],
    progress: (_, after) => after === 99,
    atBound: (at) => at === 50,
  });

  it('finds by a shortest run the state from which no progress can be reached', () => {
    const result = findStuck(model, possibility({ 0: [1], 1: [99], 2: [3], 3: [2, 4], 4: [] }));
    expect(result).toMatchObject({ verdict: 'violated', onwardStates: 3, onwardTransitions: 3, depth: 1 });
    expect(result.run?.steps.at(-1)?.states).toEqual([2]);
  });

  it('finds none where progress can always be reached', () => {
    expect(findStuck(model, possibility({ 0: [1], 1: [0, 99], 2: [3], 3: [2, 99] })).verdict).toBe(
      'exhausted',
    );
  });

  it('says nothing of states that lead to a bound of the model', () => {
    expect(findStuck(model, possibility({ 0: [99], 1: [99], 2: [3], 3: [50] })).verdict).toBe('exhausted');
  });

  it('ends as bounded at a limit', () => {
    const result = findStuck(model, possibility({ 0: [99], 1: [99], 2: [99], 3: [99] }), { statesMax: 2 });
    expect(result).toMatchObject({ verdict: 'bounded', limit: 'statesMax' });
  });

  it('answers for a single state', () => {
    const question = possibility({ 0: [99], 1: [99], 2: [2], 3: [2] });
    expect(isStuck(question, [2])).toEqual({ stuck: true, onwardStates: 1 });
    expect(isStuck(question, [0]).stuck).toBe(false);
  });
});
