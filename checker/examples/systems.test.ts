import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assign, fromPromise, sendTo, setup } from 'xstate';
import { model as retryingClient } from './retrying-client.js';
import { model as mendedClient } from './retrying-client-mended.js';
import { broadcast, check, done, failed, fifo, lossy, reliable, system, type Model } from '../index.js';
import { naiveSearch } from '../testing/naive-search.js';

/** The counts of a search, after a naive search has come to the same. */
function countsOf(model: Model) {
  const result = check(model);
  const naive = naiveSearch(model);
  const { states, transitions, depth, initialStates, beyond, actions } = naive;
  expect(result).toMatchObject({
    verdict: 'exhausted',
    states,
    transitions,
    depth,
    initialStates,
    beyond,
    actions,
  });
  expect(naive).toMatchObject({ violated: {}, deadlock: null });
  expect([result.neverTaken, result.witnesses.filter(({ reached }) => !reached)]).toEqual([[], []]);
  return { states, transitions, beyond };
}

describe('the retrying client', () => {
  test('is counted twice after three steps', () => {
    const result = check(retryingClient);
    expect(result).toMatchObject({ verdict: 'violated', property: 'CountedOnce' });
    const steps = result.counterexample?.steps.map(({ rule, params }) => [
      rule.name,
      ...Object.values(params),
    ]);
    expect(steps).toEqual([
      ['START', 'client'],
      ['Duplicate', 'REQUEST client→server'],
      ['Deliver', 'REQUEST client→server'],
    ]);
    expect(naiveSearch(retryingClient).violated).toEqual({ CountedOnce: 3 });
  });

  test('takes at most forty lines, and no cast but those that XState asks for', () => {
    const text = readFileSync(new URL('retrying-client.ts', import.meta.url), 'utf8');
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    expect(text.replaceAll(/\{\} as /g, '')).not.toMatch(/\bas\b|any|unknown|!\./);
  });

  test('holds when requests have numbers', () => {
    expect(countsOf(mendedClient)).toEqual({ states: 11, transitions: 32, beyond: 0 });
  });
});

const counter = setup({
  types: { input: {} as { count: number } | undefined, context: {} as { count: number } },
}).createMachine({
  context: ({ input }) => ({ count: input?.count ?? 0 }),
  on: {
    ADD: {
      guard: ({ context }) => context.count < 2,
      actions: assign({ count: ({ context }) => context.count + 1 }),
    },
  },
});

const sender = setup({ types: { events: {} as { type: 'GO' } } }).createMachine({
  initial: 'idle',
  states: {
    idle: { on: { GO: 'gone' } },
    gone: {
      entry: [
        sendTo(({ system: actors }) => actors.get('counter'), { type: 'ADD' }),
        sendTo(({ system: actors }) => actors.get('counter'), { type: 'ADD' }),
      ],
      type: 'final',
    },
  },
});

describe('a system', () => {
  const base = {
    name: 'counting',
    actors: { sender, counter },
    inputs: { sender: [{ type: 'GO' }] },
    sometimes: {
      Both: ({ counter: own }: { counter: { context: { count: number } } }) => own.context.count === 2,
    },
  } as const;

  test('crashes into what it persists, and into nothing without', () => {
    const faults = { crashes: { counter: 1 } };
    const steps = {
      NeverBack: (
        before: { counter: { context: { count: number } } },
        after: { counter: { context: { count: number } } },
      ) => after.counter.context.count >= before.counter.context.count,
    };
    const persist = { counter: ({ context }: { context: { count: number } }) => ({ count: context.count }) };
    expect(countsOf(system({ ...base, faults, persist, steps })).states).toBe(8);
    expect(countsOf(system({ ...base, faults, persist: 'all', steps })).states).toBe(8);
    expect(check(system({ ...base, faults, steps }))).toMatchObject({
      verdict: 'violated',
      property: 'NeverBack',
    });
  });

  test('has as many states as each of its networks allows', () => {
    const networks = [
      fifo(),
      reliable(),
      lossy({ losses: 1 }),
      broadcast(),
      { 'sender->counter': lossy() },
    ] as const;
    const states = networks.map((network) => countsOf(system({ ...base, network })).states);
    expect(states).toEqual([4, 4, 6, 2, 7]);
    const narrow = check(system({ ...base, network: fifo({ perLink: 1 }), sometimes: {} }));
    const atBounds = { 'more than 1 in flight sender→counter': 1 };
    expect(narrow).toMatchObject({ states: 2, beyond: 1, atBounds, neverTaken: ['Deliver'] });
    expect(countsOf(system({ ...base, faults: { partitions: 1 } })).states).toBe(14);
  });

  test('goes on as the outcomes of what it invokes say', () => {
    const loader = setup({ actors: { load: fromPromise(() => Promise.resolve('')) } }).createMachine({
      initial: 'loading',
      states: {
        loading: { invoke: { src: 'load', onDone: 'loaded', onError: 'broken' } },
        loaded: { type: 'final' },
        broken: { type: 'final' },
      },
    });
    const loading = (outcomes: readonly ReturnType<typeof done>[]) =>
      check(system({ name: 'loading', actors: { loader }, outcomes: { loader: { load: outcomes } } }));
    expect(loading([done('x'), failed('down')])).toMatchObject({
      verdict: 'exhausted',
      states: 3,
      neverTaken: [],
    });
    expect(loading([done('x')])).toMatchObject({ verdict: 'exhausted', states: 2 });
  });

  test('refuses a message that its receiver never handles, with sender and receiver', () => {
    const deaf = setup({}).createMachine({ on: { OTHER: {} } });
    expect(() => check(system({ ...base, actors: { sender, counter: deaf }, sometimes: {} }))).toThrow(
      expect.objectContaining({
        code: 'EXO175',
        message: expect.stringMatching(/'sender'.*'ADD'.*'counter'/) as unknown,
      }),
    );
  });
});

describe('ends of a system that does not say which it accepts', () => {
  const sitting = setup({}).createMachine({ initial: 'on', states: { on: {} } });
  const done = setup({}).createMachine({ initial: 'on', states: { on: { type: 'final' } } });

  test('are those in which every actor with a final state is in it', () => {
    const result = check(system({ name: 'one of two', actors: { sitting, done } }));
    expect(result).toMatchObject({ verdict: 'exhausted', ends: 'final states', states: 1 });
  });

  test('are none, and said to be none, where no actor has a final state', () => {
    expect(check(system({ name: 'none', actors: { sitting } }))).toMatchObject({
      verdict: 'deadlocked',
      ends: 'none',
    });
  });

  test('are its own where it does', () => {
    const model = system({
      name: 'its own',
      actors: { sitting, done },
      mayEnd: ({ sitting: it }) => it.matches('on'),
    });
    expect(check(model)).toMatchObject({ verdict: 'exhausted', ends: 'mayEnd' });
  });

  test('are in the regions of a parallel machine', () => {
    const region = { initial: 'on', states: { on: { type: 'final' } } } as const;
    const parallel = setup({}).createMachine({ type: 'parallel', states: { one: region, other: region } });
    expect(check(system({ name: 'parallel', actors: { parallel } }))).toMatchObject({
      verdict: 'exhausted',
      ends: 'final states',
    });
  });
});
