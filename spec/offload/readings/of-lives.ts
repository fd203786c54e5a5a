/** Wrong readings of what the new life of an engine without a disk is to its driver, and to others: O3, O8, O9 with D1 to D10. */
import { assign } from 'xstate';
import { attachedTo, beginOf, detached, FORGOTTEN_EDGE } from '../edge.js';
import type { EngineArgs } from '../engine.js';
import { answerLife } from '../../exo/outgoing.js';
import type { HostContext } from '../../exo/context.js';
import { lastEpochOf } from '../../exo/log.js';
import { attaching, sayingCopy, type WrongBegin } from './of-copies.js';
import { handling, providing, type Reading } from './reading.js';

const beginC2 = {
  type: 'beginC2',
  params: ({ context }: EngineArgs) => ({ begin: beginOf(context) }),
};

/** What is left of a log whose host is to know no more than the driver's copy says. */
function fromCopy({ event }: EngineArgs): Pick<HostContext, 'promised' | 'log' | 'disk'> {
  const { copy: log = [] } = event.type === 'ATTACH' ? (event.begin as WrongBegin) : {};
  const promised = Math.max(0, lastEpochOf(log));
  return { promised, log, disk: { promised, installed: null, log, delivered: 0 } };
}

export const READINGS_OF_LIVES = {
  'recovers-from-copy': {
    source: 'O3',
    says: "a new life of an engine takes its log from the driver's copy, and asks nobody",
    storage: 'diskless',
    driver: sayingCopy('attached'),
    engine: handling(
      ['recovering'],
      {
        ATTACH: { target: '#host.up.promised.waiting', actions: ['takeCopy', 'attach', beginC2] },
      },
      { takeCopy: assign(fromCopy) },
    ),
  },
  'answers-unrecovered': {
    source: 'D2',
    says: 'a new life answers others before it has recovered',
    storage: 'diskless',
    engine: handling(['recovering'], {
      ANNOUNCE: {
        guard: 'isOfNewestLife',
        actions: ['learnLife', { type: 'sendAnswer', params: answerLife }],
      },
    }),
  },
  'session-goes-on': {
    source: 'O9',
    says: 'a new life goes on in the session that its driver had with the former one',
    storage: 'diskless',
    engine: providing({
      actions: {
        detach: assign(({ context, event }: EngineArgs) => {
          const { cursor } = context.edge;
          return { edge: event.type === 'CRASH' ? { ...FORGOTTEN_EDGE, cursor } : detached(context) };
        }),
      },
    }),
  },
  'numbers-begin-anew': {
    source: 'O8',
    says: 'a new life gives out the numbers from the first one on',
    storage: 'diskless',
    engine: attaching((context, begin) => {
      const right = attachedTo(context, begin);
      return { ...right, edge: { ...right.edge, next: context.edge.next } };
    }),
  },
  'recovered-is-delivered': {
    source: 'O4, D6',
    says: 'what a new life is told to be delivered elsewhere its own application has',
    storage: 'diskless',
    engine: attaching((context, begin) => {
      const right = attachedTo(context, begin);
      return { ...right, edge: { ...right.edge, cursor: Math.max(begin.pointer, context.delivered) } };
    }),
  },
} satisfies Readonly<Record<string, Reading>>;
