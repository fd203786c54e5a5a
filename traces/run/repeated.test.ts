import { expect, it } from 'vitest';
import { renderRunMermaid, repeatedEvents, type RunEvent } from '../index.js';

const submits = [4, 5, 6].map((n): RunEvent => ({
  actor: 'A',
  n,
  action: 'Submit',
  args: { number: n - 4 },
}));
const [first, , last] = submits;

it('counts events together that follow each other and say nothing of their own', () => {
  expect(repeatedEvents(submits)).toEqual([{ first, last, times: 3 }]);
});

const message = { kind: 'entry', fields: {} };

it.each<[string, Partial<RunEvent>]>([
  ['are of another actor', { actor: 'B' }],
  ['are of another part of it', { layer: 'engine' }],
  ['are another action', { action: 'Deliver' }],
  ['receive something', { received: message }],
  ['send something', { sent: [message] }],
  ['change something', { set: { length: 3 } }],
])('leaves events alone that %s', (_, change) => {
  const other: RunEvent = { actor: 'A', n: 7, action: 'Submit', ...change };
  const again: RunEvent = { ...other, n: 8 };
  const alone = repeatedEvents([...submits, other, again, ...submits]).map(({ times }) => times);
  const isBare = !('received' in change || 'sent' in change || 'set' in change);
  expect(alone).toEqual(isBare ? [3, 2, 3] : [3, 1, 1, 3]);
});

it('a diagram of a run has one note for them', () => {
  expect(renderRunMermaid('exo', ['A'], submits).split('\n').slice(3)).toEqual([
    '  Note over A: 1. Submit ×3',
  ]);
});
