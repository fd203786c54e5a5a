import { expect, test } from 'vitest';
import { valueText } from './value-text.js';

test('references to actors are shown by the names of the actors', () => {
  const context = { by: { xstate$$type: 1, peer: 'p' }, kids: [{ xstate$$type: 1, id: 'kid' }], n: 1 };
  expect(valueText(context)).toBe('{by: p, kids: [kid], n: 1}');
});
