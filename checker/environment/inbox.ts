/**
 * One receiver's part of an asynchronous network: the set of messages in flight to it. Any of them may be
 * taken at any time, in any order. A message that is put while an equal one is in flight is one message.
 */
import { encodeExactly, encodeValue } from '../model/encoding.js';
import { plainComponent } from '../model/plain-component.js';
import type { Component } from '../model/component.js';

export type InboxEvent<M> =
  { readonly type: 'PUT'; readonly message: M } | { readonly type: 'TAKE'; readonly message: M };

export function inbox<M extends object>(name: string): Component<readonly M[], InboxEvent<M>, never> {
  const keyOf = keys<M>();
  return plainComponent<readonly M[], InboxEvent<M>, never>({
    name,
    initial: [[]],
    step: (messages, { type, message }) => {
      const next = type === 'PUT' ? withMessage(messages, message, keyOf) : without(messages, message, keyOf);
      return next === null ? [] : [{ next, effects: [] }];
    },
  });
}

/** What is in flight, and what the receiver was last seen to be. */
export interface HeedfulState<M, H> {
  readonly horizon: H;
  readonly messages: readonly M[];
  /** Whether all that could bring a dead message back to life has happened. */
  readonly isSettled: boolean;
}

/** An inbox of either kind. */
export type InboxState<M, H> = readonly M[] | HeedfulState<M, H>;

/** What is in flight in an inbox of either kind. */
export function messagesIn<M, H>(state: InboxState<M, H>): readonly M[] {
  return 'messages' in state ? state.messages : state;
}

export type HeedfulEvent<M, H> =
  | InboxEvent<M>
  /** The receiver has changed. */
  | { readonly type: 'HEED'; readonly horizon: H }
  /** What could bring a dead message back to life has happened for the last time. */
  | { readonly type: 'SETTLE' };

/**
 * An inbox that drops dead messages: those that can never again have an effect on their receiver. What the
 * receiver is, as far as that matters, is its *horizon*, which it announces whenever it changes.
 *
 * It loses nothing if `isDead` keeps two promises, whatever the receiver does: a dead message is ignored, and
 * what is dead once stays dead (docs/decisions/0009). Where a fault brings messages back to life, and may happen this number of times
 * only, an inbox that begins unsettled calls dead what stays so whatever happens, and once it is settled, what stays so without that
 * fault.
 */
export function heedfulInbox<M extends object, H>(
  name: string,
  first: H,
  isDead: (horizon: H, message: M, isSettled: boolean) => boolean,
  isSettled = true,
): Component<HeedfulState<M, H>, HeedfulEvent<M, H>, never> {
  const keyOf = keys<M>();
  const buried = (now: HeedfulState<M, H>): HeedfulState<M, H> => ({
    ...now,
    messages: now.messages.filter((message) => !isDead(now.horizon, message, now.isSettled)),
  });
  return plainComponent<HeedfulState<M, H>, HeedfulEvent<M, H>, never>({
    name,
    initial: [{ horizon: first, messages: [], isSettled }],
    step: (now, event) => {
      switch (event.type) {
        case 'HEED':
          return [{ next: buried({ ...now, horizon: event.horizon }), effects: [] }];
        case 'SETTLE':
          return [{ next: buried({ ...now, isSettled: true }), effects: [] }];
        case 'PUT':
          if (isDead(now.horizon, event.message, now.isSettled)) return [{ next: now, effects: [] }];
          return [
            { next: { ...now, messages: withMessage(now.messages, event.message, keyOf) }, effects: [] },
          ];
        case 'TAKE': {
          const messages = without(now.messages, event.message, keyOf);
          return messages === null ? [] : [{ next: { ...now, messages }, effects: [] }];
        }
      }
    },
    show: ({ messages }) => messages,
  });
}

/** Put in its place, so that equal sets are equal lists. */
function withMessage<M>(messages: readonly M[], message: M, keyOf: (message: M) => string): readonly M[] {
  const key = keyOf(message);
  const place = messages.findIndex((other) => keyOf(other) >= key);
  if (place < 0) return [...messages, message];
  const found = messages[place];
  if (found !== undefined && keyOf(found) === key) return messages;
  return [...messages.slice(0, place), message, ...messages.slice(place)];
}

function without<M>(messages: readonly M[], message: M, keyOf: (message: M) => string): readonly M[] | null {
  const key = keyOf(message);
  const others = messages.filter((other) => keyOf(other) !== key);
  return others.length === messages.length ? null : others;
}

/** Texts of messages, equal for equal ones and only for them; each message is looked at once. */
export function keys<M extends object>(): (message: M) => string {
  return keysBy((message) => encodeValue(message, 'a message').join());
}

/**
 * Texts of messages of which code may see all, also the order of keys and of members of a Set or Map. Those that differ in
 * nothing else are next to each other.
 */
export function exactKeys<M extends object>(): (message: M) => string {
  return keysBy((message) => {
    const exact = encodeExactly(message, 'a message').join();
    return `${encodeValue(message, 'a message').join()} ${exact}`;
  });
}

function keysBy<M extends object>(keyOf: (message: M) => string): (message: M) => string {
  const known = new WeakMap<M, string>();
  return (message) => {
    const found = known.get(message);
    if (found !== undefined) return found;
    const key = keyOf(message);
    known.set(message, key);
    return key;
  };
}
