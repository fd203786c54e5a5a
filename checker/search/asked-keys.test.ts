import { expect, test } from 'vitest';
import { AskedKeys } from './asked-keys.js';

test('a key is known from the time on that it was taken in, and no other is', () => {
  const asked = new AskedKeys(3);
  for (let n = 0; n < 5000; n++) {
    const key = [n >> 4, n & 15, 7];
    if (asked.has(key)) throw new Error(`${key.join()} is known too early`);
    asked.add(key);
  }
  expect(asked.size).toBe(5000);
  expect(Array.from({ length: 5000 }, (_, n) => asked.has([n >> 4, n & 15, 7]))).not.toContain(false);
  expect(asked.has([0, 0, 8])).toBe(false);
});

test('keys that never come up again take no more room than a few do', () => {
  const asked = new AskedKeys(1, 100);
  for (let n = 0; n < 100_000; n++) if (!asked.has([n])) asked.add([n]);
  expect(asked.size).toBeLessThan(1000);
});

test('keys that come up again are kept however many they are', () => {
  const asked = new AskedKeys(1, 100);
  for (let n = 0; n < 20_000; n++) {
    asked.add([n]);
    expect(asked.has([n])).toBe(true);
  }
  expect(asked.size).toBe(20_000);
});
