/** What keeps something beside its states is found out when it is asked again, once the search is over. */
import { assign, setup } from 'xstate';
import { describe, expect, it } from 'vitest';
import { check, invariant, leg, machineModel, plainComponent, rule, slot } from '../index.js';

const context = { types: { context: {} as { readonly n: number } } };

describe('a machine with a variable outside', () => {
  it('is found out where one answer sets what another one reads', () => {
    let isSet = false;
    const machine = setup(context).createMachine({
      context: { n: 0 },
      initial: 'a',
      states: {
        a: {
          on: {
            GO: {
              target: 'b',
              actions: assign({
                n: () => {
                  isSet = true;
                  return 1;
                },
              }),
            },
            SLIP: { guard: () => isSet, target: 'c' },
          },
        },
        b: { on: { BACK: { target: 'a', actions: assign({ n: 0 }) } } },
        c: {},
      },
    });
    const events = [{ type: 'SLIP' }, { type: 'GO' }, { type: 'BACK' }];
    const model = machineModel(machine, {
      events,
      mayEnd: () => true,
      always: { NotC: ({ value }: { value: unknown }) => value !== 'c' },
    } as never);
    expect(() => check(model)).toThrow(/'step' of component .* is not deterministic: asked for event "SLIP"/);
  });

  it('is found out where it counts, also beyond the number of questions of the search', () => {
    let count = 0;
    const machine = setup(context).createMachine({
      context: { n: 0 },
      initial: 'a',
      states: { a: { on: { GO: { guard: () => ++count > 20, target: 'b' } } }, b: {} },
    });
    const model = machineModel(machine, { events: [{ type: 'GO' }], mayEnd: () => true } as never);
    expect(() => check(model)).toThrow(/is not deterministic/);
  });
});

it('a plain component with a variable outside is found out', () => {
  let next = 0;
  const counter = slot(
    'counter',
    plainComponent({
      name: 'counter',
      initial: [0],
      step: (n: number, { type }: { readonly type: 'UP' }) =>
        n < 3 && type === 'UP' ? [{ next: Math.max(n, (next += 1)), effects: [] }] : [],
    }),
  );
  const up = rule({ name: 'Up', slot: counter, offers: () => [{ legs: [leg(counter, { type: 'UP' })] }] });
  const model = {
    name: 'counting',
    slots: [counter],
    rules: [up],
    routes: [],
    properties: [],
    mayEnd: () => true,
  };
  expect(() => check(model)).toThrow(/component 'counter' is not deterministic/);
});

describe('what keeps something outside of the states is found out:', () => {
  const counter = slot(
    'counter',
    plainComponent({
      name: 'counter',
      initial: [0],
      step: (n: number) => (n < 3 ? [{ next: n + 1, effects: [] }] : []),
    }),
  );
  const offer = [{ legs: [leg(counter, { type: 'UP' } as never)] }];
  const whole = { name: 'counting', slots: [counter], routes: [], properties: [], mayEnd: () => true };

  it('the offers of a rule', () => {
    let asked = 0;
    const up = rule({ name: 'Up', slot: counter, offers: () => (++asked > 8 ? [] : offer) });
    expect(() => check({ ...whole, rules: [up] })).toThrow(/'offers' of rule 'Up' is not deterministic/);
  });

  it('whether a rule may act', () => {
    let asked = 0;
    const up = rule({ name: 'Up', slot: counter, when: () => ++asked < 8, offers: () => offer });
    expect(() => check({ ...whole, rules: [up] })).toThrow(/'when' of rule 'Up' is not deterministic/);
  });

  it('a property', () => {
    let greatest = 0;
    const up = rule({ name: 'Up', slot: counter, offers: () => offer });
    const growing = invariant({
      name: 'Growing',
      over: [[counter]],
      holds: ([n = 0]) => {
        const holds = n >= greatest;
        greatest = Math.max(greatest, n);
        return holds;
      },
    });
    expect(() => check({ ...whole, rules: [up], properties: [growing] })).toThrow(
      /'holds' of property 'Growing' is not deterministic/,
    );
  });
});
