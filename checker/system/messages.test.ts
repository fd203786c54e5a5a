/** What traces of systems say of messages: where they were sent, and what became of them. */
import { expect, test } from 'vitest';
import { assign, sendTo, setup } from 'xstate';
import { check, fifo, lossy, system, traceOfResult, type Channel } from '../index.js';

const client = setup({ types: { events: {} as { type: 'START' } | { type: 'WAIT' } } }).createMachine({
  initial: 'idle',
  states: {
    idle: { on: { START: 'sent' } },
    sent: {
      entry: sendTo(({ system: actors }) => actors.get('server'), { type: 'REQUEST' }),
      on: { WAIT: 'waited' },
    },
    waited: {},
  },
});

const server = setup({ types: { context: {} as { count: number } } }).createMachine({
  context: { count: 0 },
  on: { REQUEST: { actions: assign({ count: ({ context }) => context.count + 1 }) } },
});

/** The messages of the counterexample, step by step: who sent it, who met it, what became of it, and what it is known by. */
function messagesIn(
  network: Channel,
  isFine: (client: string, count: number) => boolean,
  isLateFine: boolean,
): readonly (readonly (readonly (string | undefined)[])[])[] {
  const model = system({
    name: 'a message under way',
    actors: { client, server },
    network,
    inputs: { client: [{ type: 'START' }, { type: 'WAIT' }] },
    mayEnd: () => true,
    always: { Fine: ({ client: one, server: other }) => isFine(String(one.value), other.context.count) },
    steps: {
      Late: (before, after) =>
        isLateFine ||
        before.client.value !== 'waited' ||
        before.server.context.count === after.server.context.count,
    },
  });
  const trace = traceOfResult(model, check(model));
  return (trace?.states ?? []).map(({ messages = [] }) =>
    messages.map(({ from, to, fate, id }) => [from, to, fate, id]),
  );
}

const ID = 'REQUEST client→server';

test('a message that is received later is known from the step in which it was sent', () => {
  expect(messagesIn(fifo(), () => true, false)).toEqual([
    [],
    [['client', 'client', 'sent', ID]],
    [],
    [['client', 'server', 'taken', ID]],
  ]);
});

test('a copy that stays under way is known by what was sent', () => {
  expect(messagesIn(lossy({ duplicates: true }), (_, count) => count < 2, true)).toEqual([
    [],
    [['client', 'client', 'sent', ID]],
    [['client', 'server', 'taken', ID]],
    [['client', 'server', 'taken', ID]],
  ]);
});
