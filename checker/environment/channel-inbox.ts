/**
 * One receiver's part of a network: the messages in flight to it, by their senders. One such component for each
 * receiver keeps local states few; a single pool for all would have nearly as many as there are global states.
 */
import { plainComponent } from '../model/plain-component.js';
import { isSet, lossesOf, perLinkOf, type Channel } from './channel.js';
import { exactKeys } from './inbox.js';
import type { Component, EventLike } from '../model/component.js';

/** An event on its way, and who has sent it. */
export interface InFlight {
  readonly from: string;
  readonly event: EventLike;
}

/** The messages in flight, by sender; those of one sender in the order of their channel. */
export type InboxMessages = readonly InFlight[];

/** A message is put into the inbox, or taken out of it. */
export type ChannelEvent = { readonly type: 'PUT' | 'TAKE'; readonly message: InFlight };

/** A message that can be received now. */
export interface Deliverable {
  readonly message: InFlight;
  /** Whether it leaves the inbox when it is received, or stays there; if it may do either, it is listed twice. */
  readonly stays: boolean;
}

/**
 * The inbox of a receiver to which each sender's messages travel by a channel of their own. Its name is that of the
 * receiver after an arrow: `→server`.
 *
 * @example
 * const inbox = channelInbox('→server', () => fifo());
 * const message = { from: 'client', event: { type: 'REQUEST' } };
 * const [step] = inbox.step([], { type: 'PUT', message });
 * console.log(step?.next.length); // 1
 */
export function channelInbox(
  name: string,
  channelOf: (from: string) => Channel,
): Component<InboxMessages, ChannelEvent, never> {
  const component = plainComponent<InboxMessages, ChannelEvent, never>({
    name,
    // What is received may be looked at in every way.
    initial: [[]],
    step: (messages, { type, message }) => {
      const channel = channelOf(message.from);
      const next = type === 'PUT' ? put(messages, message, channel) : take(messages, message, channel);
      return next === null ? [] : [{ next, effects: [] }];
    },
  });
  const beyond = (messages: InboxMessages): string | undefined => {
    const from = overfull(messages, channelOf);
    return from && `more than ${perLinkOf(channelOf(from))} in flight ${from}${name}`;
  };
  return { ...component, beyond };
}

/**
 * What can be received now. Of equal messages one is listed.
 *
 * @example
 * const message = { from: 'client', event: { type: 'REQUEST' } };
 * console.log(deliverables([message, message], () => fifo()).length); // 1
 * console.log(deliverables([message], () => lossy({ duplicates: true })).map(({ stays }) => stays)); // [ false, true ]
 */
export function deliverables(
  messages: InboxMessages,
  channelOf: (from: string) => Channel,
): readonly Deliverable[] {
  return messages.flatMap((message, at): readonly Deliverable[] => {
    const channel = channelOf(message.from);
    const before = messages[at - 1];
    switch (channel.kind) {
      case 'fifo':
        return before?.from === message.from ? [] : [{ message, stays: false }];
      case 'reliable':
        return isSame(before, message) ? [] : [{ message, stays: false }];
      case 'lossy':
        if (channel.duplicates) {
          return [
            { message, stays: false },
            { message, stays: true },
          ];
        }
        return isSame(before, message) ? [] : [{ message, stays: false }];
      case 'sent':
        return [{ message, stays: true }];
      case 'broadcast':
        return [];
    }
  });
}

/**
 * What can be lost now: where order is kept, what would be received next. Of equal messages one is listed.
 *
 * @example
 * const message = { from: 'client', event: { type: 'REQUEST' } };
 * console.log(losable([message], () => fifo()).length, losable([message], () => lossy()).length); // 0 1
 */
export function losable(
  messages: InboxMessages,
  channelOf: (from: string) => Channel,
): readonly { readonly message: InFlight; readonly channel: Channel }[] {
  return messages.flatMap((message, at) => {
    const channel = channelOf(message.from);
    const before = messages[at - 1];
    if (channel.kind === 'broadcast' || lossesOf(channel) === 0) return [];
    const isListed = channel.kind === 'fifo' ? before?.from === message.from : isSame(before, message);
    return isListed ? [] : [{ message, channel }];
  });
}

/** The sender of more messages than its channel holds; undefined if there is none. */
export function overfull(messages: InboxMessages, channelOf: (from: string) => Channel): string | undefined {
  const counts = new Map<string, number>();
  for (const { from } of messages) counts.set(from, (counts.get(from) ?? 0) + 1);
  for (const [from, count] of counts) if (count > perLinkOf(channelOf(from))) return from;
  return undefined;
}

/** Adds a message in its place, so that what cannot be told apart is one state. */
function put(messages: InboxMessages, message: InFlight, channel: Channel): InboxMessages {
  const isOrdered = channel.kind === 'fifo';
  const isBehind = (other: InFlight): boolean => {
    if (other.from !== message.from) return other.from > message.from;
    return !isOrdered && keyOf(other) >= keyOf(message);
  };
  const found = messages.findIndex(isBehind);
  const place = found < 0 ? messages.length : found;
  if (isSet(channel) && isSame(messages[place], message)) return messages;
  return [...messages.slice(0, place), message, ...messages.slice(place)];
}

/** Null where the message is not there, or is not the next of its sender. */
function take(messages: InboxMessages, message: InFlight, channel: Channel): InboxMessages | null {
  const ofSender = (other: InFlight): boolean => other.from === message.from;
  const at = messages.findIndex(channel.kind === 'fifo' ? ofSender : (other) => isSame(other, message));
  return isSame(messages[at], message) ? messages.filter((_, i) => i !== at) : null;
}

function isSame(one: InFlight | undefined, other: InFlight): boolean {
  return one !== undefined && one.from === other.from && keyOf(one) === keyOf(other);
}

const keyOfEvent = exactKeys<EventLike>();

function keyOf({ event }: InFlight): string {
  return keyOfEvent(event);
}
