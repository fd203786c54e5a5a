/**
 * The readings of the slides: where they are silent, a knob says which answer a model takes. Names and values
 * are those of docs/protocol.md; the first value of each is the default.
 */
import { knobValues } from '../knobs.js';

export const KNOBS = {
  /** A1: the sender appends when it sends, or when it hears its own broadcast, which can be lost. */
  ownCopy: ['send', 'hear'],
  /** A2: the log survives a restart, or is lost. */
  restart: ['durable', 'amnesia'],
  /** A3: what a host in error adopts from the reports it gathers. */
  recovery: ['majority', 'longest', 'frequent'],
  /** A4: what a host in error does meanwhile. */
  inError: ['silent', 'sending'],
  /** A5: whether a slot once filled and lost by truncation may be filled by a fresh message. */
  votes: ['kept', 'forgotten'],
  /** A6: whether the last sender repeats its message when the token stalls. */
  retransmit: ['none', 'last'],
  /** A7: how many senders a message names: floor(n/2), one less, or ceil(3n/4) - 1. */
  history: ['published', 'short', 'long'],
  /** Ablation: whether a receiver compares the history of a message with its own. */
  match: ['on', 'off'],
} as const;

export type KnobName = keyof typeof KNOBS;
export type Knobs = { readonly [K in KnobName]: (typeof KNOBS)[K][number] };

export const DEFAULT_KNOBS: Knobs = {
  ownCopy: 'send',
  restart: 'durable',
  recovery: 'majority',
  inError: 'silent',
  votes: 'kept',
  retransmit: 'none',
  history: 'published',
  match: 'on',
};

/** What each knob decides, for `exo list`. */
export const KNOB_MEANINGS: { readonly [K in KnobName]: string } = {
  ownCopy: 'A1: the sender appends when it sends, or when it hears its own broadcast',
  restart: 'A2: the log survives a restart, or is lost',
  recovery: 'A3: adopt what a majority reports, the longest log reported, or the most frequent values',
  inError: 'A4: a host in error stays silent, or keeps sending',
  votes: 'A5: a slot lost by truncation stays barred to fresh messages, or not',
  retransmit: 'A6: the last sender never repeats its message, or does when the token stalls',
  history: 'A7: floor(n/2) senders, one less, or ceil(3n/4) - 1',
  match: 'ablation: a receiver compares histories, or does not',
};

/**
 * The knobs with some of them set, from strings as typed on a command line.
 *
 * @throws ExoError EXO311 for an unknown knob, EXO312 for an unknown value.
 *
 * @example
 * console.log(knobsFrom({ ownCopy: 'hear' }).ownCopy, knobsFrom({}).ownCopy); // hear send
 */
export function knobsFrom(set: Readonly<Record<string, string>>): Knobs {
  return knobValues(KNOBS, set);
}

/** The length of the history, h (s31, s47), for `hosts` hosts. */
export function historyLength(hosts: number, history: Knobs['history']): number {
  const half = Math.floor(hosts / 2);
  switch (history) {
    case 'published':
      return half;
    case 'short':
      return half - 1;
    case 'long':
      return Math.ceil((3 * hosts) / 4) - 1;
  }
}

/** What follows on "In this reading", for each value that is not the default of its knob. */
const READINGS: { readonly [K in KnobName]: Readonly<Record<string, string>> } = {
  ownCopy: { hear: 'a sender appends a message of its own when it hears it, and it may be lost' },
  restart: { amnesia: 'a host that restarts has lost its log' },
  recovery: {
    longest: 'a host in error takes the longest log that it is told of',
    frequent: 'a host in error takes for each slot the entry that it is told of most often',
  },
  inError: { sending: 'a host in error goes on sending' },
  votes: { forgotten: 'a slot that a recovery has emptied may be filled by a new message' },
  retransmit: { last: 'the last sender repeats its message when the token stalls' },
  history: {
    short: 'a message names one sender less than would prove that a majority has an entry',
    long: 'a message names more senders than would prove that a majority has an entry',
  },
  match: { off: 'a receiver does not compare the history of a message with its own' },
};

/** The answers that are not the defaults, in words. */
export function readingsOf(knobs: Knobs): readonly string[] {
  return Object.entries(READINGS).flatMap(([name, says]) => says[knobs[name as KnobName]] ?? []);
}
