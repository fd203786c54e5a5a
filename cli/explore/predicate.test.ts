import { describe, expect, test } from 'vitest';
import { readPredicate } from './predicate.js';

const STATE = {
  A: { token: 'holding', agreed: 2n, log: ['A0', 'B0'], odd: 'two words' },
  B: { token: 'following', agreed: 0n, log: [], up: { error: true } },
  left: 3n,
};

function holds(text: string): boolean {
  return readPredicate(text, Object.keys(STATE)).holds(STATE);
}

describe('a condition', () => {
  test.each([
    'A.agreed >= 2',
    'A.agreed > B.agreed and left = 3',
    'A.token = holding and not B.token = holding',
    'A.log contains B0 and not (B.log contains B0)',
    'A.log.length = 2 and A.log.1 = B0 or left < 0',
    'A.odd = "two words" and A.odd != two',
    'B.up.error',
    'not B.up.missing',
  ])('holds: %s', (text) => expect(holds(text)).toBe(true));

  test.each([
    'A.agreed < 2',
    'left > 3',
    'A.log contains C0',
    'B.token = holding or A.token = following',
    'A.token',
  ])('does not hold: %s', (text) => expect(holds(text)).toBe(false));

  test.each(['', 'A.agreed >=', '(left = 3', 'left = 3 left', 'C.agreed = 1', 'and', 'A."x'])(
    'is none: %s',
    (text) => expect(() => holds(text)).toThrow(expect.objectContaining({ code: 'EXO391' })),
  );

  test('names the variables that it reads', () => {
    expect(readPredicate('A.agreed = 1 or left = B', ['A', 'B', 'left']).vars).toEqual(['A', 'left', 'B']);
  });
});
