/**
 * The engine of a split host (O1): the host of spec/exo/host.ts, chart and all, with an edge towards its driver. What the
 * chart of the plain host says is not said again here: handlers are added to it, and two are changed. A full log refuses
 * entries (O6); *delivered* moves on by what the driver acknowledges, and not by itself (O4); a crash of the engine, which the
 * rules call a reset, loses the edge too, but for the next payload number (O3, O8).
 *
 * Left out: in which order an engine serves its edge and the protocol (each may come at any time, which is what O1 asks for);
 * blocks of numbers (a block of one: a number is durable when it is taken, O8).
 */
import { and, assign, createMachine, type AnyStateMachine, type SnapshotFrom } from 'xstate';
import type { HostEvent } from '../exo/events.js';
import { exoHost } from '../exo/host.js';
import { agreeing } from '../exo/log.js';
import {
  advanced,
  beginOf,
  FIRST_EDGE,
  hasRoom,
  lastOwnAgreed,
  nextQueued,
  nextRecord,
  unagreed,
  type EngineConfig,
  type EngineContext,
} from './edge.js';
import { onTop } from './extending.js';
import { numberOf } from './payload.js';
import type { DriverBegin } from './records.js';

export type EngineEvent =
  | Exclude<HostEvent, { type: 'SUBMIT' | 'DELIVER' }>
  /** The head of C1; without a payload it is an application's own, and an engine has none. */
  | { readonly type: 'SUBMIT'; readonly payload?: number }
  /** C2 has room for a record. */
  | { readonly type: 'PUT_C2' }
  /** What the Delivered register says the application has; without it, nothing is delivered to anybody. */
  | { readonly type: 'DELIVER'; readonly delivered?: number }
  /** A driver attaches in a new session; the driver of this session is gone. */
  | { readonly type: 'ATTACH'; readonly begin: DriverBegin }
  | { readonly type: 'DETACH' };

interface Args {
  readonly context: EngineContext;
  readonly event: EngineEvent;
}

const effect = (): undefined => undefined;

const GUARDS = {
  /** O9: a driver is attached in this session. */
  isAttached: ({ context }: Args) => context.edge.cursor !== null,
  /** O6: the log has room. */
  hasRoom: ({ context }: Args) => hasRoom(context),
  /** O4, O7: a payload of C1, and a free place of the queue for it. */
  hasPlace: ({ context, event }: Args) =>
    event.type === 'SUBMIT' && event.payload !== undefined && context.queue.length < context.config.queueMax,
  /** O7: at or below the last own agreed number. */
  isAgreedAlready: ({ context, event }: Args) =>
    event.type === 'SUBMIT' &&
    event.payload !== undefined &&
    numberOf(event.payload) <= lastOwnAgreed(context),
  /** O5: something is agreed, or compacted, that is not on C2. */
  hasNews: ({ context }: Args) => nextRecord(context) !== null,
  /** O4, O6: the application has more than is known to be delivered. */
  isAcknowledged: ({ context, event }: Args) =>
    event.type === 'DELIVER' && context.delivered < (event.delivered ?? 0),
};

const ACTIONS = {
  /** O5, O9. Effects: C2 carries the record; the driver hears what the engine says first. */
  putC2: effect,
  beginC2: effect,
  /** O8: the number is never given out again, whether the payload is taken or dropped. */
  reserve: assign(({ context: { edge }, event }: Args) =>
    event.type === 'SUBMIT' && event.payload !== undefined
      ? { edge: { ...edge, next: Math.max(edge.next, numberOf(event.payload) + 1) } }
      : {},
  ),
  /** O7. */
  enqueue: assign(({ context: { queue }, event }: Args) =>
    event.type === 'SUBMIT' && event.payload !== undefined ? { queue: [...queue, event.payload] } : {},
  ),
  /** O5. */
  advance: assign(({ context }: Args) => {
    const record = nextRecord(context);
    return record === null ? {} : { edge: { ...context.edge, cursor: advanced(context, record) } };
  }),
  /** O9: the cursor at the driver's pointer; what the driver knows to be agreed is. */
  attach: assign(({ context, event }: Args) => {
    if (event.type !== 'ATTACH') return {};
    const { pointer } = event.begin;
    const agreed = Math.max(context.agreed, pointer);
    const known = { ...context, agreed, everAgreed: Math.max(context.everAgreed, agreed) };
    return {
      agreed,
      everAgreed: known.everAgreed,
      queue: unagreed(known),
      edge: { ...context.edge, cursor: pointer },
    };
  }),
  /** O9, O10: nothing is put for a driver that is gone, nor after a reset before the next session. */
  detach: assign(({ context: { edge } }: Args) => ({ edge: { ...edge, cursor: null } })),
  /** R7, O7: what is agreed leaves the queue. */
  agree: assign(({ context }: Args) => {
    const known = { ...context, ...agreeing(context) };
    return { agreed: known.agreed, everAgreed: known.everAgreed, queue: unagreed(known) };
  }),
  /** R2, R4, R11: the own entry is in the log before anybody hears it; payloads are told apart by their numbers. */
  appendOwn: assign(({ context }: Args) => {
    const { log, config, promised: epoch } = context;
    return { log: [...log, { epoch, source: config.self, payload: nextQueued(context) }] };
  }),
};

const recordParams = ({ context }: Args): { record: unknown } => ({ record: nextRecord(context) });
const beginParams = ({ context }: Args): { begin: unknown } => ({ begin: beginOf(context) });

const CHART = onTop(
  onTop(exoHost.config, ['up'], {
    CRASH: { target: 'down', actions: ['loseVolatile', 'detach'] },
    SUBMIT: [
      { guard: and(['isAttached', 'isAgreedAlready'] as never), actions: 'reserve' },
      { guard: and(['isAttached', 'hasPlace'] as never), actions: ['reserve', 'enqueue'] },
    ],
    PUT_C2: {
      guard: and(['isAttached', 'isSynced', 'hasNews'] as never),
      actions: [{ type: 'putC2', params: recordParams }, 'advance'],
    },
    DELIVER: {
      guard: and(['isAttached', 'isSynced', 'hasUndelivered', 'isAcknowledged'] as never),
      actions: 'deliver',
    },
    ATTACH: { guard: 'isSynced', actions: ['attach', { type: 'beginC2', params: beginParams }] },
    DETACH: { actions: 'detach' },
  }),
  ['up', 'following'],
  {
    APPEND: { guard: and(['holdsToken', 'hasRoom'] as never), actions: 'appendOwn' },
    RECEIVE: {
      guard: and(['isOfThisEpoch', 'isNextSlot', 'fitsHistory', 'isFromProposer', 'hasRoom'] as never),
      actions: 'append',
    },
  },
);

/** The engine of a split host. Its input is its place in the ring, and its bounds. */
export const exoEngine: AnyStateMachine = createMachine(
  {
    ...CHART,
    id: 'host',
    context: (args: { readonly input: EngineConfig }) => ({
      ...(exoHost.config.context as (given: unknown) => object)(args),
      config: args.input,
      edge: FIRST_EDGE,
    }),
  } as never,
  {
    guards: { ...exoHost.implementations.guards, ...GUARDS },
    actions: { ...exoHost.implementations.actions, ...ACTIONS },
  } as never,
);

/** A snapshot of it: one of a plain host, with an edge in its context. */
export type EngineSnapshot = Omit<SnapshotFrom<typeof exoHost>, 'context' | 'can'> & {
  readonly context: EngineContext;
  can(event: EngineEvent): boolean;
};
