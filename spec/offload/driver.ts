/**
 * The driver of a split host (O2): what submits and delivers on the host. It keeps each payload until agreed entries cover it
 * (O7), a copy of the agreed prefix of its engine's log, and hands the copy on to the application. All of it is volatile but what the
 * application has: *delivered* is handed over and recorded with its position. It never asks anybody but its engine (O6).
 *
 * Left out: what the application makes of entries (it keeps them), and the time between being down and up again, which is that of
 * not being attached yet.
 */
import { and, assign, setup, type SnapshotFrom } from 'xstate';
import type { Entry } from '../exo/log.js';
import { lastOwnIn } from './edge.js';
import { numberOf, payloadOf } from './payload.js';
import type { C2Record, DriverBegin, EngineBegin } from './records.js';

export interface DriverConfig {
  readonly self: number;
  /** O7: payloads that it keeps before it refuses another. */
  readonly pendingMax: number;
}

/** Ghost, for properties: the numbers of one life. */
export interface Life {
  readonly first: number;
  /** The number after its last. */
  readonly next: number;
}

export interface DriverContext {
  readonly config: DriverConfig;
  /** O8: the next payload's number; null until the driver is attached. */
  readonly next: number | null;
  /** O7: payloads that are not known to be agreed, oldest first. */
  readonly pending: readonly number[];
  /** How many of them are put on C1 in this session. */
  readonly put: number;
  /** O2: the agreed prefix of the engine's log, as far as C2 has brought it; its length is the driver's pointer. */
  readonly copy: readonly Entry[];
  /** O2: what the application has, durable with its position d, its length. */
  readonly application: readonly Entry[];
  /** Ghost, for properties: the numbers that were given out, by life. */
  readonly lives: readonly Life[];
}

export type DriverEvent =
  /** The application: hands over a payload; takes the next agreed entry. */
  | { readonly type: 'OFFER' }
  | { readonly type: 'DELIVER' }
  /** C1 has room; C2 has a record. */
  | { readonly type: 'PUT_C1' }
  | { readonly type: 'TAKE_C2'; readonly record: C2Record }
  /** A session begins; the engine answers. */
  | { readonly type: 'ATTACH' }
  | { readonly type: 'BEGUN'; readonly begin: EngineBegin }
  | { readonly type: 'CRASH' }
  | { readonly type: 'RESTART' };

interface Args {
  readonly context: DriverContext;
  readonly event: DriverEvent;
}

const effect =
  <P>(): ((args: unknown, params: P) => void) =>
  () =>
    undefined;

const driver = setup({
  types: { context: {} as DriverContext, events: {} as DriverEvent, input: {} as DriverConfig },
  guards: {
    /** O8: numbers are the engine's to give. */
    hasNumbers: ({ context }) => context.next !== null,
    /** O7: the pending list has room. */
    hasPlace: ({ context: { pending, config } }) => pending.length < config.pendingMax,
    /** O7: a payload that is not on C1. */
    hasUnput: ({ context: { pending, put } }) => put < pending.length,
    /** O5: the next entry, or a snapshot beyond it. */
    fitsCopy: ({ context: { copy }, event }) =>
      event.type === 'TAKE_C2' &&
      (event.record.kind === 'append' ? event.record.slot === copy.length : event.record.mark > copy.length),
    /** O2: something of the copy is not delivered. */
    hasUndelivered: ({ context: { copy, application } }) => application.length < copy.length,
  },
  actions: {
    /** O4, O9. Effects: C1 carries the payload; the register has a new position; the engine hears what the driver says first. */
    putC1: effect<{ payload: number }>(),
    tellDelivered: effect<{ delivered: number }>(),
    beginC1: effect<{ begin: DriverBegin }>(),
    /** O8: numbered, and kept. */
    offer: assign(({ context: { next, pending, lives } }) => {
      if (next === null) return {};
      const life = lives.length - 1;
      return {
        next: next + 1,
        pending: [...pending, payloadOf(life, next)],
        lives: [...lives.slice(0, life), { first: lives[life]?.first ?? next, next: next + 1 }],
      };
    }),
    countPut: assign(({ context }) => ({ put: context.put + 1 })),
    /** O5, O7: the copy is longer, or another's snapshot; what it covers is no longer kept. */
    take: assign(({ context, event }) => (event.type === 'TAKE_C2' ? taken(context, event.record) : {})),
    /** O2: handed over, and recorded. */
    deliver: assign(({ context: { copy, application } }) => ({
      application: copy.slice(0, application.length + 1),
    })),
    /** O9: nothing is on C1; everything pending goes there again, in order. */
    beginAnew: assign({ put: 0 }),
    /** O8, O9: a new driver goes on with the engine's numbers, an old one with its own. */
    number: assign(({ context: { next, lives }, event }) => {
      if (event.type !== 'BEGUN' || next !== null) return {};
      const { next: first } = event.begin;
      return { next: first, lives: [...lives.slice(0, -1), { first, next: first }] };
    }),
    /** O2, O9, O10: what the application has is left; the copy begins as that. */
    lose: assign(({ context: { application, lives } }) => ({
      next: null,
      pending: [],
      put: 0,
      copy: application,
      lives: [...lives, { first: 0, next: 0 }],
    })),
  },
});

/** O5, O7. A snapshot is handed to the application whole, in place of all entries before its mark. */
function taken(
  { config, copy, application, pending, put }: DriverContext,
  record: C2Record,
): Partial<DriverContext> {
  const longer = record.kind === 'append' ? [...copy, record.entry] : record.log;
  const kept = pending.filter((payload) => numberOf(payload) > lastOwnIn(longer, config.self));
  return {
    copy: longer,
    pending: kept,
    put: Math.max(0, put - (pending.length - kept.length)),
    ...(record.kind === 'snapshot' && record.mark > application.length && { application: record.log }),
  };
}

const nextUnput = ({ context: { pending, put } }: Args): { payload: number } => ({
  payload: pending[put] ?? -1,
});
const position = ({ context: { application } }: Args): { delivered: number } => ({
  delivered: application.length,
});
const begin = ({ context: { copy, application } }: Args): { begin: DriverBegin } => ({
  begin: { delivered: application.length, pointer: copy.length },
});

/** The driver of a split host. Its input is its place in the ring, and its bound. */
export const exoDriver = driver.createMachine({
  id: 'driver',
  context: ({ input }) => ({
    config: input,
    next: 0,
    pending: [],
    put: 0,
    copy: [],
    application: [],
    lives: [{ first: 0, next: 0 }],
  }),
  initial: 'attached',
  on: {
    CRASH: { target: '.down', actions: 'lose' },
  },
  states: {
    attached: {
      on: {
        OFFER: { guard: and(['hasNumbers', 'hasPlace']), actions: 'offer' },
        PUT_C1: { guard: 'hasUnput', actions: [{ type: 'putC1', params: nextUnput }, 'countPut'] },
        TAKE_C2: { guard: 'fitsCopy', actions: ['take', { type: 'tellDelivered', params: position }] },
        DELIVER: {
          guard: 'hasUndelivered',
          actions: ['deliver', { type: 'tellDelivered', params: position }],
        },
        ATTACH: { actions: ['beginAnew', { type: 'beginC1', params: begin }] },
        BEGUN: { actions: 'number' },
      },
    },
    detached: {
      on: { ATTACH: { target: 'attached', actions: { type: 'beginC1', params: begin } } },
    },
    down: { on: { CRASH: {}, RESTART: 'detached' } },
  },
});

export type DriverSnapshot = SnapshotFrom<typeof exoDriver>;
export type DriverEffect =
  | { readonly type: 'putC1'; readonly params: { readonly payload: number } }
  | { readonly type: 'tellDelivered'; readonly params: { readonly delivered: number } }
  | { readonly type: 'beginC1'; readonly params: { readonly begin: DriverBegin } };
