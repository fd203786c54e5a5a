import { describe, expect, test } from 'vitest';
import { assert, ExoError, unreachable } from './index.js';

describe('errors', () => {
  test('keep their code and their cause', () => {
    const cause = new Error('no such file');
    expect(new ExoError('EXO141', 'there is no module', { cause })).toMatchObject({
      code: 'EXO141',
      message: 'there is no module',
      name: 'ExoError',
      cause,
    });
  });

  test('of assertions are no bad input: they have no code', () => {
    const failing = (): unknown => {
      assert(1 > 2, 'order');
      return null;
    };
    expect(failing).toThrow(/^assertion failed: order$/);
    expect(failing).not.toThrow(ExoError);
    expect(() => unreachable('x' as never)).toThrow('unreachable: x');
    expect(() => assert(true, 'order')).not.toThrow();
  });
});
