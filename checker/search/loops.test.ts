/** The loop in WebAssembly held against the one in JavaScript: whatever a search says must be the same. */
import fc from 'fast-check';
import { describe, expect, it, test, vi } from 'vitest';
import { ExoError } from '../../errors/index.js';
import { LoopMemory } from '../loop/memory.js';
import { model as crossing } from '../examples/crossing.js';
import { leaderElectionModel } from '../examples/leader-election.js';
import { leaseLockModel } from '../examples/lease-lock.js';
import { petersonModel } from '../examples/peterson.js';
import { terminationDetectionModel } from '../examples/termination-detection.js';
import { tokenRingModel } from '../examples/token-ring.js';
import { transactionCommitModel } from '../examples/transaction-commit.js';
import { twoPhaseCommitModel } from '../examples/two-phase-commit.js';
import { check, fifo, leg, plainComponent, rule, slot, type CheckResult, type Model } from '../index.js';
import { randomlyBounded, randomModels } from '../testing/random-models.js';
import type { SearchOptions } from './options.js';

/** All that a search says but for what it took. */
function said(result: CheckResult): object {
  return { ...result, seconds: null, cpuSeconds: null, verifyingSeconds: null, peakBytes: null };
}

function expectSame(model: Model, options: SearchOptions = {}): CheckResult {
  const plain = check(model, { ...options, loop: 'javascript' });
  expect(said(check(model, { ...options, loop: 'webassembly' }))).toEqual(said(plain));
  return plain;
}

/** As `expectSame`; a model may also be refused, in the same words. */
function expectSameOrRefused(model: Model, options: SearchOptions = {}): void {
  const outcome = (loop: 'javascript' | 'webassembly'): object => {
    try {
      return said(check(model, { ...options, loop }));
    } catch (error) {
      if (error instanceof ExoError) return { refused: error.message };
      throw error;
    }
  };
  expect(outcome('webassembly')).toEqual(outcome('javascript'));
}

/** The names of the properties that are asked of states. */
function ofStates({ properties }: Model): readonly string[] {
  return properties
    .filter(({ kind }) => kind === 'invariant' || kind === 'sometimes')
    .map(({ name }) => name);
}

/** A number that is doubled, or doubled and counted up, below a limit. */
function doublingModel(limit: number): Model {
  const number = slot(
    'number',
    plainComponent<number, { readonly type: 'DOUBLE'; readonly plus: number }, never>({
      name: 'number',
      initial: [1],
      step: (n, { plus }) => [{ next: (2 * n + plus) % limit, effects: [] }],
    }),
  );
  const doublings = [0, 1].map((plus) => ({ legs: [leg(number, { type: 'DOUBLE', plus })] }));
  return {
    name: `doubling below ${limit}`,
    slots: [number],
    rules: [rule({ name: 'Double', slot: number, offers: () => doublings })],
    routes: [],
    properties: [],
  };
}

const MODELS: readonly Model[] = [
  crossing,
  leaderElectionModel(),
  leaseLockModel({ isFencing: false }),
  leaseLockModel({ isFencing: true }),
  petersonModel(3),
  terminationDetectionModel(3),
  tokenRingModel(5, 5),
  transactionCommitModel(3),
  twoPhaseCommitModel(4),
  twoPhaseCommitModel(4, fifo()),
];

describe('the loop in WebAssembly', () => {
  test.each(MODELS)('finds the same as that in JavaScript in $name', { tags: 'long' }, (model) => {
    const { depth } = expectSame(model);
    expectSame(model, { properties: ofStates(model) });
    expectSame(model, { properties: [] });
    expectSame(model, { depthMax: Math.max(0, depth - 1) });
  });

  it('ends where that in JavaScript does, at whatever number of states', { tags: 'long' }, () => {
    const model = twoPhaseCommitModel(3);
    for (let statesMax = 1; statesMax <= 290; statesMax += 7) {
      const { verdict } = expectSame(model, { statesMax, properties: [] });
      expect(verdict).toBe(statesMax < 288 ? 'bounded' : 'exhausted');
    }
  });

  it('goes on from where that in JavaScript is, by itself', () => {
    const model = petersonModel(4);
    const start = vi.spyOn(LoopMemory, 'create');
    const result = check(model);
    expect(start).toHaveBeenCalledTimes(1);
    start.mockRestore();
    expect(said(result)).toEqual(said(check(model, { loop: 'javascript' })));
  });

  it('gives states more bytes as local states outgrow one and two', () => {
    const { states } = expectSame(doublingModel(70_000), { properties: [] });
    expect(states).toBe(70_000);
  });

  it('does not go on from states beyond a bound of a component', () => {
    const model = doublingModel(3_000);
    for (const { component } of model.slots) {
      Object.assign(component, { beyond: (n: number) => (n % 7 === 0 ? 'no sevens' : undefined) });
    }
    const { beyond, atBounds } = expectSame(model);
    expect(beyond).toBeGreaterThan(100);
    expect(atBounds).toEqual({ 'no sevens': beyond });
  });

  it('is left where its memory is too small', () => {
    const model = petersonModel(4);
    const create = LoopMemory.create.bind(LoopMemory);
    const small = vi.spyOn(LoopMemory, 'create').mockImplementation(() => create(1 << 19));
    const result = check(model, { loop: 'webassembly' });
    expect(small).toHaveBeenCalledTimes(1);
    small.mockRestore();
    expect(said(result)).toEqual(said(check(model, { loop: 'javascript' })));
  });

  it('is not used where the host has no WebAssembly', () => {
    vi.stubGlobal('WebAssembly', undefined);
    const { states } = check(twoPhaseCommitModel(3), { loop: 'webassembly' });
    vi.unstubAllGlobals();
    expect(states).toBe(288);
  });
});

describe('the loop in WebAssembly, for random models', () => {
  const same = (model: Model): void => {
    expectSameOrRefused(model);
    expectSameOrRefused(model, { properties: ofStates(model) });
    expectSameOrRefused(model, { properties: [] });
  };

  it('finds the same as that in JavaScript', { tags: 'long' }, () => {
    fc.assert(fc.property(randomModels(), same), { numRuns: 50 });
  });

  it('finds the same where models have bounds and begin in many states', { tags: 'long' }, () => {
    fc.assert(fc.property(randomlyBounded(), same), { numRuns: 50 });
  });
});
