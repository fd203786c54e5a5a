/**
 * One host of Exo as the slides publish it, rules P1–P11, with the knobs A1–A7 as input.
 *
 * Two concerns run side by side, as on s9: the *token* says when the host may broadcast (P4, P8), the *log*
 * says what it has accepted and what is agreed (P3, P5, P7, P9, P10). Left out: time (any host may time out
 * whenever its guard allows), the contents of payloads (they are numbered), and the medium.
 */
import { and, assign, not, or, setup } from 'xstate';
import {
  agreedLog,
  agreementAfter,
  appended,
  bySlot,
  entryOf,
  holdsToken,
  inHistory,
  lastMessage,
  matches,
  nextMessage,
  sameEntry,
  withSlots,
  type Filled,
  type HostConfig,
  type HostContext,
  type Message,
  type Report,
  type Responses,
} from './log.js';
import { lostBy, mendedLog, NO_RESPONSES, reportOf } from './recovery.js';

export type HostEvent =
  /** The medium gives this host the air: it broadcasts now. */
  | { readonly type: 'SEND' }
  | { readonly type: 'RECEIVE'; readonly message: Message }
  | { readonly type: 'TIMEOUT' }
  | { readonly type: 'REPEAT' }
  /** Over the out-of-band network: ask the others; be asked; hear what a majority answered. */
  | { readonly type: 'QUERY' }
  | { readonly type: 'ASKED'; readonly since: number }
  | { readonly type: 'GATHERED'; readonly responses: Responses }
  | { readonly type: 'CRASH' }
  | { readonly type: 'RESTART' };

/** An action that does nothing by itself: the model routes it, by its name and params. */
const effect =
  <P>(): ((args: unknown, params: P) => void) =>
  () =>
    undefined;

type Args = { readonly context: HostContext; readonly event: HostEvent };

const broadcastNext = ({ context }: Args): { message: Message } => ({ message: nextMessage(context) });
const broadcastLast = ({ context }: Args): { message: Message } => ({ message: lastMessage(context) });

const sinceAgreed = ({ context }: Args): { since: number } => ({ since: context.agreed });

const answer = ({ context, event }: Args): { report: Report } => ({
  report: reportOf(context, event.type === 'ASKED' ? event.since : 0),
});

const gathered = (event: HostEvent): Responses =>
  event.type === 'GATHERED' ? event.responses : NO_RESPONSES;

/** Appends to an accepted log and moves the agreement pointer (P3, P5). */
function accepted(context: HostContext, message: Message): Partial<HostContext> {
  const log = [...context.log, entryOf(message)];
  return { log, agreed: agreementAfter(log, context) };
}

const host = setup({
  types: {
    context: {} as HostContext,
    events: {} as HostEvent,
    input: {} as HostConfig,
  },
  guards: {
    /** P4 (s36–s39). */
    holdsToken: ({ context }) => holdsToken(context),
    /** P2, P7 (s32, s68): there is a free slot, I am not among its last h senders; A4 and A5 where they bar it. */
    mayBroadcast: ({ context }) => {
      const log = appended(context);
      const { self, slots, knobs } = context.config;
      const silenced = context.disputed.length > 0 && knobs.inError === 'silent';
      const free = log.length < slots && context.submitted < slots && !context.barred.includes(log.length);
      return free && !silenced && !inHistory(log, context.config, self);
    },
    /** P3, P7, P9 (s33–s35, s68): next slot, same history, source not in it; A5: the slot is not barred. */
    fits: ({ context, event }) =>
      event.type === 'RECEIVE' &&
      context.disputed.length === 0 &&
      context.log.length < context.config.slots &&
      matches(context.log, context.config, event.message) &&
      !inHistory(context.log, context.config, event.message.source) &&
      !context.barred.includes(event.message.slot),
    /** P9 (s76–s79): sequence number or history contradict the log. COMPLETION: a repetition does not. */
    contradicts: ({ context, event }) => {
      if (event.type !== 'RECEIVE' || !context.config.complete) return false;
      const { message } = event;
      const repeated = sameEntry(context.log[message.slot], message);
      return !repeated && !matches(context.log, context.config, message);
    },
    /** P11, P7 (s81, s68): in error, a message for a slot that is still empty is appended; A5: not a barred one. */
    fillsEmptySlot: ({ context, event }) => {
      if (event.type !== 'RECEIVE') return false;
      const { slot, source } = event.message;
      const taken = slot < context.log.length || context.disputed.some((other) => other.slot === slot);
      const barred = context.barred.includes(slot);
      return !taken && !barred && !inHistory(appended(context), context.config, source);
    },
    /** P9 (s76–s79): something that contradicts the log is kept, so the host is in error. */
    inDispute: ({ context }) => context.disputed.length > 0,
    /** P9, P11: what the log region disputes, in step or in error. COMPLETION: that too clears an assumed token. */
    disputes: or([and([not('inDispute'), 'contradicts']), and(['inDispute', 'fillsEmptySlot'])]),
    /** A6: I sent the last entry of my log, and may say it again. */
    mayRepeat: ({ context }) =>
      context.config.knobs.retransmit === 'last' &&
      context.disputed.length === 0 &&
      context.log.at(-1)?.source === context.config.self,
    /** A3: the responses settle what is in dispute. */
    settles: ({ context, event }) => mendedLog(context, gathered(event)) !== null,
    /** A2 (s27): the log does not survive a restart. */
    forgetsOnRestart: ({ context }) => context.config.knobs.restart === 'amnesia',
    /** A1 (s33): the sender does not wait to hear itself. */
    appendsWhenSending: ({ context }) => context.config.knobs.ownCopy === 'send',
  },
  actions: {
    /** P2 (s32). Effect: the medium carries the message. */
    broadcast: effect<{ message: Message }>(),
    /** P10 (s80). Effect: the out-of-band network carries the query. */
    query: effect<{ since: number }>(),
    /** P10 (s80). Effect: the out-of-band network carries the report. */
    report: effect<{ report: Report }>(),
    /** P3 (s33–s35), P5 (s41–s47). */
    append: assign(({ context, event }) =>
      event.type === 'RECEIVE' ? accepted(context, event.message) : {},
    ),
    /** A1 `send`: the sender's own copy; in error (A4 `sending`) it goes behind what is in dispute. */
    appendOwn: assign(({ context }) => {
      const message = nextMessage(context);
      return context.disputed.length === 0
        ? accepted(context, message)
        : { disputed: [...context.disputed, message] };
    }),
    /** P2: each broadcast takes a fresh payload from the application. */
    takePayload: assign(({ context }) =>
      context.config.complete ? { submitted: context.submitted + 1 } : {},
    ),
    /** P9 (s76–s79): mark the error; the message is still appended at its slot. */
    dispute: assign(({ context, event }) => {
      if (event.type !== 'RECEIVE') return {};
      const disputed = [...context.disputed, event.message].sort((a, b) => a.slot - b.slot);
      return { disputed };
    }),
    /** P10 (s80), A3, A5: adopt the mended log, continue to move the agreement pointer. */
    adoptMendedLog: assign(({ context, event }) => adopted(context, gathered(event))),
    /** A2 `amnesia`: nothing survives but what the application has submitted. */
    forget: assign(({ context }) => ({
      ...EMPTY,
      ghost: {
        lost: union(context.ghost.lost, lostBy(context, [])),
        lostAgreed: union(context.ghost.lostAgreed, withSlots(agreedLog(context))),
      },
    })),
  },
});

/** Both lists without repetition, in slot order. */
function union(left: readonly Filled[], right: readonly Filled[]): readonly Filled[] {
  const fresh = right.filter(
    (one) => !left.some((other) => other.slot === one.slot && sameEntry(one, other)),
  );
  return [...left, ...fresh].sort(bySlot);
}

function adopted(context: HostContext, responses: Responses): Partial<HostContext> {
  const log = mendedLog(context, responses);
  if (log === null) return {};
  const lost = lostBy(context, log);
  const { votes } = context.config.knobs;
  const truncated = [...context.barred, ...lost.map(({ slot }) => slot)].filter((slot) => slot >= log.length);
  return {
    log,
    agreed: agreementAfter(log, context),
    disputed: [],
    barred: votes === 'kept' ? [...new Set(truncated)].sort((a, b) => a - b) : [],
    ghost: { ...context.ghost, lost: union(context.ghost.lost, lost) },
  };
}

const EMPTY = {
  log: [],
  agreed: 0,
  disputed: [],
  barred: [],
} as const satisfies Partial<HostContext>;

/** The host as published. Its input is the place in the ring, the bound, and the knobs. */
export const publishedHost = host.createMachine({
  id: 'host',
  context: ({ input }) => ({ config: input, ...EMPTY, submitted: 0, ghost: { lost: [], lostAgreed: [] } }),
  initial: 'up',
  states: {
    up: {
      type: 'parallel',
      on: {
        CRASH: 'down',
        ASKED: { actions: { type: 'report', params: answer } },
        REPEAT: { guard: 'mayRepeat', actions: { type: 'broadcast', params: broadcastLast } },
      },
      states: {
        token: {
          initial: 'following',
          states: {
            following: {
              always: { guard: 'holdsToken', target: 'holding' },
              on: { TIMEOUT: { guard: 'mayBroadcast', target: 'assuming' } },
            },
            holding: {
              always: { guard: not('holdsToken'), target: 'following' },
              on: { SEND: { guard: 'mayBroadcast', target: 'sending' } },
            },
            assuming: {
              on: {
                SEND: { guard: 'mayBroadcast', target: 'sending' },
                RECEIVE: {
                  guard: or(['fits', 'disputes']),
                  target: 'following',
                },
                GATHERED: { guard: 'settles', target: 'following' },
              },
            },
            sending: {
              entry: { type: 'broadcast', params: broadcastNext },
              always: [
                {
                  guard: 'appendsWhenSending',
                  target: 'following',
                  actions: ['appendOwn', 'takePayload'],
                },
                { target: 'following', actions: 'takePayload' },
              ],
            },
          },
        },
        log: {
          initial: 'inStep',
          states: {
            inStep: {
              always: { guard: 'inDispute', target: 'inError' },
              on: {
                RECEIVE: [
                  { guard: 'fits', actions: 'append' },
                  { guard: 'contradicts', target: 'inError', actions: 'dispute' },
                ],
              },
            },
            inError: {
              on: {
                RECEIVE: { guard: 'fillsEmptySlot', actions: 'dispute' },
                QUERY: 'querying',
              },
            },
            querying: {
              entry: { type: 'query', params: sinceAgreed },
              on: {
                GATHERED: [
                  { guard: 'settles', target: 'inStep', actions: 'adoptMendedLog' },
                  { target: 'inError' },
                ],
              },
            },
          },
        },
      },
    },
    down: {
      on: {
        RESTART: [{ guard: 'forgetsOnRestart', target: 'up', actions: 'forget' }, { target: 'up' }],
      },
    },
  },
});
