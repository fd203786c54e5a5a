/**
 * One receiver's part of an asynchronous network: the set of messages in flight to it. Any of them may be
 * taken at any time, in any order. A message that is put while an equal one is in flight is one message.
 */
import { encodeValue, plainComponent, type Component } from '../../checker/index.js';

export type InboxEvent<M> =
  { readonly type: 'PUT'; readonly message: M } | { readonly type: 'TAKE'; readonly message: M };

export function inbox<M extends object>(name: string): Component<readonly M[], InboxEvent<M>, never> {
  const keys = new WeakMap<M, string>();
  const keyOf = (message: M): string => {
    const known = keys.get(message);
    if (known !== undefined) return known;
    const key = encodeValue(message).join();
    keys.set(message, key);
    return key;
  };
  return plainComponent<readonly M[], InboxEvent<M>, never>({
    name,
    initial: [[]],
    step: (messages, { type, message }) => {
      const key = keyOf(message);
      const others = messages.filter((other) => keyOf(other) !== key);
      if (type === 'TAKE') return others.length === messages.length ? [] : [{ next: others, effects: [] }];
      if (others.length < messages.length) return [{ next: messages, effects: [] }];
      const after = others.findIndex((other) => keyOf(other) > key);
      const place = after < 0 ? others.length : after;
      return [{ next: [...others.slice(0, place), message, ...others.slice(place)], effects: [] }];
    },
  });
}
