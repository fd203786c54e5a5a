/**
 * What an engine is to the protocol (O11): the host of spec/exo/host.ts with nothing beside it. Its application numbers payloads
 * itself, says when it has an entry, and may know of a host that has restarted how much that had known to be agreed.
 */
import { and, assign, createMachine, type AnyStateMachine } from 'xstate';
import type { HostEvent } from '../exo/events.js';
import { exoHost } from '../exo/host.js';
import { everKnown, livesKnowing } from '../exo/lives.js';
import type { HostConfig, HostContext } from '../exo/log.js';
import type { HostSnapshot } from '../exo/names.js';
import { unagreed } from './edge.js';
import { ALONG_WITH_AGREED, withAdditions, withHandlers } from './extending.js';

export type PlainHostEvent =
  | Exclude<HostEvent, { type: 'SUBMIT' | 'DELIVER' }>
  | { readonly type: 'SUBMIT'; readonly payload: number }
  /** The application has the next entry. */
  | { readonly type: 'DELIVER'; readonly toApplication: true }
  /** After a restart: so much was agreed before. */
  | { readonly type: 'RECALL'; readonly pointer: number };

interface Args {
  readonly context: HostContext;
  readonly event: PlainHostEvent;
}

const GUARDS = {
  /** R11: payloads come in their order, and none comes that is there, or agreed. */
  isNextPayload: ({ context, event }: Args) => {
    if (event.type !== 'SUBMIT') return false;
    const waiting = [...context.queue, event.payload];
    return (
      waiting.every((payload, i) => i === 0 || (waiting[i - 1] ?? 0) < payload) &&
      unagreed({ ...context, queue: waiting }).length === waiting.length
    );
  },
  isOfApplication: ({ event }: Args) => event.type === 'DELIVER' && 'toApplication' in event,
  /** O11: as much as it knew before it crashed, and no more. */
  isKnownOnce: ({ context, event }: Args) =>
    event.type === 'RECALL' && context.agreed < event.pointer && event.pointer <= everKnown(context),
};

const ACTIONS = {
  enqueue: assign(({ context: { queue }, event }: Args) =>
    event.type === 'SUBMIT' ? { queue: [...queue, event.payload] } : {},
  ),
  recall: assign(({ context, event }: Args) => {
    if (event.type !== 'RECALL') return {};
    const { pointer } = event;
    const everAgreed = Math.max(context.everAgreed, pointer);
    return { agreed: pointer, everAgreed, lives: livesKnowing(context, pointer) };
  }),
  /** What is agreed need not be kept: it is in the log. */
  release: assign(({ context }: Args) => ({ queue: unagreed(context) })),
};

const HANDLERS: Readonly<Record<string, unknown>> = {
  SUBMIT: { guard: 'isNextPayload', actions: 'enqueue' },
  DELIVER: { guard: and(['isSynced', 'hasUndelivered', 'isOfApplication'] as never), actions: 'deliver' },
  RECALL: { guard: and(['isSynced', 'isKnownOnce'] as never), actions: ['recall', 'release'] },
};

/** The machine. Its input is its place in the ring. */
export const plainHost: AnyStateMachine = createMachine(
  {
    ...withAdditions(withHandlers(exoHost.config, ['up'], HANDLERS), ALONG_WITH_AGREED),
    context: (args: { readonly input: HostConfig }) =>
      (exoHost.config.context as (given: unknown) => object)(args),
  } as never,
  {
    guards: { ...exoHost.implementations.guards, ...GUARDS },
    actions: { ...exoHost.implementations.actions, ...ACTIONS },
  } as never,
);

/** A snapshot of it: one of a host that takes other events. */
export type PlainHostSnapshot = Omit<HostSnapshot, 'can'> & { can(event: PlainHostEvent): boolean };
