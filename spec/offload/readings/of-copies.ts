/** Wrong readings of how the copy follows the log: O1 to O6, O9. */
import { assign } from 'xstate';
import { taken, type DriverArgs } from '../driver.js';
import { attachedTo, hasRoom, nextQueued, nextRecord, type Edge, type EngineContext } from '../edge.js';
import type { EngineArgs } from '../engine.js';
import type { DriverBegin } from '../records.js';
import { both, handling, providing, type Changed, type Reading } from './reading.js';

/** What a driver that reads wrongly says besides: its copy. */
export interface WrongBegin extends DriverBegin {
  readonly copy?: EngineContext['log'];
}

/** The engine's part of attaching, otherwise. */
export function attaching(
  change: (context: EngineContext, begin: WrongBegin) => Partial<EngineContext>,
): Changed {
  return providing({
    actions: {
      attach: assign(({ context, event }: EngineArgs) =>
        event.type === 'ATTACH' ? change(context, event.begin) : {},
      ),
    },
  });
}

/** The driver says its copy too when it attaches: a new one, or one whose engine was reset. */
export function sayingCopy(state: 'attached' | 'detached'): Changed {
  const beginC1 = {
    type: 'beginC1',
    params: ({ context: { pointer, application, copy } }: DriverArgs) => ({
      begin: { delivered: application.length, pointer, copy },
    }),
  };
  return handling([state], {
    ATTACH:
      state === 'attached' ? { actions: ['beginAnew', beginC1] } : { target: 'attached', actions: beginC1 },
  });
}

/** The cursor begins elsewhere if the driver says its copy. */
function beginningAt(cursorOf: (context: EngineContext) => number): Changed {
  return attaching((context, begin) => {
    const right = attachedTo(context, begin);
    return begin.copy === undefined
      ? right
      : { ...right, edge: { ...right.edge, cursor: cursorOf({ ...context, ...right }) } };
  });
}

/** An edge that has seen C2 full. */
interface StalledEdge extends Edge {
  readonly isStalled?: boolean;
}

const withStall = (isStalled: boolean): unknown =>
  assign(({ context: { edge } }: EngineArgs) => ({ edge: { ...edge, isStalled } }));

export const READINGS_OF_COPIES = {
  'engine-waits': {
    source: 'O1',
    says: 'an engine with an empty queue waits for its driver, token in hand',
    engine: providing({
      guards: {
        hasRoom: ({ context, event }: EngineArgs) =>
          hasRoom(context) && (event.type !== 'APPEND' || nextQueued(context) !== null),
      },
    }),
  },
  'full-c2-stalls': {
    source: 'O1, O5',
    says: 'an engine keeps its token while C2 is full',
    engine: both(
      handling(
        ['up'],
        { FULL: { actions: 'stall' }, ROOM: { actions: 'resume' } },
        {
          stall: withStall(true),
          resume: withStall(false),
        },
      ),
      providing({
        guards: {
          hasRoom: ({ context, event }: EngineArgs) =>
            hasRoom(context) && (event.type !== 'APPEND' || (context.edge as StalledEdge).isStalled !== true),
        },
      }),
    ),
    world: { tellsFull: true },
  },
  'reset-goes-on-at-end': {
    source: 'O9',
    says: 'after a reset C2 goes on at the end of what the engine has for it',
    driver: sayingCopy('attached'),
    engine: beginningAt(({ agreed }) => agreed),
  },
  'begin-at-pointer': {
    source: 'O9',
    says: "a new driver begins at its engine's pointer",
    driver: sayingCopy('detached'),
    engine: beginningAt(({ agreed }) => agreed),
  },
  'begin-at-zero': {
    source: 'O9',
    says: 'a new driver is given the log from its beginning',
    driver: sayingCopy('detached'),
    engine: beginningAt(() => 0),
  },
  'log-from-copy': {
    source: 'O3',
    says: "an engine that was reset takes its log from the driver's copy",
    driver: sayingCopy('attached'),
    engine: attaching((context, begin) => {
      const { copy: log } = begin;
      if (log === undefined) return attachedTo(context, begin);
      const delivered = Math.min(context.delivered, log.length);
      const known = { ...context, log, delivered, disk: { ...context.disk, log, delivered } };
      return { log, delivered, disk: known.disk, ...attachedTo(known, begin) };
    }),
  },
  'c2-survives-crash': {
    source: 'O9, O10',
    says: 'C2 keeps its records over a crash of the host',
    world: { c2Survives: true },
  },
  'c2-drops': {
    source: 'O5',
    says: 'a record that C2 has no room for is dropped',
    world: { c2Drops: true },
  },
  'compact-put': {
    source: 'O6',
    says: 'the log is compacted up to what was put on C2',
    engine: providing({
      guards: { isAcknowledged: ({ context }: EngineArgs) => context.delivered < (context.edge.cursor ?? 0) },
    }),
    world: { acknowledgesAlways: true },
  },
  'delivered-behind-payloads': {
    source: 'O4',
    says: 'Delivered is in C1, behind the payloads',
    world: { deliveredBehindPayloads: true },
  },
  'deliver-appended': {
    source: 'O2, O4',
    says: 'the driver delivers what is appended',
    c2: 'early',
    driver: providing({
      guards: {
        hasUndelivered: ({ context: { copy, application } }: DriverArgs) => application.length < copy.length,
      },
    }),
  },
  'no-truncate': {
    source: 'O5',
    says: 'no Truncate comes after an install',
    c2: 'early',
    engine: providing({ actions: { noteCut: assign({}) } }),
  },
  'keeps-copy': {
    source: 'O9',
    says: 'after a reset the driver keeps its copy beyond the pointer',
    c2: 'early',
    driver: both(sayingCopy('attached'), providing({ actions: { beginAnew: assign({ put: 0 }) } })),
    engine: attaching((context, begin) => {
      const right = attachedTo(context, begin);
      const { copy } = begin;
      return copy === undefined ? right : { ...right, edge: { ...right.edge, cursor: copy.length } };
    }),
  },
  'pointer-register': {
    source: 'O4',
    says: 'the agreement pointer is in a register beside C2',
    c2: 'early',
    engine: providing({
      guards: {
        hasNews: ({ context, event }: EngineArgs) => {
          const record = event.type === 'PUT_C2' ? nextRecord(context, event.putting) : null;
          return record !== null && record.kind !== 'agreed';
        },
      },
    }),
    driver: handling(
      ['attached'],
      { POINTER: { actions: 'movePointer' } },
      {
        movePointer: assign(({ context, event }: DriverArgs) => {
          const { copy, pointer } = context;
          const read = 'pointer' in event ? Number(event.pointer) : 0;
          return taken(context, {
            kind: 'agreed',
            pointer: Math.min(copy.length, Math.max(pointer, read)),
          });
        }),
      },
    ),
    world: { readsPointer: true },
  },
} satisfies Readonly<Record<string, Reading>>;
