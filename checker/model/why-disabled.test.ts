import { describe, expect, test } from 'vitest';
import { and, not, or, setup } from 'xstate';
import { budgetSlot, draw, leg, rule, slot, successors, xstateComponent, type Model } from '../index.js';
import { initialStates } from './reference.js';
import { whyDisabled } from './why-disabled.js';

const door = setup({
  types: {
    context: {} as { keys: number; isStuck: boolean },
    events: {} as { type: 'OPEN' | 'SHUT' | 'KICK' },
  },
  guards: {
    hasKey: ({ context }) => context.keys > 0,
    isStuck: ({ context }) => context.isStuck,
    never: () => false,
    goesEasily: and([not('isStuck'), 'hasKey']),
  },
}).createMachine({
  id: 'door',
  context: { keys: 0, isStuck: true },
  initial: 'shut',
  states: {
    shut: {
      on: {
        OPEN: { guard: and(['hasKey', not('isStuck')]), target: 'open' },
        KICK: [
          { guard: or(['hasKey', 'never']), target: 'open' },
          { guard: 'goesEasily', target: 'open' },
        ],
      },
    },
    open: { on: { SHUT: 'shut' } },
  },
});

const front = slot('front', xstateComponent(door));
const kicks = budgetSlot('kicks', 0);
const send = (type: 'OPEN' | 'SHUT' | 'KICK') => [{ legs: [leg(front, { type })] }];

function modelWith(rules: Model['rules']): Model {
  return { name: 'a door', slots: [front, kicks], rules, routes: [], properties: [] };
}

function whysOf(model: Model): readonly string[] {
  const [start = []] = initialStates(model);
  return whyDisabled(model, start, successors(model, start)).map(
    ({ rule: { name }, why }) => `${name}: ${why}`,
  );
}

describe('a rule that is disabled', () => {
  test('is so by the guards that say no, however they are combined', () => {
    const model = modelWith([
      rule({ name: 'Open', slot: front, offers: () => send('OPEN') }),
      rule({ name: 'Kick', slot: front, offers: () => send('KICK') }),
      rule({ name: 'Shut', slot: front, offers: () => send('SHUT') }),
    ]);
    expect(whysOf(model)).toEqual([
      'Open: hasKey says no; isStuck says yes',
      'Kick: hasKey says no, and never says no, or isStuck says yes; hasKey says no',
      'Shut: shut does not take SHUT',
    ]);
  });

  test('is so by a component that does not take an event, or by its own condition', () => {
    const model = modelWith([
      rule({ name: 'Draw', slot: front, offers: () => [{ legs: [draw(kicks)] }] }),
      rule({ name: 'Wait', slot: front, when: () => false, offers: () => [{ legs: [] }] }),
      rule({
        name: 'Break',
        slot: front,
        when: () => false,
        offers: () => {
          throw new Error('there is none');
        },
      }),
      rule({ name: 'Choose', slot: front, offers: () => [] }),
    ]);
    expect(whysOf(model)).toEqual([
      'Draw: kicks does not take DRAW now',
      'Wait: its condition does not hold',
      'Break: its condition does not hold',
      'Choose: there is nothing to choose from',
    ]);
  });
});
