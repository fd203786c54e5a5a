/**
 * How messages travel from one actor to another: in which order, whether any may be lost or come twice, and how
 * many may be in flight. A channel is data; `channelInbox` is the component that keeps the messages.
 */
import type { Budget } from './budget.js';
import { budgetOf, rejectUnknownKeys, wholeOrInfinity } from './given.js';

/** What a link does with messages. Made by `fifo`, `reliable`, `lossy`, `sent` and `broadcast`. */
export type Channel =
  | { readonly kind: 'fifo'; readonly losses: Budget; readonly perLink: number }
  | { readonly kind: 'reliable'; readonly perLink: number }
  | {
      readonly kind: 'lossy';
      readonly losses: Budget;
      readonly duplicates: boolean;
      readonly perLink: number;
    }
  | { readonly kind: 'sent' }
  | { readonly kind: 'broadcast'; readonly losses: Budget };

/** How many messages may be in flight on one link. */
export interface PerLink {
  /**
   * The most messages in flight on one link. A state with more is beyond the bound: it is checked and counted, but
   * the search does not go on from it. Too small hides what needs a long queue; too large multiplies states.
   */
  readonly perLink?: number;
}

/** How messages may be lost. */
export interface Losses {
  /** How many messages may be lost in a run, on all links that share the channel; `Infinity` for any number. */
  readonly losses?: number;
}

const PER_LINK = 4;
const PER_LINK_LOSSY = 2;

/**
 * Messages arrive in the order in which they were sent, each once; at most 4 in flight unless said. None is lost unless
 * `losses` grants it: a network that loses and never reorders.
 *
 * What is lost is lost where it would have been received. To lose it earlier would make no difference to any actor: it
 * would only make room on the link, within `perLink`.
 *
 * @example
 * const network = { 'client->server': fifo({ perLink: 2 }) };
 * console.log(network['client->server'].kind); // fifo
 */
export function fifo(options: Losses & PerLink = {}): Channel {
  rejectUnknownKeys('fifo()', options, ['losses', 'perLink']);
  const { losses = 0, perLink = PER_LINK } = options;
  return { kind: 'fifo', losses: budgetOf('losses', losses), perLink: wholeOrInfinity('perLink', perLink) };
}

/**
 * Messages arrive in any order, each once, none lost; at most 4 in flight on a link unless said.
 *
 * @example
 * console.log(reliable()); // { kind: 'reliable', perLink: 4 }
 */
export function reliable(options: PerLink = {}): Channel {
  rejectUnknownKeys('reliable()', options, ['perLink']);
  const { perLink = PER_LINK } = options;
  return { kind: 'reliable', perLink: wholeOrInfinity('perLink', perLink) };
}

/**
 * Messages arrive in any order, and may be lost: any number of them unless `losses` says how many.
 *
 * With `duplicates` a message that is delivered may stay in flight, to be delivered again; what is in flight is a
 * set, so that equal messages are one. Without, at most `perLink` messages are in flight on a link, 2 unless said.
 *
 * @example lossy({ losses: 1 })
 */
export function lossy(options: Losses & PerLink & { readonly duplicates?: boolean } = {}): Channel {
  rejectUnknownKeys('lossy()', options, ['losses', 'duplicates', 'perLink']);
  const { losses = Infinity, duplicates = false } = options;
  const { perLink = duplicates ? Infinity : PER_LINK_LOSSY } = options;
  return {
    kind: 'lossy',
    losses: budgetOf('losses', losses),
    duplicates,
    perLink: wholeOrInfinity('perLink', perLink),
  };
}

/**
 * What was ever sent can be received at any time, and again and again: the set of all messages sent so far, as
 * Lamport writes protocols. To lose a message is never to receive it.
 *
 * @example
 * console.log(sent()); // { kind: 'sent' }
 */
export function sent(): Channel {
  return { kind: 'sent' };
}

/**
 * What is sent is received in the same step, as on a bus; what an actor emits is received by every other actor that
 * handles it. None is lost unless `losses` grants it.
 *
 * @example
 * console.log(broadcast({ losses: 1 })); // { kind: 'broadcast', losses: 1 }
 */
export function broadcast(options: Losses = {}): Channel {
  rejectUnknownKeys('broadcast()', options, ['losses']);
  const { losses = 0 } = options;
  return { kind: 'broadcast', losses: budgetOf('losses', losses) };
}

/** How many messages of the channel may be lost; 0 where none can be. */
export function lossesOf(channel: Channel): Budget {
  return 'losses' in channel ? channel.losses : 0;
}

/** The most messages in flight on one link of the channel. */
export function perLinkOf(channel: Channel): number {
  return 'perLink' in channel ? channel.perLink : Infinity;
}

/** Whether equal messages on one link are one message. */
export function isSet(channel: Channel): boolean {
  return channel.kind === 'sent' || (channel.kind === 'lossy' && channel.duplicates);
}
