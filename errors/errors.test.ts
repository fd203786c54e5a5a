import { describe, expect, test } from 'vitest';
import { assert, ExoError, unreachable, visible } from './index.js';

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

test('what a terminal would obey, and what nobody sees, is shown as JSON may write it', () => {
  const text = 'é\u001b[2J\u0007\u007f\u009b\u202e\u2066\u200b\ufeff\u2028 x\ty\n';
  const shown = visible(text);
  expect(shown).toBe('é\\u001b[2J\\u0007\\u007f\\u009b\\u202e\\u2066\\u200b\\ufeff\\u2028 x\ty\n');
  const json = JSON.stringify({ text });
  expect(JSON.parse(visible(json))).toEqual({ text });
});
