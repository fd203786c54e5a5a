/** A client that asks again until it is answered: over a channel that doubles messages, it is counted twice. */
import { assign, sendTo, setup } from 'xstate';
import { lossy, system } from 'exo-broadcast/checker';

const client = setup({ types: { events: {} as { type: 'START' | 'REPLY' } } }).createMachine({
  initial: 'idle',
  states: {
    idle: { on: { START: 'waiting' } },
    waiting: {
      entry: sendTo(({ system }) => system.get('server'), { type: 'REQUEST' }),
      after: { 1000: { target: 'waiting', reenter: true } },
      on: { REPLY: 'done' },
    },
    done: { type: 'final' },
  },
});

const server = setup({ types: { context: {} as { count: number } } }).createMachine({
  context: { count: 0 },
  on: {
    REQUEST: {
      guard: ({ context }) => context.count < 3,
      actions: [
        assign({ count: ({ context }) => context.count + 1 }),
        sendTo(
          ({ system }) => system.get('client'),
          ({ context: { count } }) => ({ type: 'REPLY', count }),
        ),
      ],
    },
  },
});

export const model = system({
  name: 'a counter over a lossy channel',
  actors: { client, server },
  network: lossy({ duplicates: true }),
  inputs: { client: [{ type: 'START' }] },
  always: { CountedOnce: ({ server }) => server.context.count <= 1 },
});
