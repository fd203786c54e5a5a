/** The retrying client, mended: a request has a number, and the server answers one that it has counted already. */
import { assign, sendTo, setup } from 'xstate';
import { lossy, system } from '../index.js';

export const client = setup({ types: { events: {} as { type: 'START' | 'REPLY' } } }).createMachine({
  context: { id: 1 },
  initial: 'idle',
  states: {
    idle: { on: { START: 'waiting' } },
    waiting: {
      entry: sendTo(
        ({ system }) => system.get('server'),
        ({ context }) => ({ type: 'REQUEST', id: context.id }),
      ),
      after: { 1000: { target: 'waiting', reenter: true } },
      on: { REPLY: 'done' },
    },
    done: { type: 'final' },
  },
});

export const server = setup({
  types: {
    context: {} as { counted: readonly number[] },
    events: {} as { type: 'REQUEST'; id: number },
  },
}).createMachine({
  context: { counted: [] },
  on: {
    REQUEST: {
      actions: [
        assign({ counted: ({ context, event }) => [...new Set([...context.counted, event.id])] }),
        sendTo(({ system }) => system.get('client'), { type: 'REPLY' }),
      ],
    },
  },
});

export const model = system({
  name: 'a counter over a lossy channel, with request ids',
  actors: { client, server },
  network: lossy({ duplicates: true }),
  inputs: { client: [{ type: 'START' }] },
  always: { CountedOnce: ({ server }) => server.context.counted.length <= 1 },
  sometimes: { Done: ({ client }) => client.matches('done') },
});
