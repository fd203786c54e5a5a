/** Wrong readings of what becomes of payloads: O4, O7, O8. */
import { assign } from 'xstate';
import { taken, type DriverArgs } from '../driver.js';
import { beginOf, detached, isInLog, lastOwnIn, nextQueued, type Edge } from '../edge.js';
import type { EngineArgs } from '../engine.js';
import { numberOf } from '../payload.js';
import { handling, providing, type Reading } from './reading.js';

/** An edge that knows which payloads it has sent since it was reset. */
interface SentEdge extends Edge {
  readonly sent?: readonly number[];
}

const sentBy = ({ context }: EngineArgs): readonly number[] => (context.edge as SentEdge).sent ?? [];

export const READINGS_OF_PAYLOADS = {
  'resubmit-unput-only': {
    source: 'O9',
    says: 'after a reset only what was not yet put on C1 is put there',
    driver: providing({
      actions: {
        beginAnew: assign(({ context: { copy, pointer } }: DriverArgs) => ({
          copy: copy.slice(0, pointer),
        })),
      },
    }),
  },
  'resubmit-blindly': {
    source: 'R11, O7',
    says: 'payloads that are resubmitted are broadcast without a look at the log',
    engine: providing({
      actions: {
        appendOwn: assign(({ context, event }: EngineArgs) => {
          const { log, config, promised: epoch, queue, edge } = context;
          const sent = sentBy({ context, event });
          const isOut = (one: number): boolean => sent.includes(one) && isInLog(context, numberOf(one));
          const payload = queue.find((one) => !isOut(one)) ?? null;
          const known = payload === null || sent.includes(payload) ? sent : [...sent, payload];
          return { log: [...log, { epoch, source: config.self, payload }], edge: { ...edge, sent: known } };
        }),
        detach: assign(({ context, event }: EngineArgs) => {
          const kept = event.type === 'DETACH' ? { sent: sentBy({ context, event }) } : {};
          return { edge: { ...detached(context), ...kept } };
        }),
      },
    }),
  },
  'numbers-before-attach': {
    source: 'O8',
    says: 'a new driver numbers payloads before it is attached',
    driver: providing({
      actions: {
        lose: assign(({ context: { application, life } }: DriverArgs) => ({
          ...{ next: 0, pending: [], put: 0, owed: [], copy: application },
          pointer: application.length,
          life: life + 1,
        })),
      },
    }),
  },
  'numbers-by-log': {
    source: 'O8',
    says: 'a new driver goes on after the last own number in the log',
    engine: handling(['up'], {
      ATTACH: {
        guard: 'isSynced',
        actions: [
          'attach',
          {
            type: 'beginC2',
            params: ({ context }: EngineArgs) => ({
              begin: { ...beginOf(context), next: lastOwnIn(context.log, context.config.self) + 1 },
            }),
          },
        ],
      },
    }),
  },
  'forget-taken': {
    source: 'O7',
    says: 'the driver forgets a payload that the engine has taken',
    driver: handling(
      ['attached'],
      { TAKEN: { actions: 'forget' } },
      {
        forget: assign(({ context: { pending, put } }: DriverArgs) => ({
          pending: pending.slice(1),
          put: Math.max(0, put - 1),
        })),
      },
    ),
    world: { tellsTaken: true },
  },
  'forget-in-log': {
    source: 'O7',
    says: "the driver forgets a payload that is in its engine's log, agreed or not",
    c2: 'early',
    driver: providing({
      actions: {
        take: assign(({ context, event }: DriverArgs) => {
          if (event.type !== 'TAKE_C2') return {};
          const next = taken(context, event.record);
          const last = lastOwnIn(next.copy ?? [], context.config.self);
          const kept = context.pending.filter((one) => numberOf(one) > last);
          const put = Math.max(0, context.put - (context.pending.length - kept.length));
          return { ...next, pending: kept, put };
        }),
      },
    }),
  },
  'keep-agreed': {
    source: 'O7',
    says: 'the driver keeps what is agreed, too',
    driver: providing({
      actions: {
        take: assign(({ context, event }: DriverArgs) => {
          if (event.type !== 'TAKE_C2') return {};
          const { pending, put } = context;
          return { ...taken(context, event.record), pending, put };
        }),
      },
    }),
  },
  'forget-sent': {
    source: 'O7',
    says: 'the engine forgets a payload that it has sent',
    engine: providing({
      actions: {
        appendOwn: assign(({ context }: EngineArgs) => {
          const { log, config, promised: epoch, queue } = context;
          const payload = nextQueued(context);
          return {
            log: [...log, { epoch, source: config.self, payload }],
            queue: queue.filter((one) => one !== payload),
          };
        }),
      },
    }),
  },
  'c1-survives-crash': {
    source: 'O9, O10',
    says: 'C1 keeps its payloads over a crash of the host',
    world: { c1Survives: true },
  },
  'crash-empties-queue': {
    source: 'O10',
    says: "a crash of the host empties its engine's queue",
    harmless:
      'what the queue held nobody else has or waits for: its driver is gone, its numbers are below the next one, and to ' +
      'others it is as if the engine had not taken it, or had waited with it',
    engine: handling(
      ['up'],
      { DETACH: { actions: ['detach', 'emptyQueue'] } },
      {
        emptyQueue: assign({ queue: [] }),
      },
    ),
  },
} satisfies Readonly<Record<string, Reading>>;
