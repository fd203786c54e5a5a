import { expect, test } from 'vitest';
import { HostAnswers } from './host-answers.js';

test('answers are kept by host, size of the ring, and whether what grows is made small', () => {
  const answers = new HostAnswers();
  const of = answers.of(0, 3, true);
  expect(of.get('APPEND')).toBeUndefined();
  of.keep('APPEND', null);
  expect(answers.of(0, 3, true).get('APPEND')).toBeNull();
  for (const other of [answers.of(1, 3, true), answers.of(0, 5, true), answers.of(0, 3, false)])
    expect(other.get('APPEND')).toBeUndefined();
});
