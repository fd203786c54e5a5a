/**
 * The driver of a split host (O2): what submits and delivers on the host. It keeps each payload until agreed entries cover it
 * (O7), a copy of its engine's log, and hands what is agreed of it on to the application. All of it is volatile but what the
 * application has: *delivered* is handed over and recorded with its position. It never asks anybody but its engine (O6).
 *
 * Left out: what the application makes of entries (it keeps them), and the time between being down and up again, which is that of
 * not being attached yet.
 */
import { and, assign, setup, type SnapshotFrom } from 'xstate';
import type { Entry } from '../exo/log.js';
import { lastOwnIn, type C2Form } from './edge.js';
import { numberOf, payloadOf } from './payload.js';
import type { C2Record, DriverBegin, EngineBegin } from './records.js';

export interface DriverConfig {
  readonly self: number;
  readonly c2: C2Form;
  /** O7: payloads that it keeps before it refuses another. */
  readonly pendingMax: number;
}

export interface DriverContext {
  readonly config: DriverConfig;
  /** O8: the next payload's number; null until the driver is attached. */
  readonly next: number | null;
  /** O7: payloads that are not known to be agreed, oldest first. */
  readonly pending: readonly number[];
  /** How many of them are put on C1 in this session. */
  readonly put: number;
  /** O2: the engine's log, as far as C2 has brought it; in the late form all of it is agreed. */
  readonly copy: readonly Entry[];
  /** O2: how much of the copy is agreed. */
  readonly pointer: number;
  /** O2: what the application has, durable with its position d, its length. */
  readonly application: readonly Entry[];
  /** Ghost, for properties: payloads of this life that are not agreed in the copy, whatever the driver keeps. */
  readonly owed: readonly number[];
  /** Ghost, for properties: how often it has crashed. */
  readonly life: number;
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

/** What guards, actions and the params of effects of a driver are given. */
export interface DriverArgs {
  readonly context: DriverContext;
  readonly event: DriverEvent;
}

const effect =
  <P>(): ((args: unknown, params: P) => void) =>
  () =>
    undefined;

/** The parts of the driver's chart. */
const driver = setup({
  types: { context: {} as DriverContext, events: {} as DriverEvent, input: {} as DriverConfig },
  guards: {
    /** O8: numbers are the engine's to give. */
    hasNumbers: ({ context }) => context.next !== null,
    /** O7: the pending list has room. */
    hasPlace: ({ context: { pending, config } }) => pending.length < config.pendingMax,
    /** O7: a payload that is not on C1. */
    hasUnput: ({ context: { pending, put } }) => put < pending.length,
    /** O2: something that is agreed is not delivered. */
    hasUndelivered: ({ context: { pointer, application } }) => application.length < pointer,
  },
  actions: {
    /** O4, O9. Effects: C1 carries the payload; the register has a new position; the engine hears what the driver says first. */
    putC1: effect<{ payload: number }>(),
    tellDelivered: effect<{ delivered: number }>(),
    beginC1: effect<{ begin: DriverBegin }>(),
    /** O8: numbered, and kept. */
    offer: assign(({ context: { next, pending, owed, life } }) =>
      next === null
        ? {}
        : {
            next: next + 1,
            pending: [...pending, payloadOf(life, next)],
            owed: [...owed, payloadOf(life, next)],
          },
    ),
    countPut: assign(({ context }) => ({ put: context.put + 1 })),
    /** O5, O7: the copy is longer, or another's snapshot; what it covers is no longer kept. */
    take: assign(({ context, event }) => (event.type === 'TAKE_C2' ? taken(context, event.record) : {})),
    /** O2: handed over, and recorded. */
    deliver: assign(({ context: { copy, application } }) => ({
      application: copy.slice(0, application.length + 1),
    })),
    /** O9: nothing is on C1, and everything pending goes there again, in order; what is not known to be agreed is cut off. */
    beginAnew: assign(({ context: { copy, pointer } }) => ({ put: 0, copy: copy.slice(0, pointer) })),
    /** O8, O9: a new driver goes on with the engine's numbers, an old one with its own, or with those of a new life of the engine. */
    number: assign(({ context: { next }, event }) =>
      event.type === 'BEGUN' ? { next: Math.max(next ?? 0, event.begin.next) } : {},
    ),
    /** O2, O9, O10: what the application has is left; the copy begins as that. */
    lose: assign(({ context: { application, life } }) => ({
      next: null,
      pending: [],
      put: 0,
      owed: [],
      copy: application,
      pointer: application.length,
      life: life + 1,
    })),
  },
});

/** O5: the copy and the pointer once a record is taken. */
function copied(
  { config, copy, pointer }: DriverContext,
  record: C2Record,
): Pick<DriverContext, 'copy' | 'pointer'> {
  switch (record.kind) {
    case 'append':
      return { copy: [...copy, record.entry], pointer: config.c2 === 'late' ? copy.length + 1 : pointer };
    case 'agreed':
      return { copy, pointer: record.pointer };
    case 'truncate':
      return { copy: copy.slice(0, record.length), pointer };
    case 'snapshot':
      return { copy: record.log, pointer: record.mark };
  }
}

/** O5, O7. A snapshot is handed to the application whole, in place of all entries before its mark. */
export function taken(context: DriverContext, record: C2Record): Partial<DriverContext> {
  const { config, application, pending, put, owed } = context;
  const { copy, pointer } = copied(context, record);
  const agreed = copy.slice(0, pointer);
  const kept = pending.filter((payload) => numberOf(payload) > lastOwnIn(agreed, config.self));
  const isAgreed = (one: number): boolean =>
    agreed.some(({ source, payload }) => source === config.self && payload === one);
  return {
    copy,
    pointer,
    pending: kept,
    put: Math.max(0, put - (pending.length - kept.length)),
    owed: owed.filter((one) => !isAgreed(one)),
    ...(record.kind === 'snapshot' && record.mark > application.length && { application: record.log }),
  };
}

const nextUnput = ({ context: { pending, put } }: DriverArgs): { payload: number } => ({
  payload: pending[put] ?? -1,
});
const position = ({ context: { application } }: DriverArgs): { delivered: number } => ({
  delivered: application.length,
});
const begin = ({ context: { pointer, application } }: DriverArgs): { begin: DriverBegin } => ({
  begin: { delivered: application.length, pointer },
});

/** The driver of a split host. Its input is its place in the ring, and its bound. */
export const exoDriver = driver.createMachine({
  id: 'driver',
  context: ({ input }) => ({
    config: input,
    next: 0,
    pending: [],
    put: 0,
    owed: [],
    copy: [],
    pointer: 0,
    application: [],
    life: 0,
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
        TAKE_C2: { actions: ['take', { type: 'tellDelivered', params: position }] },
        DELIVER: {
          guard: 'hasUndelivered',
          actions: ['deliver', { type: 'tellDelivered', params: position }],
        },
        ATTACH: { actions: ['beginAnew', { type: 'beginC1', params: begin }] },
        BEGUN: { actions: 'number' },
      },
    },
    detached: {
      on: {
        OFFER: { guard: and(['hasNumbers', 'hasPlace']), actions: 'offer' },
        ATTACH: { target: 'attached', actions: { type: 'beginC1', params: begin } },
      },
    },
    down: { on: { CRASH: {}, RESTART: 'detached' } },
  },
});

export type DriverSnapshot = SnapshotFrom<typeof exoDriver>;
export type DriverEffect =
  | { readonly type: 'putC1'; readonly params: { readonly payload: number } }
  | { readonly type: 'tellDelivered'; readonly params: { readonly delivered: number } }
  | { readonly type: 'beginC1'; readonly params: { readonly begin: DriverBegin } };
