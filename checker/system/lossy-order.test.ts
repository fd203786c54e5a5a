/** A network that loses messages and never reorders them, held against a program without machines and channels. */
import { describe, expect, test } from 'vitest';
import { assign, sendTo, setup } from 'xstate';
import { check, fifo, lossy, reliable, system, type Channel } from '../index.js';
import { explored } from '../testing/explored.js';

const MESSAGES = 3;

const producer = setup({
  types: {
    context: {} as { sent: number; acknowledged: number },
    events: {} as { type: 'SEND' } | { type: 'ACK'; n: number },
  },
}).createMachine({
  context: { sent: 0, acknowledged: 0 },
  on: {
    SEND: {
      guard: ({ context }) => context.sent < MESSAGES,
      actions: [
        assign({ sent: ({ context }) => context.sent + 1 }),
        sendTo(
          ({ system: actors }) => actors.get('consumer'),
          ({ context }) => ({ type: 'DATA', n: context.sent }),
        ),
      ],
    },
    ACK: { actions: assign({ acknowledged: ({ event }) => event.n }) },
  },
});

const consumer = setup({
  types: { context: {} as { got: readonly number[] }, events: {} as { type: 'DATA'; n: number } },
}).createMachine({
  context: { got: [] },
  on: {
    DATA: {
      actions: [
        assign({ got: ({ context, event }) => [...context.got, event.n] }),
        sendTo(
          ({ system: actors }) => actors.get('producer'),
          ({ event }) => ({ type: 'ACK', n: event.n }),
        ),
      ],
    },
  },
});

const over = (network: Channel) =>
  check(
    system({
      name: 'numbered messages',
      actors: { producer, consumer },
      network,
      inputs: { producer: [{ type: 'SEND' }] },
      always: {
        InOrder: ({ consumer: { context } }) => context.got.every((n, i) => n > (context.got[i - 1] ?? 0)),
      },
      sometimes: { LastOnly: ({ consumer: { context } }) => context.got.join() === '3' },
      mayEnd: () => true,
    }),
  );

interface Numbers {
  readonly sent: number;
  readonly acknowledged: number;
  readonly got: readonly number[];
  readonly data: readonly number[];
  readonly acks: readonly number[];
  readonly left: number;
}

/** The same system, with queues that lose their first message. */
function steps(perLink: number, over: Numbers[]): (state: Numbers) => readonly Numbers[] {
  return (state) => {
    const { sent, got, data, acks, left } = state;
    if (data.length > perLink || acks.length > perLink) {
      over.push(state);
      return [];
    }
    const [n, ...laterData] = data;
    const [acknowledged, ...laterAcks] = acks;
    const sending = { ...state, sent: sent + 1, data: [...data, sent + 1] };
    return [
      ...(sent < MESSAGES ? [sending] : []),
      ...(n === undefined ? [] : [{ ...state, data: laterData, got: [...got, n], acks: [...acks, n] }]),
      ...(acknowledged === undefined ? [] : [{ ...state, acks: laterAcks, acknowledged }]),
      ...(n === undefined || left === 0 ? [] : [{ ...state, data: laterData, left: left - 1 }]),
      ...(acknowledged === undefined || left === 0 ? [] : [{ ...state, acks: laterAcks, left: left - 1 }]),
    ];
  };
}

describe('a network that loses and keeps order', () => {
  test.each([
    { losses: 0, perLink: 4, states: 20, beyond: 0 },
    { losses: 1, perLink: 4, states: 54, beyond: 0 },
    { losses: Infinity, perLink: 4, states: 80, beyond: 0 },
    { losses: 1, perLink: 1, states: 50, beyond: 10 },
  ])(
    'with $losses losses and $perLink a link has the states of queues',
    ({ losses, perLink, states, beyond }) => {
      const start: Numbers = { sent: 0, acknowledged: 0, got: [], data: [], acks: [], left: losses };
      const overfull: Numbers[] = [];
      const counts = explored([start], steps(perLink, overfull));
      const result = over(fifo({ losses, perLink }));
      expect(result).toMatchObject({ verdict: 'exhausted', beyond: overfull.length, ...counts });
      expect({ states: counts.states, beyond: result.beyond }).toEqual({ states, beyond });
    },
  );

  test('loses up to as many messages as are granted, and no more', () => {
    const reached = [0, 1, 2].map((losses) => over(fifo({ losses })).witnesses[0]?.reached);
    expect(reached).toEqual([false, false, true]);
  });

  test('is the one that holds where order matters', () => {
    expect(over(lossy({ losses: 1 }))).toMatchObject({ verdict: 'violated', property: 'InOrder' });
    expect(over(reliable())).toMatchObject({ verdict: 'violated', property: 'InOrder' });
  });
});
