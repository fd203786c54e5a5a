/**
 * The engine of a split host (O1): the host of spec/exo/host.ts, chart and all, with an edge towards its driver. What the
 * chart of the plain host says is not said again here: handlers are added to it, and some are changed. A full log refuses
 * entries (O6); *delivered* moves on by what the driver acknowledges, and not by itself (O4); a crash of the engine, which the
 * rules call a reset, loses the edge too, but for the next payload number (O3, O8). Without a disk it loses that as well, and is a new
 * life (D1-D10), to which no driver attaches before it has recovered.
 *
 * Left out: in which order an engine serves its edge and the protocol (each may come at any time, which is what O1 asks for);
 * blocks of numbers (a block of one: a number is durable when it is taken, O8).
 */
import { and, assign, createMachine, type AnyStateMachine, type SnapshotFrom } from 'xstate';
import type { HostEvent } from '../exo/events.js';
import { exoHost } from '../exo/host.js';
import {
  attachedTo,
  beginOf,
  cutBy,
  detached,
  FIRST_EDGE,
  FORGOTTEN_EDGE,
  hasRoom,
  lastOwnAgreed,
  nextQueued,
  nextRecord,
  putting,
  unagreed,
  type EngineConfig,
  type EngineContext,
  type Putting,
} from './edge.js';
import {
  ALONG_WITH_AGREED,
  withAdditions,
  withHandlers,
  type Addition,
  type Additions,
} from './extending.js';
import { numberOf } from './payload.js';
import type { C2Record, DriverBegin, EngineBegin } from './records.js';

export type EngineEvent =
  | Exclude<HostEvent, { type: 'SUBMIT' | 'DELIVER' }>
  /** The head of C1; without a payload it is an application's own, and an engine has none. */
  | { readonly type: 'SUBMIT'; readonly payload?: number }
  /** What the Delivered register says the application has; without it, nothing is delivered to anybody. */
  | { readonly type: 'DELIVER'; readonly delivered?: number }
  /** C2 has room for a record. */
  | { readonly type: 'PUT_C2'; readonly putting: Putting }
  /** A driver attaches in a new session; the driver of this session is gone. */
  | { readonly type: 'ATTACH'; readonly begin: DriverBegin }
  | { readonly type: 'DETACH' };

/** What guards, actions and the params of effects of an engine are given. */
export interface EngineArgs {
  readonly context: EngineContext;
  readonly event: EngineEvent;
}

const effect = (): undefined => undefined;

const GUARDS = {
  /** O9: a driver is attached in this session. */
  isAttached: ({ context }: EngineArgs) => context.edge.cursor !== null,
  /** O6: the log has room. */
  hasRoom: ({ context }: EngineArgs) => hasRoom(context),
  /** O4, O7: a payload of C1, and a free place of the queue for it. */
  hasPlace: ({ context, event }: EngineArgs) =>
    event.type === 'SUBMIT' && event.payload !== undefined && context.queue.length < context.config.queueMax,
  /** O7: at or below the last own agreed number. */
  isAgreedAlready: ({ context, event }: EngineArgs) =>
    event.type === 'SUBMIT' &&
    event.payload !== undefined &&
    numberOf(event.payload) <= lastOwnAgreed(context),
  /** O5: something that is not on C2. */
  hasNews: ({ context, event }: EngineArgs) => recordIn(context, event) !== null,
  /** O4, O6: the application has more than is known to be delivered. */
  isAcknowledged: ({ context, event }: EngineArgs) =>
    event.type === 'DELIVER' && context.delivered < (event.delivered ?? 0),
};

const ACTIONS = {
  /** O5, O9. Effects: C2 carries the record; the driver hears what the engine says first. */
  putC2: effect,
  beginC2: effect,
  /** O8: the number is never given out again, whether the payload is taken or dropped. */
  reserve: assign(({ context: { edge }, event }: EngineArgs) =>
    event.type === 'SUBMIT' && event.payload !== undefined
      ? { edge: { ...edge, next: Math.max(edge.next, numberOf(event.payload) + 1) } }
      : {},
  ),
  /** O7. */
  enqueue: assign(({ context: { queue }, event }: EngineArgs) =>
    event.type === 'SUBMIT' && event.payload !== undefined ? { queue: [...queue, event.payload] } : {},
  ),
  /** O5. */
  advance: assign(({ context, event }: EngineArgs) => {
    const record = recordIn(context, event);
    return record === null ? {} : { edge: putting(context, record) };
  }),
  /** O5, before another log is taken: what of it is put already is to be cut off. */
  noteCut: assign(({ context, event }: EngineArgs) => {
    const next = nextLogOf(context, event);
    return next === null ? {} : { edge: cutBy(context, next) };
  }),
  /** O9: the cursor at the driver's pointer; what the driver knows to be agreed is. */
  attach: assign(({ context, event }: EngineArgs) =>
    event.type === 'ATTACH' ? attachedTo(context, event.begin) : {},
  ),
  /** O3, O9, O10: nothing is put for a driver that is gone, nor after a reset before the next session. */
  detach: assign(({ context, event }: EngineArgs) => ({
    edge: event.type === 'CRASH' && context.lives !== null ? FORGOTTEN_EDGE : detached(context),
  })),
  /** O7: what is agreed leaves the queue. */
  release: assign(({ context }: EngineArgs) => ({ queue: unagreed(context) })),
  /** R2, R4, R11: the own entry is in the log before anybody hears it; payloads are told apart by their numbers. */
  appendOwn: assign(({ context }: EngineArgs) => {
    const { log, config, promised: epoch } = context;
    return { log: [...log, { epoch, source: config.self, payload: nextQueued(context) }] };
  }),
};

function recordIn(context: EngineContext, event: EngineEvent): C2Record | null {
  return event.type === 'PUT_C2' ? nextRecord(context, event.putting) : null;
}

/** The log that an event puts in place of the own one. */
function nextLogOf({ gathered }: EngineContext, event: EngineEvent): EngineContext['log'] | null {
  if (event.type === 'BEGIN') return gathered?.log ?? null;
  return event.type === 'START' || event.type === 'INSTALL' ? event.packet.log : null;
}

/** The record that is put, as the param of an effect. */
export const recordParams = ({ context, event }: EngineArgs): { readonly record: C2Record | null } => ({
  record: recordIn(context, event),
});
const beginParams = ({ context }: EngineArgs): { readonly begin: EngineBegin } => ({
  begin: beginOf(context),
});

/** Guards side by side, by their names. */
const all = (...names: readonly string[]): unknown => and(names as never);

/** What an engine does besides what a host does, wherever in its chart it is up. */
const HANDLERS: Readonly<Record<string, unknown>> = {
  CRASH: { target: 'down', actions: ['loseVolatile', 'detach'] },
  SUBMIT: [
    { guard: all('isAttached', 'isAgreedAlready'), actions: 'reserve' },
    { guard: all('isAttached', 'hasPlace'), actions: ['reserve', 'enqueue'] },
  ],
  DELIVER: {
    guard: all('isAttached', 'isSynced', 'hasUndelivered', 'isAcknowledged'),
    actions: 'deliver',
  },
  PUT_C2: {
    guard: all('isAttached', 'isSynced', 'hasNews'),
    actions: [{ type: 'putC2', params: recordParams }, 'advance'],
  },
  ATTACH: { guard: 'isSynced', actions: ['attach', { type: 'beginC2', params: beginParams }] },
  DETACH: { actions: 'detach' },
};

const noteCut: Addition = { before: 'noteCut' };
const needsRoom: Addition = { guard: 'hasRoom' };

/** What an engine does besides in a step of its host: O5, what is put is cut off; O6, a full log refuses; O7, what is agreed leaves the queue. */
const ADDITIONS: Additions = [
  [['up'], 'START', noteCut],
  [['up'], 'INSTALL', noteCut],
  [['up', 'preparing', 'gathering'], 'BEGIN', noteCut],
  [['up', 'following'], 'APPEND', needsRoom],
  [['up', 'following'], 'RECEIVE', needsRoom],
  ...ALONG_WITH_AGREED,
];

const CHART = withAdditions(withHandlers(exoHost.config, ['up'], HANDLERS), ADDITIONS);

/** The engine of a split host. Its input is its place in the ring, and its bounds. */
export const exoEngine: AnyStateMachine = createMachine(
  {
    ...CHART,
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

/** The guards and actions of the edge, by name. */
export const EDGE_PARTS: readonly string[] = [...Object.keys(GUARDS), ...Object.keys(ACTIONS)];

/** A snapshot of it: one of a plain host, with an edge in its context. */
export type EngineSnapshot = Omit<SnapshotFrom<typeof exoHost>, 'context' | 'can'> & {
  readonly context: EngineContext;
  can(event: EngineEvent): boolean;
};
