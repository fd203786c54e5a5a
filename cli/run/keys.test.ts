import { expect, test } from 'vitest';
import { parseScript } from './keys.js';

test('a script names hosts that there are', () => {
  expect(parseScript('1s 3k, 250ms q', 3)).toEqual([
    { afterMs: 1000, keys: '3k' },
    { afterMs: 250, keys: 'q' },
  ]);
  expect(() => parseScript('9s 9k', 3)).toThrow("--script: there is no host 9 in '9s 9k'; accepted: 1 to 3");
});
