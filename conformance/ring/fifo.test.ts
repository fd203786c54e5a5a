import { describe, expect, test } from 'vitest';
import { check } from '../../checker/index.js';
import { RING } from '../../impl/parts.js';
import { fifoModel, IS_FIFO, type MemoryState } from './fifo.js';
import { ringModel } from './model.js';
import type { ThreadState } from './thread.js';

const BOUNDS = { capacity: 8, records: [2, 1], startsAt: [0] };

describe('a bounded FIFO', () => {
  test.each<[capacity: number, states: number, transitions: number]>([
    // None, one or both of two records inside, and none, one or both taken.
    [8, 6, 7],
    // Never both inside: they take five words.
    [4, 5, 4],
    // A record of two words takes three.
    [3, 5, 4],
    // The first does not fit.
    [2, 1, 0],
  ])('of %i words has %i states for two records', (capacity, states, transitions) => {
    const result = check(fifoModel({ ...BOUNDS, capacity }));
    expect([result.verdict, result.states, result.transitions]).toEqual(['exhausted', states, transitions]);
  });

  test('gives what was put into it, in order, and keeps what it gave last', () => {
    const { component } = fifoModel(BOUNDS).slots[0] as { component: Stepping };
    const [first] = component.initial();
    const next = (state: unknown, event: object): unknown => component.step(state, event)[0]?.next;
    const both = next(first, { type: 'PUT', batch: 2 });
    expect(both).toEqual({ inside: [[100, 101], [200]], taken: 0, last: [] });
    const one = next(both, { type: 'TAKE' });
    expect(one).toEqual({ inside: [[200]], taken: 1, last: [100, 101] });
    const none = next(one, { type: 'TAKE' });
    expect(none).toEqual({ inside: [], taken: 2, last: [200] });
    expect(next(none, { type: 'TAKE' })).toBeUndefined();
  });
});

/** A component whose states are looked at from outside. */
interface Stepping {
  initial(): readonly unknown[];
  step(state: unknown, event: object): readonly { readonly next: unknown }[];
}

describe('what a ring is as a FIFO', () => {
  const [refinement] = ringModel(BOUNDS).refinements ?? [];
  if (refinement === undefined) throw new Error('a ring refines a FIFO');
  const { mapping } = refinement;

  /** The words from a place among the records on, with the published tail. */
  const memory = (tail: number, from: number, ...words: readonly number[]): MemoryState => ({
    ...Object.fromEntries(words.map((word, i) => [RING.records + from + i, word])),
    [RING.tail]: tail,
  });
  const seen = (words: MemoryState, head: number, reader: Partial<ThreadState> = {}): unknown => {
    const end = { head, released: 0, tail: 0 };
    const [fifo] = mapping.map([words, { count: 0, last: [], late: [], ...reader, end }]);
    return fifo;
  };

  test('is called by the name of its property', () => {
    expect(mapping.name).toBe(IS_FIFO);
  });

  test.each<[what: string, words: MemoryState, head: number, inside: unknown]>([
    ['nothing', memory(0, 0), 0, []],
    ['a record', memory(3, 0, 2, 100, 101), 0, [[100, 101]]],
    ['two records', memory(5, 0, 2, 100, 101, 1, 200), 0, [[100, 101], [200]]],
    ['the second record', memory(5, 0, 2, 100, 101, 1, 200), 3, [[200]]],
    ['a record without words', memory(1, 0, 0), 0, [[]]],
    ['a record behind a marker', around(), 5, [[7]]],
    ['a marker at the very beginning', memory(8, 0, -1), 0, null],
    ['a number of words below zero', memory(3, 0, -2), 0, null],
    ['a record that goes over the end', memory(9, 5, 3, 1, 2), 5, null],
    ['a record that ends at the end', memory(8, 5, 2, 1, 2), 5, [[1, 2]]],
    ['a record behind the published tail', memory(2, 0, 2, 100, 101), 0, null],
    ['a head behind the tail', memory(0, 0), 3, null],
  ])('%s', (_, words, head, inside) => {
    expect(seen(words, head)).toEqual({ inside, taken: 0, last: [] });
  });

  /** A marker in word 5 of eight, and a record of one word at the beginning, which is published. */
  function around(): MemoryState {
    return { ...memory(10, 5, -1), [RING.records]: 1, [RING.records + 1]: 7 };
  }

  test('goes over the greatest number with a sign', () => {
    const tail = (2 ** 31 + 2) | 0;
    const words = { ...memory(tail, 0, 1, 200), ...memory(tail, 4, 1, 300, 1, 301) };
    expect(seen(words, 2 ** 31 - 4)).toMatchObject({ inside: [[300], [301], [200]] });
    expect(seen(words, tail - 2)).toMatchObject({ inside: [[200]] });
  });

  test('has the words of the last record that are not read yet as they are in the memory', () => {
    const words = memory(3, 0, 2, 100, 101);
    const late = [RING.records + 2, RING.records + 5];
    expect(seen(words, 3, { count: 1, last: [100], late })).toEqual({
      ...{ inside: [], taken: 1, last: [100, 101, 0] },
    });
  });
});
