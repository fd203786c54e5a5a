/** What a component prints it prints once for each question of a search, however often its answers are checked. */
import { assign, setup } from 'xstate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { check, invariant, leg, machineModel, plainComponent, rule, slot, type Model } from '../index.js';
import { aloud, muted } from './muted.js';

const lines: string[] = [];
const log = (line: string): void => console.log(line);

beforeEach(() => {
  lines.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => vi.restoreAllMocks());

/** The number of times that each line was printed. */
function counts(): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const line of lines) found[line] = (found[line] ?? 0) + 1;
  return found;
}

const counting = setup({ types: { context: {} as { readonly n: number } } }).createMachine({
  context: { n: 0 },
  on: {
    ADD: {
      guard: ({ context }) => {
        log(`guard ${context.n}`);
        return context.n < 3;
      },
      actions: assign({
        n: ({ context }) => {
          log(`assign ${context.n}`);
          return context.n + 1;
        },
      }),
    },
  },
});

const GUARDS = { 'guard 0': 1, 'guard 1': 1, 'guard 2': 1, 'guard 3': 1 };
const ASSIGNS = { 'assign 0': 1, 'assign 1': 1, 'assign 2': 1 };

it('a machine that logs says each thing once, though it is asked twice and again', () => {
  const { states } = check(machineModel(counting, { mayEnd: () => true }));
  expect(states).toBe(4);
  expect(counts()).toEqual({ ...GUARDS, ...ASSIGNS });
});

it('a counterexample is played again without a word, and by way of the public functions nothing is said twice', () => {
  const always = { Small: ({ context }: { context: { n: number } }) => context.n < 3 };
  const { counterexample } = check(machineModel(counting, { always }));
  expect(counterexample?.steps.length).toBe(3);
  expect(counts()).toEqual({ 'guard 0': 1, 'guard 1': 1, 'guard 2': 1, ...ASSIGNS });
});

/** A counter, its rule and its property, each of which logs; with a premise that asks the counter everything once more. */
function loud(): Model {
  const counter = slot(
    'counter',
    plainComponent({
      name: 'counter',
      initial: [0],
      step: (n: number) => {
        log(`step ${n}`);
        return n < 2 ? [{ next: n + 1, effects: [] }] : [];
      },
    }),
  );
  const add = rule({
    name: 'Add',
    slot: counter,
    when: (n) => {
      log(`when ${n}`);
      return true;
    },
    offers: () => [{ legs: [leg(counter, { type: 'ADD' })] }],
  });
  const small = invariant({
    name: 'Small',
    over: [[counter]],
    holds: ([n]) => {
      log(`holds ${n}`);
      return n < 9;
    },
  });
  return {
    name: 'loud',
    slots: [counter],
    rules: [add],
    routes: [],
    properties: [small],
    mayEnd: () => true,
    premises: [
      {
        name: 'asking',
        remedy: 'none',
        verify: (met, _, tick) => {
          for (const { from } of met('counter').steps())
            counter.component.step(met('counter').states[from] as number, { type: 'ADD' } as never);
          tick();
          return null;
        },
      },
    ],
  };
}

it('components, rules and properties say each thing once, and premises nothing', () => {
  const { verified } = check(loud());
  expect(verified).toEqual(['asking']);
  const each = ['step', 'when', 'holds'].flatMap((name) => [0, 1, 2].map((n) => [`${name} ${n}`, 1]));
  expect(counts()).toEqual(Object.fromEntries(each));
});

describe('while it is quiet', () => {
  it('console and streams print nothing, and are as before afterwards', () => {
    const before = [globalThis.console, process.stdout.write, process.stderr.write];
    const inside = muted(() => {
      console.log('a');
      console.error('b');
      return [process.stdout.write('c'), process.stderr.write('d'), muted(() => 'nested')];
    });
    expect(inside).toEqual([true, true, 'nested']);
    expect(lines).toEqual([]);
    expect([globalThis.console, process.stdout.write, process.stderr.write]).toEqual(before);
  });

  it('what is run aloud is heard, and then it is quiet again', () => {
    muted(() => {
      aloud(() => console.log('heard'));
      console.log('not heard');
    });
    expect(lines).toEqual(['heard']);
  });

  it('it is loud again after an exception', () => {
    const fail = (): never => {
      throw new Error('x');
    };
    expect(() => muted(fail)).toThrow('x');
    expect(() => muted(() => aloud(fail))).toThrow('x');
    console.log('heard');
    expect(lines).toEqual(['heard']);
  });
});
