import { assign, createMachine, emit, enqueueActions, log, raise, sendTo } from 'xstate';
import { expect, test } from 'vitest';
import { check } from '../check.js';
import { machineModel } from '../system/machine-model.js';

interface Given {
  readonly type: string;
  readonly value?: number;
  readonly force?: boolean;
}

const counter = createMachine({
  id: 'counter',
  types: {} as { context: { count: number }; events: Given },
  context: { count: 0 },
  on: {
    SET: {
      guard: ({ event }) => (event.value ?? 0) > 0,
      actions: assign({ count: ({ event }) => event.value ?? 0 }),
    },
    RESET: { actions: assign({ count: 0 }) },
  },
});

function unsaidOf(events?: readonly Given[]): unknown {
  const model = machineModel(counter, { ...(events && { events }), mayEnd: () => true });
  return check(model).coverage[0]?.unsaid;
}

test('what a guard reads of an event that has nothing but its type is told', () => {
  expect(unsaidOf()).toEqual([{ event: 'SET', fields: ['value'] }]);
});

test('nothing is told of an event that says what is read', () => {
  expect(unsaidOf([{ type: 'SET', value: 1 }, { type: 'RESET' }])).toBeUndefined();
});

test('what some events of a type say may be left out in others', () => {
  expect(unsaidOf([{ type: 'SET' }, { type: 'SET', value: 1 }])).toBeUndefined();
});

test('what XState itself looks for in an event is not told', () => {
  const busy = createMachine({
    id: 'busy',
    initial: 'idle',
    states: {
      idle: {
        on: {
          GO: {
            target: 'on',
            actions: [raise({ type: 'SELF' }), log('gone'), emit({ type: 'SEEN' }), assign({})],
          },
        },
      },
      on: {
        after: { 100: 'idle' },
        on: {
          SELF: {},
          TELL: { actions: sendTo(({ self }) => self, { type: 'SELF' }) },
          BACK: {
            target: 'idle',
            actions: enqueueActions(({ enqueue, event }) => enqueue.assign({ last: event })),
          },
        },
      },
    },
  });
  const { verdict, coverage } = check(machineModel(busy));
  expect([verdict, coverage[0]?.unsaid]).toEqual(['exhausted', undefined]);
});
