/** The small parts that comparisons are made of. */
import { describe, expect, test } from 'vitest';
import * as implementation from '../../impl/parts.js';
import type { CoreState } from '../../impl/parts.js';
import { canonicalCore } from './canonical-core.js';
import { orException } from './difference.js';
import { divergenceFinding, NO_PAIR } from './divergence-finding.js';
import { faulty } from './faulty-copy.js';
import { askingOnce, divergenceAt } from './interrogation.js';
import { broadcast, gathered, led } from './pair.test.helper.js';
import { bytesOf, plain, revived, textOf } from './typed-data.js';

describe('canonicalCore', () => {
  const following = led(...broadcast).core;
  const promised = led(...gathered).core;
  const { STATUS } = implementation;

  test.each<[known: number, delivered: number, canonical: number]>([
    [3, 1, 3],
    [1, 3, 3],
    [2, 2, 2],
  ])('knows %i and has delivered %i: as if %i were known', (known, delivered, canonical) => {
    const state = canonicalCore({ ...following, known, delivered }, implementation);
    expect([state.known, state.delivered]).toEqual([canonical, delivered]);
  });

  test.each<[status: keyof typeof STATUS, deliveredByAll: number]>([
    ['following', 0],
    ['promising', 4],
    ['waiting', 0],
    ['claiming', 0],
    ['gathering', 0],
    ['starting', 4],
    ['installing', 0],
  ])('forgets once it is sent for whom something was trimmed: while %s, %i', (name, deliveredByAll) => {
    const state: CoreState = { ...promised, status: STATUS[name], deliveredByAll: 4 };
    expect(canonicalCore(state, implementation)).toEqual({ ...state, deliveredByAll });
  });
});

describe('orException', () => {
  test('is what a run comes to, or what it throws', () => {
    expect(orException(() => 7)).toBe(7);
    const difference = { field: 'exception', spec: '"none"', core: '"no such slot"' };
    const throwing = (thrown: unknown) => (): never => {
      throw thrown;
    };
    expect(orException(throwing(new RangeError('no such slot')))).toEqual(difference);
    expect(orException(throwing('no such slot'))).toEqual(difference);
  });
});

test('a divergence is found with what it is in both, and on which event', () => {
  expect(divergenceFinding({ event: 'APPEND', field: 'agreed', spec: '1', core: '2' })).toEqual({
    ...{ values: ['agreed 2 in the implementation'], at: [[0]] },
    because: 'after APPEND it is 1 in the specification',
  });
  expect(divergenceFinding(NO_PAIR).values).toEqual(['state another in the implementation']);
});

describe('faulty', () => {
  const mutant = { name: 'one-early', rule: 'R7', says: '', file: 'core.js', find: 'a + 1', replace: 'a' };

  test('changes what stands there once', () => {
    expect(faulty('b = a + 1;', mutant)).toBe('b = a;');
  });

  test.each<[text: string, times: number]>([
    ['b = a;', 0],
    ['b = a + 1; c = a + 1;', 2],
  ])('refuses a text in which it does not: %s', (text, times) => {
    expect(() => faulty(text, mutant)).toThrow(
      `mutant one-early: what it changes stands in core.js ${times} times, not once`,
    );
  });

  test('changes what stands at a place, and nothing else', () => {
    const text = 'b = a + 1; c = a + 1;';
    expect(faulty(text, { ...mutant, at: 15 })).toBe('b = a + 1; c = a;');
    expect(faulty(text, { ...mutant, at: 4 })).toBe('b = a; c = a + 1;');
    expect(() => faulty(text, { ...mutant, at: 5 })).toThrow(
      'mutant one-early: what it changes does not stand in core.js at 5',
    );
  });
});

describe('typed data', () => {
  test('is plain all the way down, and the same again', () => {
    const value = {
      frames: [new Uint8Array([0, 127, 128, 255]), new Uint8Array()],
      numbers: new Float64Array([-1, 2 ** 53 - 1, 0.5]),
      mark: { length: 2, snapshot: null, text: 'é', isWritten: true },
    };
    const encoded = plain(value);
    expect(encoded).toEqual({
      frames: [{ bytes: '\u0000\u007f\u0080\u00ff' }, { bytes: '' }],
      numbers: { doubles: [-1, 2 ** 53 - 1, 0.5] },
      mark: value.mark,
    });
    expect(revived(JSON.parse(JSON.stringify(encoded)))).toEqual(value);
  });

  test('has a character for each byte', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(textOf(bytes)).toHaveLength(256);
    expect(bytesOf(textOf(bytes))).toEqual(bytes);
  });
});

describe('askingOnce', () => {
  interface State {
    readonly name: string;
    readonly divergence: string | null;
  }
  const asking = (
    found: Readonly<Record<string, string>>,
  ): { of: string[]; ask: (state: State) => State } => {
    const of: string[] = [];
    const ask = askingOnce<State, string>(
      ({ name }) => bytesOf(name),
      ({ name }) => {
        of.push(name);
        return found[name] ?? null;
      },
      (state, divergence) => ({ ...state, divergence }),
    );
    return { of, ask };
  };

  test('asks equal states once, and says the same of each', () => {
    const { of, ask } = asking({ b: 'agreed' });
    const states = ['a', 'b', 'a', 'b', 'c'].map((name) => ask({ name, divergence: null }));
    expect(of).toEqual(['a', 'b', 'c']);
    expect(states.map(({ divergence }) => divergence)).toEqual([null, 'agreed', null, 'agreed', null]);
  });

  test('leaves a state as it is that has nothing to say, or has diverged', () => {
    const { of, ask } = asking({ a: 'agreed' });
    const diverged = { name: 'a', divergence: 'length of log' };
    expect(ask(diverged)).toBe(diverged);
    expect(of).toEqual([]);
    const same = { name: 'b', divergence: null };
    expect(ask(same)).toBe(same);
  });
});

describe('divergenceAt', () => {
  test('asks up to the first event at which the two part, and counts what it asks', () => {
    const counts = { besides: 3 };
    const outcomes: Readonly<
      Record<string, readonly { readonly next: { readonly divergence: string | null } }[]>
    > = {
      ...{ refused: [], same: [{ next: { divergence: null } }] },
      ...{ parts: [{ next: { divergence: 'agreed' } }], too: [{ next: { divergence: 'written' } }] },
    };
    const step = (event: string): (typeof outcomes)[string] => outcomes[event] ?? [];
    expect(divergenceAt(['refused', 'same', 'parts', 'too'], step, counts)).toBe('agreed');
    expect(counts.besides).toBe(6);
    expect(divergenceAt(['refused', 'same'], step, counts)).toBeNull();
    expect(counts.besides).toBe(8);
  });
});
