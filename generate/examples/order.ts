/** An order of at most two items, as a machine: what the service beside it is to do. */
import { assign, setup } from 'xstate';
import { machineModel } from '../../checker/index.js';

export const order = setup({
  types: { context: {} as { items: number } },
  guards: {
    hasItems: ({ context }) => context.items > 0,
    hasRoom: ({ context }) => context.items < 2,
  },
  actions: {
    add: assign({ items: ({ context }) => context.items + 1 }),
    remove: assign({ items: ({ context }) => context.items - 1 }),
    clear: assign({ items: 0 }),
  },
}).createMachine({
  id: 'order',
  context: { items: 0 },
  initial: 'open',
  states: {
    open: {
      on: {
        ADD: { guard: 'hasRoom', actions: 'add' },
        REMOVE: { guard: 'hasItems', actions: 'remove' },
        PAY: { guard: 'hasItems', target: 'paid' },
        CANCEL: 'cancelled',
      },
    },
    paid: { on: { SHIP: 'shipped', REFUND: 'cancelled' } },
    cancelled: { on: { REOPEN: { target: 'open', actions: 'clear' } } },
    shipped: { on: { RETURN: 'cancelled' } },
  },
});

export const model = machineModel(order, { mayEnd: () => true });
