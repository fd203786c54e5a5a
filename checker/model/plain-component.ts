/** Components written as a function: media, budgets, partitions and other packed environments. */
import { decodeValue, deepFreeze, encodeValue } from './encoding.js';
import type { Component, EffectLike, EventLike, Step } from './model.js';

/** What a plain component is made of. States and effects are plain data (see `encodeValue`). */
export interface PlainDefinition<S, E extends EventLike, F extends EffectLike> {
  readonly name: string;
  /** Every local state in which the component may start; at least one. */
  readonly initial: readonly S[];
  /** All outcomes of the event, none if it is disabled. Must be pure; states are frozen, so mutation throws. */
  readonly step: (state: S, event: E) => readonly Step<S, F>[];
  /** The state as plain data for traces; the state itself when left out. */
  readonly show?: (state: S) => unknown;
}

/**
 * A component whose states are plain data. All states that it gives out are deeply frozen.
 *
 * @example
 * const tokens = plainComponent({
 *   name: 'tokens',
 *   initial: [2],
 *   step: (left: number, _: { readonly type: 'TAKE' }) => (left > 0 ? [{ next: left - 1, effects: [] }] : []),
 * });
 * console.log(tokens.step(2, { type: 'TAKE' })[0]?.next); // 1
 * console.log(tokens.step(0, { type: 'TAKE' }).length); // 0
 */
export function plainComponent<S, E extends EventLike, F extends EffectLike>(
  definition: PlainDefinition<S, E, F>,
): Component<S, E, F> {
  const { name, step, show } = definition;
  const initial = definition.initial.map((state) => deepFreeze(state));
  return {
    name,
    initial: () => initial,
    // Not taken for granted to be a list: whoever asks says what is wrong with it.
    step: (state, event) => deepFreeze(step(state, event)),
    encode: (state) => encodeValue(state, name),
    // The bytes are ours, made by `encode` from an S, so what comes back is an S.
    decode: (bytes) => deepFreeze(decodeValue(bytes) as S),
    ...(show && { show }),
  };
}
