import { and, assign, createMachine, fromPromise, not, or, raise, sendTo, setup, stateIn } from 'xstate';
import { describe, expect, test } from 'vitest';
import { labelOf, type Chart, type ChartState } from '../../viewer/index.js';
import { chartOf } from './chart-of.js';

const order = setup({
  guards: { isPaid: () => true, isOpen: () => true },
  actions: { note: () => undefined },
  actors: { courier: fromPromise(() => Promise.resolve()) },
}).createMachine({
  id: 'order',
  initial: 'cart',
  entry: 'note',
  states: {
    cart: {
      entry: [raise({ type: 'LOOK' }), 'note', () => undefined],
      on: {
        PAY: {
          guard: and(['isPaid', not('isOpen'), ({ event }) => event.type === 'PAY']),
          target: 'sending',
        },
        LOOK: { guard: or(['isPaid', stateIn('sending')]), actions: assign({}) },
        '*': { actions: sendTo('shop', { type: 'ASK' }) },
        STOP: undefined,
      },
      after: { 100: 'sending' },
      always: { guard: ({ context }) => context === null, target: 'sending.packing.again' },
    },
    sending: {
      type: 'parallel',
      invoke: { src: 'courier', onDone: 'cart', onError: { target: '.packing', reenter: true } },
      onDone: 'cart',
      states: {
        packing: {
          initial: 'box',
          states: {
            box: { on: { CLOSE: 'closed' } },
            closed: { type: 'final' },
            again: { type: 'history', history: 'deep', target: 'box' },
          },
        },
        paper: {},
      },
    },
  },
});

function stateOf({ root }: Chart, id: string): ChartState {
  const all = (state: ChartState): readonly ChartState[] => [state, ...state.states.flatMap(all)];
  const found = all(root).find((state) => state.id === id);
  if (found === undefined) throw new Error(`no state ${id}`);
  return found;
}

describe('the chart of a machine', () => {
  const chart = chartOf(order);

  test('has every state with its kind and where it begins', () => {
    const shown = [
      '',
      'cart',
      'sending',
      'sending.packing',
      'sending.packing.closed',
      'sending.packing.again',
    ].map((id) => stateOf(chart, id));
    expect(shown.map(({ label, kind, initial }) => [label, kind, initial])).toEqual([
      ['order', 'compound', ['cart']],
      ['cart', 'atomic', []],
      ['sending', 'parallel', []],
      ['packing', 'compound', ['sending.packing.box']],
      ['closed', 'final', []],
      ['again', 'deep history', []],
    ]);
  });

  test('has where a history state leads without history: to its target, or where its parent begins', () => {
    const machine = createMachine({
      initial: 'box',
      states: {
        box: {
          initial: 'one',
          states: { one: {}, two: {}, named: { type: 'history', target: 'two' }, bare: { type: 'history' } },
        },
        whole: { type: 'history', history: 'deep' },
      },
    });
    const drawn = chartOf(machine);
    const targetsOf = (id: string): unknown =>
      stateOf(drawn, id).transitions.map(({ event, targets }) => [event, targets]);
    expect(targetsOf('box.named')).toEqual([['default', ['box.two']]]);
    expect(targetsOf('box.bare')).toEqual([['default', ['box.one']]]);
    expect(targetsOf('whole')).toEqual([['default', ['box']]]);
  });

  test('says what happens on entry and what is invoked, without what XState adds for timers', () => {
    expect(stateOf(chart, '').lines).toEqual(['entry / note']);
    expect(stateOf(chart, 'cart').lines).toEqual(['entry / raise LOOK, note, ƒ']);
    expect(stateOf(chart, 'sending').lines).toEqual(['invoke courier']);
  });

  test('spells guards and built-in actions out', () => {
    expect(stateOf(chart, 'cart').transitions.map(labelOf)).toEqual([
      'PAY [isPaid and not isOpen and ƒ]',
      'LOOK [isPaid or in sending] / assign',
      '* / sendTo ASK',
      'STOP / nothing',
      'after 100',
      'always [ƒ]',
    ]);
    expect(stateOf(chart, 'sending').transitions.map(labelOf)).toEqual(['done', 'done', 'error']);
    expect(stateOf(chart, 'sending.packing.again').transitions.map(labelOf)).toEqual(['default']);
  });

  test('names places as coverage does, and targets by their ids', () => {
    const { transitions } = stateOf(chart, 'cart');
    expect(transitions.map(({ place, targets }) => [place, targets])).toEqual([
      ['cart.on.PAY[0]', ['sending']],
      ['cart.on.LOOK[0]', []],
      ['cart.on.*[0]', []],
      ['cart.on.STOP[0]', []],
      ['cart.after.100[0]', ['sending']],
      ['cart.always[0]', ['sending.packing.again']],
    ]);
    expect(stateOf(chart, 'sending').transitions.at(-1)).toMatchObject({
      targets: ['sending.packing'],
      reenters: true,
    });
  });
});
