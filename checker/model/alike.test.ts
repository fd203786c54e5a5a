import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Alike } from './alike.js';

interface Message {
  readonly kind: string;
  readonly epoch: { readonly number: number; readonly members: readonly number[] };
  readonly log: readonly number[];
}

const messages = fc.record<Message>({
  kind: fc.constantFrom('start', 'prepare'),
  epoch: fc.record({
    number: fc.integer({ min: 0, max: 2 }),
    members: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 2 }),
  }),
  log: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 5 }),
});

const QUESTIONS: readonly ((message: Message) => boolean)[] = [
  ({ kind }) => kind === 'start',
  ({ kind, epoch }) => kind === 'start' && epoch.number > 1,
  ({ epoch }) => epoch.members.every((member) => member > 0),
  ({ epoch }) => epoch.number < 2 && epoch.members.includes(1),
  () => true,
];

const OPAQUE = (message: Message): boolean => Object.keys({ ...message }).length > 2;

describe('objects that questions do not tell apart', () => {
  test.each([
    ['that only read', QUESTIONS],
    ['one of which does more than read', [...QUESTIONS, OPAQUE]],
  ])('get the answers that each by itself would get, from questions %s', (_, questions) => {
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 40 }), (all) => {
        const alike = new Alike(all);
        for (const ask of questions) {
          expect(new Set(alike.where(alike.question(ask)))).toEqual(new Set(all.filter(ask)));
        }
        for (const group of alike.groups) {
          for (const ask of questions) expect(new Set(group.map(ask)).size).toBe(1);
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('are asked about once a group', () => {
    const all = Array.from({ length: 1_000 }, (_, i) => ({ epoch: i % 3, slot: i }));
    const alike = new Alike(all);
    let asked = 0;
    const isLast = alike.question(({ epoch }: { readonly epoch: number }) => {
      asked += 1;
      return epoch === 2;
    });
    expect(alike.where(isLast)).toHaveLength(333);
    expect(alike.groups).toHaveLength(3);
    // Once for the answer and once for what it reads, of each group.
    expect(asked).toBe(6);
  });
});
