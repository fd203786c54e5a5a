import {
  checkLinearizable,
  type LinearizabilityVerdict,
  type Operation,
  type SequentialObject,
} from './linearizable.js';

/** What clients do with the value of a key. */
export type KeyInput = { readonly key: string } & (
  | { readonly kind: 'get' }
  | { readonly kind: 'put'; readonly value: string }
  | { readonly kind: 'swap'; readonly expected: string | null; readonly value: string }
);

/** What was there, null for nothing; and whether the operation was done. */
export interface KeyOutput {
  readonly before: string | null;
  readonly done: boolean;
}

const ONE_KEY: SequentialObject<string | null, KeyInput, KeyOutput> = {
  initial: null,
  apply(before, input) {
    const done = input.kind !== 'swap' || input.expected === before;
    const state = input.kind === 'get' || !done ? before : input.value;
    return { state, output: { before, done } };
  },
  isSame: (one, other) => one.before === other.before && one.done === other.done,
  keyOf: (state) => (state === null ? '-' : `=${state}`),
};

/**
 * Of a history of several keys, the verdict of each: an object of independent ones is linearizable if each of them is.
 *
 * @example
 * const put = { kind: 'put', key: 'a', value: '1' } as const;
 * const get = { kind: 'get', key: 'a' } as const;
 * const verdicts = checkKeyValues([
 *   { input: put, calledAt: 1, answer: { output: { before: null, done: true }, at: 2 } },
 *   { input: get, calledAt: 3, answer: { output: { before: null, done: true }, at: 4 } },
 * ]);
 * console.log(verdicts.get('a')?.kind); // violated
 */
export function checkKeyValues(
  history: readonly Operation<KeyInput, KeyOutput>[],
): ReadonlyMap<string, LinearizabilityVerdict> {
  const byKey = new Map<string, Operation<KeyInput, KeyOutput>[]>();
  for (const operation of history) {
    const known = byKey.get(operation.input.key);
    if (known === undefined) byKey.set(operation.input.key, [operation]);
    else known.push(operation);
  }
  return new Map([...byKey].map(([key, own]) => [key, checkLinearizable(own, ONE_KEY)]));
}
