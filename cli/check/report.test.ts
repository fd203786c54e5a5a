/** What a report says of the time that a search took. */
import { expect, test } from 'vitest';
import { timeItems } from './report.js';

const result = { states: 1_000, seconds: 10, peakBytes: 1 << 20 };

test('the time that verifying took is told where it is more than a tenth of the whole', () => {
  const much = timeItems({ ...result, verifyingSeconds: 4 });
  expect(much).toContain('4.00 s of it verifying what reductions rest on');
  const little = timeItems({ ...result, verifyingSeconds: 1 });
  expect(little).toEqual(much.filter((item) => !item.includes('verifying')));
});
