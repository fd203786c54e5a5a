import { describe, expect, test } from 'vitest';
import { Printed } from './printed.js';

const ORDER = ['p', 'q', 'r', 's'];

/** What a host prints: a slot, the place in it, and a payload; null where a life begins. */
type Line = readonly [seq: number, index: number, payload: string] | null;

function told(...lines: readonly Line[]): readonly string[] {
  const printed = new Printed(ORDER);
  return lines.flatMap((line) => {
    if (line === null) {
      printed.begin();
      return [];
    }
    const [seq, index, payload] = line;
    const one = printed.take({ seq, index }, payload);
    return [one.kind === 'wrong' ? one.text : one.kind];
  });
}

describe('what a host prints', () => {
  test('may be printed again by a later life, from any slot on, and goes on behind it', () => {
    const first: readonly Line[] = [null, [0, 0, 'p'], [2, 0, 'q'], [2, 1, 'r']];
    expect(told(...first, null, [2, 0, 'q'], [2, 1, 'r'], [3, 0, 's'])).toEqual([
      ...['new', 'new', 'new'],
      ...['again', 'again', 'new'],
    ]);
    expect(told(...first, null, [3, 0, 's'])).toEqual(['new', 'new', 'new', 'new']);
  });

  test.each<readonly [string, readonly Line[], string]>([
    ['twice in one life', [null, [0, 0, 'p'], [0, 0, 'p']], 'prints "p" at slot 0, 0 after slot 0, 0'],
    [
      'of a slot before',
      [null, [0, 0, 'p'], [2, 1, 'q'], [2, 0, 'r']],
      'prints "r" at slot 2, 0 after slot 2, 1',
    ],
    [
      'twice in a later life',
      [null, [0, 0, 'p'], [1, 0, 'q'], null, [0, 0, 'p'], [0, 0, 'p']],
      'prints "p" at slot 0, 0, where it had printed "q" at slot 1, 0',
    ],
    [
      'otherwise in a later life',
      [null, [0, 0, 'p'], [1, 0, 'q'], null, [1, 0, 'r']],
      'prints "r" at slot 1, 0, where it had printed "q" at slot 1, 0',
    ],
    [
      'in another slot in a later life',
      [null, [0, 0, 'p'], [2, 0, 'q'], null, [1, 0, 'q']],
      'prints "q" at slot 1, 0, where it had printed "q" at slot 2, 0',
    ],
    [
      'with a gap in a later life',
      [null, [0, 0, 'p'], [1, 0, 'q'], [2, 0, 'r'], null, [0, 0, 'p'], [2, 0, 'r']],
      'prints "r" at slot 2, 0, where it had printed "q" at slot 1, 0',
    ],
  ])('is wrong %s', (_, lines, text) => {
    expect(told(...lines).at(-1)).toBe(text);
  });

  test('has a last place, none before the first', () => {
    const printed = new Printed(ORDER);
    expect(printed.last.seq).toBe(-1);
    printed.take({ seq: 3, index: 1 }, 'p');
    printed.take({ seq: 3, index: 1 }, 'p');
    expect(printed.last).toEqual({ seq: 3, index: 1 });
  });
});
