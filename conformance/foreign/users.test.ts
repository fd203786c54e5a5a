import { describe, expect, test } from 'vitest';
import { UsersJudge } from './users.js';

/** A judge of two hosts that were given x, y and z. */
function judge(): UsersJudge {
  const made = new UsersJudge(['a', 'b']);
  made.submitted(0, 'x');
  made.submitted(1, 'y');
  made.submitted(1, 'z');
  return made;
}

describe('users of atomic broadcast', () => {
  test('may have different amounts of one order', () => {
    const users = judge();
    expect([users.delivered(0, 'y'), users.delivered(0, 'x'), users.delivered(1, 'y')]).toEqual([
      null,
      null,
      null,
    ]);
    expect(users.missing(0, [])).toEqual([]);
    expect(users.missing(1, [])).toEqual(['x']);
    expect(users.missing(1, ['x', 'z'])).toEqual(['x', 'z']);
    expect(users.order).toEqual(['y', 'x']);
  });

  test('deliver nothing that nobody has submitted', () => {
    expect(judge().delivered(0, 'w')).toEqual({
      property: 'Validity',
      text: 'a delivers "w", which nobody has submitted',
    });
  });

  test('deliver nothing twice', () => {
    const users = judge();
    users.delivered(0, 'x');
    expect(users.delivered(0, 'x')).toEqual({
      property: 'Integrity',
      text: 'a delivers "x" twice: as its number 1, and as number 2',
    });
    users.delivered(1, 'x');
    expect(users.delivered(1, 'x')?.property).toBe('Integrity');
  });

  test('deliver in one order', () => {
    const users = judge();
    users.delivered(0, 'x');
    users.delivered(0, 'y');
    expect(users.delivered(1, 'y')).toEqual({
      property: 'TotalOrder',
      text: 'as number 1 a has delivered "x", and b delivers "y"',
    });
  });
});
