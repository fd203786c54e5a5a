/**
 * Two-phase commit, after Lamport's TwoPhase.tla (in the TLA+ examples, for J. Gray and L. Lamport, *Consensus
 * on Transaction Commit*, 2006).
 *
 * As in the original, a message that was sent can be received at any time and again and again (`sent()`), so that
 * losing one is the same as not receiving it; a resource manager that chooses to abort tells nobody; the
 * transaction manager may abort at any time until it has decided. No state is without successors then: until it has
 * decided, the transaction manager can abort, and from then on its message can be received, over and over.
 *
 * With 3, 5 and 6 resource managers there are 288, 8,832 and 50,816 states. Over `fifo()` a message is received
 * once, a run has an end, and there are more states: who has received what makes a difference.
 */
import { assign, enqueueActions, sendTo, setup } from 'xstate';
import { sent, system, type Channel, type Model } from '../index.js';

const resourceManager = setup({
  types: {
    input: {} as { readonly id: string },
    context: {} as { readonly id: string },
    events: {} as { readonly type: 'PREPARE' | 'CHOOSE_TO_ABORT' | 'COMMITTED' | 'ABORTED' },
  },
  actions: {
    sendPrepared: sendTo(
      ({ system: actors }) => actors.get('tm'),
      ({ context }) => ({ type: 'PREPARED', from: context.id }),
    ),
  },
}).createMachine({
  context: ({ input }) => ({ id: input.id }),
  initial: 'working',
  on: { COMMITTED: '.committed', ABORTED: '.aborted' },
  states: {
    working: {
      on: {
        PREPARE: { target: 'prepared', actions: 'sendPrepared' },
        CHOOSE_TO_ABORT: 'aborted',
      },
    },
    prepared: {},
    committed: {},
    aborted: {},
  },
});

const transactionManager = setup({
  types: {
    input: {} as { readonly managers: readonly string[] },
    context: {} as { readonly managers: readonly string[]; readonly prepared: readonly string[] },
    events: {} as
      { readonly type: 'PREPARED'; readonly from: string } | { readonly type: 'COMMIT' | 'ABORT' },
  },
  guards: {
    allPrepared: ({ context }) => context.prepared.length === context.managers.length,
  },
  actions: {
    tellAll: enqueueActions(({ enqueue, context, system: actors }, type: 'COMMITTED' | 'ABORTED') => {
      for (const manager of context.managers) enqueue.sendTo(actors.get(manager), { type });
    }),
  },
}).createMachine({
  context: ({ input }) => ({ managers: input.managers, prepared: [] }),
  initial: 'undecided',
  states: {
    undecided: {
      on: {
        PREPARED: {
          actions: assign({
            prepared: ({ context, event }) => [...new Set([...context.prepared, event.from])].sort(),
          }),
        },
        COMMIT: {
          guard: 'allPrepared',
          target: 'committed',
          actions: { type: 'tellAll', params: 'COMMITTED' },
        },
        ABORT: { target: 'aborted', actions: { type: 'tellAll', params: 'ABORTED' } },
      },
    },
    committed: {},
    aborted: {},
  },
});

/** Two-phase commit with this many resource managers, at least one, whose messages travel by this channel. */
export function twoPhaseCommitModel(count = 3, network: Channel = sent()): Model {
  const managers = Array.from({ length: count }, (_, i) => `rm[${i}]`);
  return system({
    name: `two-phase commit, ${count} resource managers, ${network.kind}`,
    actors: {
      rm: { machine: resourceManager, count, input: (i) => ({ id: `rm[${i}]` }) },
      tm: { machine: transactionManager, input: { managers } },
    },
    network,
    inputs: {
      rm: [{ type: 'PREPARE' }, { type: 'CHOOSE_TO_ABORT' }],
      tm: [{ type: 'COMMIT' }, { type: 'ABORT' }],
    },
    always: {
      Consistent: ({ rm }) =>
        !(rm.some((one) => one.matches('committed')) && rm.some((one) => one.matches('aborted'))),
    },
    sometimes: {
      AllCommit: ({ rm }) => rm.every((one) => one.matches('committed')),
      AllAbort: ({ rm }) => rm.every((one) => one.matches('aborted')),
    },
    mayEnd: ({ rm }) => rm.every((one) => one.matches('committed') || one.matches('aborted')),
  });
}

export const model = twoPhaseCommitModel(3);
