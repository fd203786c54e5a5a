import { describe, expect, test } from 'vitest';
import { EMPTY_LOG, EntryTree, type LogNode, type SeenEntry } from './entry-tree.js';
import { OwnPayloads } from './own-payloads.js';
import { lastNumberOf, WaitingPayloads } from './waiting-payloads.js';

function waiting(...numbers: readonly number[]): WaitingPayloads {
  const payloads = new WaitingPayloads();
  for (const number of numbers) expect(payloads.submit(number, false)).toBeNull();
  return payloads;
}

/** A log of entries, each by its source, its first payload and how many it has. */
function logOf(tree: EntryTree, ...entries: readonly (readonly [number, number, number])[]): LogNode {
  return entries.reduce(
    (log, [source, first, count]) => tree.child(log, { epoch: 0, source, first, count, crc: 0 } as SeenEntry),
    EMPTY_LOG,
  );
}

describe('payloads that wait', () => {
  test('ascend, and need not follow each other', () => {
    const payloads = waiting(0, 1, 5);
    expect(payloads.submit(5, false)).toBe('payload numbers ascend: 5 comes after 5');
    expect(payloads.submit(4, true)).toBe('payload numbers ascend: 4 comes after 5');
    expect(payloads.submit(6, false)).toBeNull();
  });

  test('of a life before come again only where nothing with their numbers was written', () => {
    const payloads = waiting(0, 1, 2);
    payloads.beginAgain(1);
    expect(payloads.submit(1, false)).toBe('payload numbers ascend: 1 comes after 1');
    expect(payloads.submit(2, false)).toBeNull();
    const engine = waiting(0, 1, 2);
    engine.beginAgain(1);
    // What a driver keeps it hands over again.
    expect(engine.submit(0, true)).toBeNull();
    expect(engine.submit(0, true)).toBe('payload numbers ascend: 0 comes after 0');
  });

  test.each<[what: string, first: number, count: number, inLog: number, wrong: string | null]>([
    ['the first', 3, 1, -1, null],
    ['the first two', 3, 2, -1, null],
    ['those behind the last in the log', 4, 1, 3, null],
    ['another one', 4, 1, -1, 'payload 3 is next in the queue, and the entry has payload 4'],
    ['one that is left out between', 4, 2, 3, 'payload 7 is next in the queue, and the entry has payload 5'],
    ['more than wait', 7, 2, 4, 'payload none is next in the queue, and the entry has payload 8'],
    ['none where one waits', -1, 0, -1, 'payload 3 waits, and the entry is empty'],
    ['none where none waits', -1, 0, 7, null],
    ['one where none waits', 8, 1, 7, 'no payload waits, and the entry has payload 8'],
  ])('are taken by an entry in order: %s', (_, first, count, inLog, wrong) => {
    expect(waiting(3, 4, 7).expectTaken(first, count, inLog)).toBe(wrong);
  });

  test('are gone up to what is agreed', () => {
    const payloads = waiting(3, 4, 7);
    payloads.dropUpTo(4);
    expect([payloads.firstAbove(-1), payloads.firstAbove(7)]).toEqual([7, null]);
    payloads.dropUpTo(2);
    expect(payloads.firstAbove(-1)).toBe(7);
  });

  test('are as before once thousands of them have gone', () => {
    const payloads = waiting(...Array.from({ length: 3_000 }, (_, number) => number));
    for (const last of [1_022, 1_500, 2_500]) {
      payloads.dropUpTo(last);
      expect(payloads.firstAbove(-1)).toBe(last + 1);
      expect(payloads.expectTaken(last + 1, 2, -1)).toBeNull();
    }
    expect(payloads.submit(2_999, true)).toBe('payload numbers ascend: 2999 comes after 2999');
  });
});

test('the last number of a host in a log is that of its last payload, be it in one entry with others', () => {
  const tree = new EntryTree(1);
  const log = logOf(tree, [0, 3, 2], [1, 9, 1], [0, -1, 0]);
  expect([0, 1, 2].map((host) => lastNumberOf(tree, log, host))).toEqual([4, 9, -1]);
});

describe('the payloads of a host', () => {
  const frame = (first: number, count: number, source = 0): Parameters<OwnPayloads['added']>[0] => ({
    ...{ epoch: 0, source, first, count, crc: 0, slot: 0, history: 0 },
  });

  test('wait until they are in its log', () => {
    const own = new OwnPayloads(0);
    expect(own.hasNext).toBe(false);
    expect(own.submit(0, false)).toBeNull();
    expect(own.submit(0, false)).toMatchObject({
      kind: 'differs',
      text: 'payload numbers ascend: 0 comes after 0',
    });
    expect(own.hasNext).toBe(true);
    own.added(frame(0, 1, 1));
    own.added(frame(-1, 0));
    expect(own.hasNext).toBe(true);
    expect(own.expectTaken(frame(0, 1))).toBeNull();
    own.added(frame(0, 1));
    expect(own.hasNext).toBe(false);
  });

  test('wait again where another log has taken the place of theirs', () => {
    const tree = new EntryTree(1);
    const own = new OwnPayloads(0);
    for (const number of [0, 1]) own.submit(number, false);
    own.added(frame(0, 2));
    expect(own.hasNext).toBe(false);
    own.replaced(tree, logOf(tree, [0, 0, 1], [1, 0, 1]));
    expect(own.hasNext).toBe(true);
    expect(own.expectTaken(frame(1, 1))).toBeNull();
  });

  test('are written as far as they have ever been in the log, and are not given again', () => {
    const tree = new EntryTree(1);
    const own = new OwnPayloads(0);
    for (const number of [0, 1, 2]) own.submit(number, false);
    own.added(frame(0, 2));
    expect(own.write()).toBe(1);
    own.replaced(tree, EMPTY_LOG);
    expect(own.write()).toBe(1);
    own.beginAgain();
    expect(own.submit(1, false)).toMatchObject({ text: 'payload numbers ascend: 1 comes after 1' });
    expect(own.submit(2, false)).toBeNull();
  });

  test('wait no longer once they are agreed, unless another log has lost them', () => {
    const tree = new EntryTree(1);
    const log = logOf(tree, [0, 0, 1], [1, 0, 1]);
    const own = new OwnPayloads(0);
    for (const number of [0, 1]) own.submit(number, false);
    own.added(frame(0, 1));
    own.dropAgreed(tree, log, 3);
    own.replaced(tree, EMPTY_LOG);
    expect(own.expectTaken(frame(1, 1))).toBeNull();
    const other = new OwnPayloads(0);
    for (const number of [0, 1]) other.submit(number, false);
    other.dropAgreed(tree, log, 3);
    expect(other.expectTaken(frame(0, 1))).toBeNull();
  });

  test('are looked for in two rounds of the ring', () => {
    const tree = new EntryTree(1);
    const others = (rounds: number): readonly (readonly [number, number, number])[] =>
      Array.from({ length: rounds }, (_, i) => [1, i, 1] as const);
    const nextAfter = (entries: number): boolean => {
      const own = new OwnPayloads(0);
      own.submit(0, false);
      own.added(frame(0, 1));
      own.dropAgreed(tree, logOf(tree, [0, 0, 1], ...others(entries)), 3);
      own.replaced(tree, EMPTY_LOG);
      return own.hasNext;
    };
    expect([nextAfter(5), nextAfter(6)]).toEqual([false, true]);
  });
});
