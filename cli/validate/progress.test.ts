/** The line that shows how far the validation of a run is. */
import { expect, test } from 'vitest';
import { explanationLine, validationLine } from './progress.js';

const source = (read: number, bytes: number) => ({ progress: { read, bytes } });

test('the line of a validation has events, their rate, and how much of all files was read', () => {
  expect(validationLine(120_000, [source(50, 100), source(0, 100)], 10)).toBe(
    '120,000 events · 12 k/s · 25% read',
  );
});

test('the line of a validation leaves out the share of what comes through a pipe', () => {
  expect(validationLine(1, [source(0, 0)], 1)).toBe('1 event · 1/s');
});

test('the line of an explanation has how many events it has explained, and what was visited for it', () => {
  expect(explanationLine(10, 2_000, 1)).toBe('10 of 2,000 events explained · 1 state visited');
});
