import { describe, expect, test } from 'vitest';
import { announcing, check, leg, plainComponent, route, rule, slot, type Model } from '../index.js';
import { deadForGood } from './dead-for-good.js';
import { heedfulInbox, messagesIn } from './inbox.js';

interface Numbered {
  readonly n: number;
}
type ReceiverEvent = { readonly type: 'TAKE'; readonly n: number } | { readonly type: 'RESET' };

/** A receiver takes numbers above its level, which becomes its level; one that forgets may come back to 0. */
function levels(forgets: boolean, endsWhenSettled: readonly string[] = []): Model {
  const receiver = announcing(
    plainComponent<number, ReceiverEvent, never>({
      name: 'receiver',
      initial: [0],
      step: (level, event) => {
        if (event.type === 'RESET') return forgets && level === 2 ? [{ next: 0, effects: [] }] : [];
        return event.n > level ? [{ next: event.n, effects: [] }] : [];
      },
    }),
    'level',
    (level) => level,
  );
  const host = slot('host', receiver);
  const inbox = slot(
    'inbox',
    heedfulInbox<Numbered, number>('inbox', 0, (level, { n }) => n <= level),
  );
  return {
    name: 'levels',
    slots: [host, inbox],
    rules: [
      rule({
        name: 'Send',
        slot: inbox,
        offers: () => [1, 2, 3].map((n) => ({ legs: [leg(inbox, { type: 'PUT', message: { n } })] })),
      }),
      rule({
        name: 'Receive',
        slot: inbox,
        offers: (state) => messagesIn(state).map(({ n }) => ({ legs: [leg(host, { type: 'TAKE', n })] })),
      }),
      rule({ name: 'Reset', slot: host, offers: () => [{ legs: [leg(host, { type: 'RESET' })] }] }),
    ],
    routes: [route(host, ({ params }) => [leg(inbox, { type: 'HEED', horizon: params })])],
    properties: [],
    mayEnd: () => true,
    premises: [
      deadForGood<number, Numbered, number>('dead-messages', 'keep them', [
        {
          inbox: 'inbox',
          receiver: 'host',
          machine: 'receiver',
          endsWhenSettled,
          horizonOf: (level) => level,
          takes: (level, { n }) => n > level,
          show: ({ n }, level) => `TAKE ${n} at level ${level}`,
        },
      ]),
    ],
  };
}

describe('what an inbox drops', () => {
  test('is verified to be dead for good at the receiver that is explored', () => {
    const { verdict, verified } = check(levels(false));
    expect([verdict, verified]).toEqual(['exhausted', ['dead-messages']]);
  });

  test('is asked of no step that is said not to happen any more', () => {
    expect(check(levels(true, ['RESET'])).verified).toEqual(['dead-messages']);
  });

  test('is an error if the receiver can come to take it, though it does not where it is dropped', () => {
    expect(() => check(levels(true))).toThrow(
      expect.objectContaining({
        code: 'EXO190',
        message: expect.stringMatching(
          /^reduction 'dead-messages' may hide .* machine: receiver, TAKE \d at level \d: .*; keep them$/,
        ) as string,
      }) as Error,
    );
  });

  test('is verified in depth-first search too, and nothing is said to be verified before the end', () => {
    expect(() => check(levels(true), { search: 'dfs' })).toThrow(/EXO190|may hide/);
    expect(check(levels(true), { statesMax: 2 })).toMatchObject({ verdict: 'bounded', verified: [] });
  });
});

test('a premise about a slot that is not there is an error', () => {
  const model = levels(false);
  const premise = { name: 'some', remedy: 'none', verify: (met: (slot: string) => unknown) => met('x') };
  const wrong = { ...model, premises: [premise as never] };
  expect(() => check(wrong)).toThrow(expect.objectContaining({ code: 'EXO191' }) as Error);
});
