import { describe, expect, test } from 'vitest';
import { inbox, type InboxEvent } from './inbox.js';

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
