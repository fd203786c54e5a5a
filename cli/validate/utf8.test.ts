import { expect, test } from 'vitest';
import { expectUtf8, unfinishedBytes } from './utf8.js';

test('counts the bytes of a character that is not finished, wherever it is cut', () => {
  for (const character of ['a', 'é', '€', '😀']) {
    const bytes = Buffer.from(`x${character}`);
    for (let length = 1; length < bytes.length; length++)
      expect(unfinishedBytes(bytes.subarray(0, length))).toBe(length - 1);
    expect(unfinishedBytes(bytes)).toBe(0);
  }
  expect(unfinishedBytes(Buffer.alloc(0))).toBe(0);
});

test('counts the lines before what is no text, those before the bytes among them', () => {
  const bytes = Buffer.concat([Buffer.from('é\n€\nx'), Buffer.from([0xff]), Buffer.from('\nz')]);
  expect(() => expectUtf8('run', bytes, 7)).toThrow('run: line 10: found bytes that are not UTF-8');
  expect(() => expectUtf8('run', Buffer.from([0x1f, 0x8b]), 7)).toThrow('line 8: found bytes');
  expect(() => expectUtf8('run', bytes.subarray(0, 3), 7)).not.toThrow();
});
