import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { untilMet } from '../../errors/testing/until-met.js';
import { checkLinearizable, type Operation, type SequentialObject } from './linearizable.js';
import { checkKeyValues } from './key-values.js';

type Input = number | 'read';
type Op = Operation<Input, number>;

/** A register: a number is written, and answers what was there before. */
const REGISTER: SequentialObject<number, Input, number> = {
  initial: 0,
  apply: (state, input) => ({ state: input === 'read' ? state : input, output: state }),
  isSame: (one, other) => one === other,
  keyOf: String,
};

/** A write that answers nothing that could be wrong, and a read. */
const WRITES: SequentialObject<number, Input, number> = {
  ...REGISTER,
  apply: (state, input) => (input === 'read' ? { state, output: state } : { state: input, output: input }),
};

const op = (input: Input, calledAt: number, at: number, output: number): Op => ({
  input,
  calledAt,
  answer: { output, at },
});
const unknown = (input: Input, calledAt: number): Op => ({ input, calledAt, answer: null });

describe('histories with known verdicts', () => {
  test.each<[string, boolean, readonly Op[]]>([
    ['nothing', true, []],
    ['a write, then a read of it', true, [op(1, 0, 1, 1), op('read', 2, 3, 1)]],
    ['a write, then a read of what was before', false, [op(1, 0, 1, 1), op('read', 2, 3, 0)]],
    ['a read of what was before, during the write', true, [op(1, 0, 3, 1), op('read', 1, 2, 0)]],
    ['a read of the new value, during the write', true, [op(1, 0, 3, 1), op('read', 1, 2, 1)]],
    [
      'two reads during a write that see the new value, then the old one',
      false,
      [op(1, 0, 9, 1), op('read', 1, 2, 1), op('read', 3, 4, 0)],
    ],
    [
      'two readers that see two concurrent writes in two orders',
      false,
      [op(1, 0, 3, 1), op(2, 0, 3, 2), op('read', 4, 5, 1), op('read', 6, 7, 2), op('read', 8, 9, 1)],
    ],
    [
      'reads between concurrent writes, in the one order that explains them',
      true,
      [op(1, 0, 9, 1), op(2, 0, 9, 2), op('read', 1, 2, 2), op('read', 3, 4, 1)],
    ],
    ['a read of what was never written', false, [op(1, 0, 1, 1), op('read', 0, 3, 7)]],
    ['a write of which nobody knows, that is read', true, [unknown(1, 0), op('read', 5, 6, 1)]],
    ['a write of which nobody knows, that is not read', true, [unknown(1, 0), op('read', 5, 6, 0)]],
    [
      'a write of which nobody knows, that is read late, after it was not',
      true,
      [unknown(1, 0), op('read', 5, 6, 0), op('read', 7, 8, 1)],
    ],
    [
      'a write of which nobody knows, that is undone',
      false,
      [unknown(1, 0), op('read', 5, 6, 1), op('read', 7, 8, 0)],
    ],
    ['a read of a write that is called later', false, [op('read', 0, 1, 1), op(1, 2, 3, 1)]],
  ])('%s: %s', (_, isLinearizable, history) => {
    const { kind } = checkLinearizable(history, WRITES);
    expect(kind).toBe(isLinearizable ? 'linearizable' : 'violated');
  });
});

test('the order that is found explains the history', () => {
  const history = [op(1, 0, 9, 1), op(2, 0, 9, 2), op('read', 1, 2, 2), op('read', 3, 4, 1), unknown(3, 4)];
  expect(checkLinearizable(history, WRITES)).toEqual({ kind: 'linearizable', order: [1, 2, 0, 3] });
});

test('agrees with all orders tried one by one, on histories drawn at random', async () => {
  const one = fc.record({
    input: fc.constantFrom<Input>('read', 1, 2),
    calledAt: fc.nat(12),
    takes: fc.nat(6),
    output: fc.constantFrom(0, 1, 2),
    isAnswered: fc.boolean(),
  });
  const verdicts = { linearizable: 0, violated: 0 };
  const round = (): void =>
    fc.assert(
      fc.property(fc.array(one, { maxLength: 6 }), (drawn) => {
        const history = drawn.map(({ input, calledAt, takes, output, isAnswered }): Op =>
          isAnswered ? op(input, calledAt, calledAt + takes, output) : unknown(input, calledAt),
        );
        const { kind } = checkLinearizable(history, REGISTER);
        const expected = naively(history, 0) ? 'linearizable' : 'violated';
        expect(kind).toBe(expected);
        verdicts[expected] += 1;
      }),
      { numRuns: 2_000 },
    );
  await untilMet(round, verdicts, 50);
});

test('says so where its bound ends it, and refuses an answer before its call', () => {
  const many = Array.from({ length: 12 }, (_, k) => op(k + 1, 0, 99, k + 1));
  const verdict = checkLinearizable([...many, op('read', 100, 101, 77)], WRITES, { configurationsMax: 100 });
  expect(verdict.kind).toBe('bounded');
  expect(() => checkLinearizable([op(1, 5, 4, 0)], WRITES)).toThrow(
    'answered at 4, before it is called at 5',
  );
});

/** Whether any order does, by trying them all. */
function naively(left: readonly Op[], state: number): boolean {
  if (left.every(({ answer }) => answer === null)) return true;
  const firstAnswer = Math.min(...left.map(({ answer }) => answer?.at ?? Infinity));
  return left.some((next, k) => {
    if (next.calledAt > firstAnswer) return false;
    const { state: after, output } = REGISTER.apply(state, next.input);
    if (next.answer !== null && next.answer.output !== output) return false;
    return naively(left.toSpliced(k, 1), after);
  });
}

test('a swap that says it was done, and was not, is in no order', () => {
  const input = { kind: 'swap', key: 'a', expected: 'x', value: '1' } as const;
  const kindOf = (done: boolean): string | undefined =>
    checkKeyValues([{ input, calledAt: 1, answer: { output: { before: null, done }, at: 2 } }]).get('a')
      ?.kind;
  expect([kindOf(true), kindOf(false)]).toEqual(['violated', 'linearizable']);
});
