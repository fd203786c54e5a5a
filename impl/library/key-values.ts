import type { StateMachine } from './state-machine.js';

/** What can be done to a map of texts. */
export type KeyValueCommand =
  | { readonly kind: 'put'; readonly key: string; readonly value: string }
  | { readonly kind: 'delete'; readonly key: string }
  /** Puts `value` if the key has `expected` now; null stands for a key that is not there. */
  | { readonly kind: 'swap'; readonly key: string; readonly expected: string | null; readonly value: string };

export interface KeyValueResult {
  /** Whether it was done; a swap is not where something else is there. */
  readonly done: boolean;
  /** What was there before; null if nothing. */
  readonly before: string | null;
}

/**
 * A map of texts, as a state machine. Its state is changed in place.
 *
 * @example
 * const { initial, apply } = keyValues();
 * console.log(apply(initial, { kind: 'put', key: 'a', value: '1' }).result); // { done: true, before: null }
 */
export function keyValues(): StateMachine<Map<string, string>, KeyValueCommand, KeyValueResult> {
  return {
    initial: new Map(),
    apply(state, command) {
      const before = state.get(command.key) ?? null;
      const done = command.kind !== 'swap' || before === command.expected;
      if (command.kind === 'delete') state.delete(command.key);
      else if (done) state.set(command.key, command.value);
      return { state, result: { done, before } };
    },
    codec: {
      stateToJson: (state) => [...state],
      stateFromJson: (json) => new Map(json as [string, string][]),
      commandToJson: (command) => command,
      commandFromJson: (json) => json as KeyValueCommand,
    },
  };
}
