import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byReads } from './by-reads.js';

interface Message {
  readonly type: string;
  readonly epoch: number;
  readonly log: readonly { readonly source: number }[];
}

const messages = fc.record<Message>({
  type: fc.constantFrom('START', 'PREPARE'),
  epoch: fc.integer({ min: 0, max: 3 }),
  log: fc.array(fc.record({ source: fc.integer({ min: 0, max: 2 }) }), { maxLength: 3 }),
});

/** Questions that read more or less of a message, and some that do more than read. */
const QUESTIONS: Readonly<Record<string, (message: Message) => unknown>> = {
  type: ({ type }) => type,
  one: ({ type, epoch }) => type === 'START' && epoch > 1,
  last: ({ log }) => log.at(-1)?.source ?? -1,
  each: ({ log, epoch }) => log.map(({ source }) => source * epoch).join(),
  nothing: () => 7,
  spread: (message) => Object.keys({ ...message }).join(),
  keys: (message) => JSON.stringify(message),
  itself: (message) => message.log.includes(message.log[0] ?? { source: 9 }),
};

describe('a question remembered by what it reads', () => {
  test.each(Object.keys(QUESTIONS))('answers as the question does: %s', (name) => {
    const question = QUESTIONS[name] as (message: Message) => unknown;
    fc.assert(
      fc.property(fc.array(messages, { minLength: 1, maxLength: 40 }), (all) => {
        const remembered = byReads(question);
        for (const message of all) expect(remembered(message)).toEqual(question(message));
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('is not asked again where all that it read is the same', () => {
    let asked = 0;
    const above = byReads((message: Message) => {
      asked += 1;
      return message.type === 'START' && message.epoch > 1;
    });
    const log = [{ source: 1 }];
    for (const epoch of [0, 1, 2, 3]) above({ type: 'START', epoch, log });
    expect(asked).toBe(8);
    for (const epoch of [0, 1, 2, 3]) above({ type: 'START', epoch, log: [] });
    above({ type: 'PREPARE', epoch: 0, log: [] });
    expect(asked).toBe(10);
    expect(above({ type: 'PREPARE', epoch: 9, log: [] })).toBe(false);
    expect(asked).toBe(10);
  });

  test('is asked every time once it looks at more than properties, or at which object it is', () => {
    const known = { source: 0 };
    const same = byReads(({ log }: Message) => log[0] === known);
    expect(same({ type: 'START', epoch: 0, log: [known] })).toBe(true);
    expect(same({ type: 'START', epoch: 0, log: [{ source: 0 }] })).toBe(false);
    const keys = byReads((message: object) => Object.keys(message).length);
    expect([keys({ a: 1 }), keys({ a: 1, b: 2 })]).toEqual([1, 2]);
  });

  test('tells 0 from -0, and an absent property from one that is undefined', () => {
    const inverse = byReads(({ n }: { readonly n: number }) => 1 / n);
    expect([inverse({ n: 0 }), inverse({ n: -0 })]).toEqual([Infinity, -Infinity]);
    const has = byReads((one: { readonly n?: number }) => 'n' in one);
    expect([has({ n: 1 }), has({})]).toEqual([true, false]);
  });

  test('throws what the question throws', () => {
    const broken = byReads(({ epoch }: Message) => {
      if (epoch === 1) throw new Error('one');
      return epoch;
    });
    const log: Message['log'] = [];
    expect(broken({ type: 'START', epoch: 2, log })).toBe(2);
    expect(() => broken({ type: 'START', epoch: 1, log })).toThrow('one');
    expect(broken({ type: 'START', epoch: 2, log })).toBe(2);
  });
});
