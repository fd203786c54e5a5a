import { describe, expect, test } from 'vitest';
import {
  heedfulInbox,
  inbox,
  messagesIn,
  type HeedfulEvent,
  type HeedfulState,
  type InboxEvent,
} from './inbox.js';

interface Numbered {
  readonly n: number;
}

const { initial, step, encode } = inbox<Numbered>('inbox');

function put(...numbers: readonly number[]): readonly Numbered[] {
  return numbers.reduce<readonly Numbered[]>((now, n) => after(now, { type: 'PUT', message: { n } }), []);
}

function after(messages: readonly Numbered[], event: InboxEvent<Numbered>): readonly Numbered[] {
  const [outcome] = step(messages, event);
  if (outcome === undefined) throw new Error(`${event.type} is disabled`);
  expect(outcome.effects).toEqual([]);
  return outcome.next;
}

describe('an inbox', () => {
  test('is empty at first', () => {
    expect(initial()).toEqual([[]]);
  });

  test('is one state whatever the order in which its messages came', () => {
    expect(encode(put(1, 3, 2))).toEqual(encode(put(3, 2, 1)));
    expect(put(1, 3, 2)).toHaveLength(3);
  });

  test('gives out any message in any order', () => {
    expect(after(put(1, 2, 3), { type: 'TAKE', message: { n: 2 } })).toEqual(put(1, 3));
    expect(after(put(1, 2, 3), { type: 'TAKE', message: { n: 3 } })).toEqual(put(1, 2));
  });

  test('holds a message that is put twice once', () => {
    expect(put(1, 2, 1)).toEqual(put(1, 2));
  });

  test('gives out nothing that is not in it, and nothing twice', () => {
    expect(step(put(1), { type: 'TAKE', message: { n: 2 } })).toEqual([]);
    expect(
      step(after(put(1), { type: 'TAKE', message: { n: 1 } }), { type: 'TAKE', message: { n: 1 } }),
    ).toEqual([]);
  });
});

/** A receiver that reads the numbers in order: what is below its horizon is dead to it. */
const heedful = heedfulInbox<Numbered, number>('heedful inbox', 2, (horizon, { n }) => n < horizon);

type Heedful = HeedfulState<Numbered, number>;

function heeding(...events: readonly HeedfulEvent<Numbered, number>[]): Heedful {
  const [start] = heedful.initial();
  if (start === undefined) throw new Error('an inbox has an initial state');
  return events.reduce<Heedful>((now, event) => {
    const [outcome, ...others] = heedful.step(now, event);
    if (outcome === undefined) throw new Error(`${event.type} is disabled`);
    expect([outcome.effects, others]).toEqual([[], []]);
    return outcome.next;
  }, start);
}

const putting = (n: number): HeedfulEvent<Numbered, number> => ({ type: 'PUT', message: { n } });
const taking = (n: number): HeedfulEvent<Numbered, number> => ({ type: 'TAKE', message: { n } });
const heed = (horizon: number): HeedfulEvent<Numbered, number> => ({ type: 'HEED', horizon });

function numbersIn(state: Heedful): readonly number[] {
  return messagesIn(state).map(({ n }) => n);
}

describe('a heedful inbox', () => {
  test('is empty at first, with the horizon that it is given', () => {
    expect(heedful.initial()).toEqual([{ horizon: 2, messages: [], isSettled: true }]);
  });

  test('does not take in what is dead, and is not disabled by it', () => {
    expect(heeding(putting(1))).toEqual(heeding());
    expect(numbersIn(heeding(putting(1), putting(2), putting(3)))).toEqual([2, 3]);
  });

  test('drops what is dead when the receiver has changed, and nothing else', () => {
    const state = heeding(putting(4), putting(2), putting(3), heed(4));
    expect(state).toEqual({ horizon: 4, messages: [{ n: 4 }], isSettled: true });
    expect(numbersIn(heeding(putting(2), putting(3), heed(2)))).toEqual([2, 3]);
  });

  test('judges what comes later by the newest horizon, also by one that has moved back', () => {
    expect(numbersIn(heeding(heed(4), putting(3), putting(4)))).toEqual([4]);
    expect(numbersIn(heeding(heed(4), putting(3), heed(3), putting(3)))).toEqual([3]);
  });

  test('does not bring back what it has dropped', () => {
    expect(numbersIn(heeding(putting(3), heed(4), heed(2)))).toEqual([]);
  });

  test('otherwise does what a plain inbox does', () => {
    expect(numbersIn(heeding(putting(3), putting(2), putting(3)))).toEqual([2, 3]);
    expect(numbersIn(heeding(putting(3), putting(2), taking(3)))).toEqual([2]);
    expect(heedful.step(heeding(putting(2)), taking(3))).toEqual([]);
    expect(heedful.step(heeding(putting(3), heed(4)), taking(3))).toEqual([]);
  });

  test('is one state for one horizon and one set of messages, and another for another', () => {
    const bytes = (...events: readonly HeedfulEvent<Numbered, number>[]): Uint8Array =>
      heedful.encode(heeding(...events));
    expect(bytes(putting(2), putting(3))).toEqual(bytes(putting(3), putting(1), putting(2)));
    expect(bytes(putting(2), heed(3))).toEqual(bytes(heed(3)));
    expect(bytes(putting(3))).not.toEqual(bytes(putting(3), heed(3)));
    const state = heeding(putting(3), heed(3));
    expect(heedful.decode(heedful.encode(state))).toEqual(state);
  });

  test('that begins unsettled drops the rest when it is settled', () => {
    const cautious = heedfulInbox<Numbered, number>(
      'cautious inbox',
      2,
      (horizon, { n }, isSettled) => isSettled && n < horizon,
      false,
    );
    const [start] = cautious.initial();
    if (start === undefined) throw new Error('an inbox has an initial state');
    const [kept] = cautious.step(start, putting(1));
    expect(kept?.next.messages).toEqual([{ n: 1 }]);
    const [settled] = kept === undefined ? [] : cautious.step(kept.next, { type: 'SETTLE' });
    expect(settled?.next).toEqual({ horizon: 2, messages: [], isSettled: true });
  });

  test('shows its messages, and nothing of the horizon', () => {
    expect(heedful.show?.(heeding(putting(2), putting(3)))).toEqual([{ n: 2 }, { n: 3 }]);
  });
});

test('the messages of an inbox of either kind are found alike', () => {
  expect(messagesIn(put(2, 3))).toEqual(messagesIn(heeding(putting(2), putting(3))));
  expect(messagesIn([])).toEqual([]);
});
