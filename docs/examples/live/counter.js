/** A client that asks until it is answered, and a server that counts a request once: machines for a program that runs, and their model. */
import { assign, sendTo, setup } from 'xstate';
import { lossy, system } from 'exo-broadcast/checker';

export const client = setup({}).createMachine({
  id: 'client',
  context: { id: 1 },
  initial: 'idle',
  states: {
    idle: { on: { START: 'waiting' } },
    waiting: {
      entry: sendTo(
        ({ system: actors }) => actors.get('server'),
        ({ context }) => ({ type: 'REQUEST', id: context.id }),
      ),
      after: { 1000: { target: 'waiting', reenter: true } },
      on: { REPLY: 'done' },
    },
    done: { type: 'final' },
  },
});

export const server = setup({
  guards: { isNew: ({ context, event }) => !context.counted.includes(event.id) },
}).createMachine({
  id: 'server',
  context: { counted: [] },
  on: {
    REQUEST: [
      {
        guard: 'isNew',
        actions: [
          assign({ counted: ({ context, event }) => [...context.counted, event.id] }),
          sendTo(({ system: actors }) => actors.get('client'), { type: 'REPLY' }),
        ],
      },
      { actions: sendTo(({ system: actors }) => actors.get('client'), { type: 'REPLY' }) },
    ],
  },
});

export const model = system({
  name: 'a counter over a lossy channel',
  actors: { client, server },
  network: lossy({ duplicates: true }),
  inputs: { client: [{ type: 'START' }] },
  always: { CountedOnce: ({ server: it }) => it.context.counted.length <= 1 },
  sometimes: { Done: ({ client: it }) => it.matches('done') },
});
