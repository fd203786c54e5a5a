/** Faults may happen and never need to: a state in which nothing else can is a dead end. */
import { sendTo, setup } from 'xstate';
import { describe, expect, it } from 'vitest';
import { check, leg, plainComponent, rule, slot, system, type Model, type SearchOptions } from '../index.js';
import { naiveSearch } from '../testing/naive-search.js';

const SEARCHES: readonly SearchOptions[] = [
  { loop: 'javascript' },
  { loop: 'webassembly' },
  { exact: true },
  { search: 'dfs' },
  { search: 'random' },
];

/** One asks, and the other answers only if it has been woken, which nobody does. */
const asking = setup({}).createMachine({
  initial: 'idle',
  states: {
    idle: { on: { GO: 'waiting' } },
    waiting: {
      entry: sendTo(({ system: all }) => all.get('answering'), { type: 'ASK' }),
      on: { ANSWER: 'done' },
    },
    done: { type: 'final' },
  },
});
const answering = setup({}).createMachine({
  initial: 'asleep',
  states: { asleep: { on: { ASK: {}, WAKE: 'awake' } }, awake: {} },
});

const waiting = (faults: object): Model =>
  system({ name: 'waiting', actors: { asking, answering }, inputs: { asking: [{ type: 'GO' }] }, faults });

describe('an actor that waits for ever', () => {
  it.each([
    ['no faults', {}],
    ['one crash', { crashes: 1 }],
    ['any number of crashes', { crashes: Infinity }],
    ['any number of splits', { partitions: Infinity }],
  ])('is a deadlock with %s, after the same steps', (_, faults) => {
    const { verdict, counterexample } = check(waiting(faults));
    expect([verdict, counterexample?.steps.map(({ rule: { name } }) => name)]).toEqual([
      'deadlocked',
      ['GO', 'Deliver'],
    ]);
  });

  it('is none where a network that is split has only to heal', () => {
    const model = system({
      name: 'healing',
      actors: { asking, answering },
      faults: { partitions: Infinity },
      mayEnd: ({ asking: it }) => !it.matches('waiting'),
    });
    expect(check(model).verdict).toBe('exhausted');
  });
});

/** A counter up to `max`, with a fault that takes it back by one, and another on a slot of its own. */
function counting(max: number, mayEnd: (n: number) => boolean): Model {
  const counter = slot(
    'counter',
    plainComponent({
      name: 'counter',
      initial: [0],
      step: (n: number, { type }: { readonly type: 'UP' | 'DOWN' }) => {
        const next = type === 'UP' ? n + 1 : n - 1;
        return next < 0 || next > max ? [] : [{ next, effects: [] }];
      },
    }),
  );
  const light = slot(
    'light',
    plainComponent({
      name: 'light',
      initial: [false],
      step: (isOn: boolean, { type }: { readonly type: 'FLIP' }) => [
        { next: isOn !== (type === 'FLIP'), effects: [] },
      ],
    }),
  );
  return {
    name: 'counting',
    slots: [light, counter],
    rules: [
      rule({
        name: 'Flip',
        slot: light,
        isFault: true,
        offers: () => [{ legs: [leg(light, { type: 'FLIP' })] }],
      }),
      rule({
        name: 'Down',
        slot: counter,
        isFault: true,
        offers: () => [{ legs: [leg(counter, { type: 'DOWN' })] }],
      }),
      rule({ name: 'Up', slot: counter, offers: () => [{ legs: [leg(counter, { type: 'UP' })] }] }),
    ],
    routes: [],
    properties: [],
    mayEnd: ([, n]) => mayEnd(n as number),
  };
}

describe('faults in rules', () => {
  it.each(SEARCHES)('leave a dead end what it is: %j', (options) => {
    const { verdict, counterexample } = check(
      counting(3, () => false),
      options,
    );
    expect(verdict).toBe('deadlocked');
    if (options.search === undefined) expect(counterexample?.steps.length).toBe(3);
  });

  it.each(SEARCHES)('are transitions like others otherwise: %j', (options) => {
    const model = counting(3, (n) => n === 3);
    const naive = naiveSearch(model);
    expect(naive).toMatchObject({ states: 8, transitions: 20, deadlock: null });
    if (options.search === 'random') return;
    expect(check(model, options)).toMatchObject({ verdict: 'exhausted', states: 8, transitions: 20 });
  });
});
