/** Components written as a function: media, budgets, partitions and other packed environments. */
import { decodedValue } from './decoder.js';
import { deepFreeze } from './deep-freeze.js';
import { encodedView } from './encoder.js';
import { decodeExactly, decodeValue, encodeExactly, encodeValue } from './encoding.js';
import { givePlainForm } from './plain-form.js';
import type { Component, EffectLike, EventLike, Step } from './component.js';

/** What a plain component is made of. States and effects are plain data (see `encodeValue`). */
export interface PlainDefinition<S, E extends EventLike, F extends EffectLike> {
  readonly name: string;
  /** Every local state in which the component may start; at least one. */
  readonly initial: readonly S[];
  /** All outcomes of the event, none if it is disabled. Must be pure; states are frozen, so mutation throws. */
  readonly step: (state: S, event: E) => readonly Step<S, F>[];
  /** The state as plain data for traces; the state itself when left out. */
  readonly show?: (state: S) => unknown;
  /**
   * Whether states are told apart by all that code can see of them, as `encodeExactly` does: the order of keys and of members of
   * a Set or Map, a property that is undefined from one that is absent, -0 from 0. They are when left out. With false they are told apart
   * as `encodeValue` does, which is fewer states where the order varies; then neither `step` nor a rule, route or property may look at
   * it: which of two such states they are given is not said, and `holds` would be worth nothing.
   */
  readonly isExact?: boolean;
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
  const { name, step, show, isExact = true } = definition;
  // Not taken for granted to be a list: whoever asks says what is wrong with it.
  const { initial: given } = definition;
  const initial = Array.isArray(given) ? given.map((state: S) => deepFreeze(state)) : given;
  const component: Component<S, E, F> = {
    name,
    initial: () => initial,
    // Nor is what `step` gives.
    step: (state, event) => deepFreeze(step(state, event)),
    encode: (state) => (isExact ? encodeExactly(state, name) : encodeValue(state, name)),
    // The bytes are ours, made by `encode` from an S, so what comes back is an S.
    decode: (bytes) => deepFreeze((isExact ? decodeExactly(bytes) : decodeValue(bytes)) as S),
    ...(show && { show }),
  };
  givePlainForm(component, { isExact, toPlain: (state) => state, fromPlain: (plain) => plain as S });
  shortcuts.set(component.step, (state: S, event: E) => step(state, event));
  shortcuts.set(component.encode, (state: S) => encodedView(state, name, isExact));
  shortcuts.set(component.decode, (bytes: Uint8Array) => deepFreeze(decodedValue(bytes) as S));
  return component;
}

/** By function of a plain component: what does the same with less care. */
const shortcuts = new WeakMap<object, unknown>();

/** What tables ask of a component in place of itself. */
export interface Trusted<S, E, F> {
  readonly component: Component<S, E, F>;
  /** Whether outcomes are still to be frozen where they are kept; nobody else may be given them. */
  readonly isFreezing: boolean;
}

/**
 * A component for tables, which keep each state once and consume bytes at once: outcomes of a plain component are
 * not frozen yet, most of which are met before and dropped; its bytes stand in a buffer that the next encoding
 * overwrites; and bytes that it gave are not examined when they come back. Any function that a decorator has replaced is
 * asked as it is.
 */
export function trusted<S, E, F>(component: Component<S, E, F>): Trusted<S, E, F> {
  const { step, encode, decode } = component;
  // One with a `this` of its own stays as it is.
  if (![step, encode, decode].some((given) => shortcuts.has(given))) return { component, isFreezing: false };
  const shortcut = <T extends object>(given: T): T => (shortcuts.get(given) as T | undefined) ?? given;
  return {
    component: {
      ...component,
      step: shortcut(step),
      encode: shortcut(encode),
      decode: shortcut(decode),
    },
    isFreezing: shortcuts.has(step),
  };
}
