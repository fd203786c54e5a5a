/** Scripts of `exo run`: what they say, and when they end. */
import { expect, test } from 'vitest';
import { AFTER_SCRIPT_MS, parseScript, scriptEndMs } from './keys.js';

test('a script names hosts that there are', () => {
  expect(parseScript('1s 3k, 250ms q', 3)).toEqual([
    { afterMs: 1000, keys: '3k' },
    { afterMs: 250, keys: 'q' },
  ]);
  expect(() => parseScript('9s 9k', 3)).toThrow("--script: there is no host 9 in '9s 9k'; accepted: 1 to 3");
});

test('a script that does not say when to end ends some time after its last step', () => {
  const steps = parseScript('3s 2k, 1s 2p', 3);
  expect(scriptEndMs(steps, undefined)).toBe(3_000 + AFTER_SCRIPT_MS);
  expect(scriptEndMs(steps, 60_000)).toBeNull();
  expect(scriptEndMs(parseScript('3s 2k, 1s 1q', 3), undefined)).toBeNull();
  expect(scriptEndMs([], undefined)).toBeNull();
});
