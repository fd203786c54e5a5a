import { expect, test } from 'vitest';
import { textWidth, wrapped } from './text-width.js';

const HEAD = { size: 11, linesMax: 3, weight: 'bold' } as const;

test('a word that is wider than a line goes on with a hyphen, in parts that can be read', () => {
  expect(wrapped('A broadcasts', { ...HEAD, width: 58 })).toEqual(['A broad-', 'casts']);
  expect(wrapped('A broadcasts; E misses it', { ...HEAD, width: 64 })).toEqual([
    'A broad-',
    'casts; E',
    'misses it',
  ]);
});

test('what is no word is cut, and so is what has no line left', () => {
  const [cut = ''] = wrapped('ASK(from:ABCDEFGHIJ)', { ...HEAD, width: 50 });
  expect(cut).toMatch(/^ASK.*…$/);
  expect(wrapped('one two three four', { ...HEAD, width: 30, linesMax: 2 }).at(-1)).toMatch(/…$/);
});

test('no line is wider than it may be, however narrow that is', () => {
  for (let width = 12; width < 90; width += 3) {
    for (const line of wrapped('the application of B submits incomprehensibilities', { ...HEAD, width }))
      expect(textWidth(line, HEAD.size, HEAD.weight)).toBeLessThanOrEqual(width);
  }
});
