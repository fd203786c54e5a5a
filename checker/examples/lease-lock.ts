/**
 * A lock whose holder has it for a lease: a client that dies does not keep it for ever. But a client that pauses (to
 * collect garbage, say) may go on working after its lease is over, and so two of them do: after 7 steps both hold the
 * lock, and after 11 the store has a write that is older than the one before it.
 *
 * Fencing tokens mend it: the lock counts its grants, each write carries the number of its grant, and the store refuses
 * one that is lower than what it has seen. Two clients still hold the lock at once; it does no harm.
 *
 * That the lease (10 s) is longer than the work (1 s) helps nobody: a timer goes off whenever it is armed.
 */
import { assign, sendTo, setup } from 'xstate';
import { system, type Model } from '../index.js';

const client = setup({
  types: {
    input: {} as { readonly name: string },
    context: {} as { readonly name: string; readonly token: number },
    events: {} as { readonly type: 'WORK' } | { readonly type: 'GRANTED'; readonly token: number },
  },
}).createMachine({
  context: ({ input }) => ({ name: input.name, token: 0 }),
  initial: 'idle',
  states: {
    idle: { on: { WORK: 'waiting' } },
    waiting: {
      entry: sendTo(
        ({ system: actors }) => actors.get('lock'),
        ({ context }) => ({ type: 'ACQUIRE', from: context.name }),
      ),
      on: { GRANTED: { target: 'holding', actions: assign({ token: ({ event }) => event.token }) } },
    },
    holding: { after: { 1000: 'done' } },
    done: {
      type: 'final',
      entry: [
        sendTo(
          ({ system: actors }) => actors.get('store'),
          ({ context }) => ({ type: 'WRITE', token: context.token }),
        ),
        sendTo(
          ({ system: actors }) => actors.get('lock'),
          ({ context }) => ({ type: 'RELEASE', token: context.token }),
        ),
      ],
    },
  },
});

const lock = setup({
  types: {
    context: {} as { readonly token: number; readonly queue: readonly string[] },
    events: {} as
      | { readonly type: 'ACQUIRE'; readonly from: string }
      | { readonly type: 'RELEASE'; readonly token: number },
  },
  actions: {
    enqueue: assign({
      queue: ({ context, event }) =>
        event.type === 'ACQUIRE' ? [...context.queue, event.from] : context.queue,
    }),
  },
}).createMachine({
  context: { token: 0, queue: [] },
  initial: 'free',
  states: {
    free: {
      always: { guard: ({ context }) => context.queue.length > 0, target: 'held' },
      on: { ACQUIRE: { target: 'held', actions: 'enqueue' } },
    },
    held: {
      entry: [
        assign({ token: ({ context }) => context.token + 1 }),
        sendTo(
          ({ system: actors, context }) => actors.get(context.queue[0] ?? ''),
          ({ context }) => ({ type: 'GRANTED', token: context.token }),
        ),
        assign({ queue: ({ context }) => context.queue.slice(1) }),
      ],
      after: { 10000: 'free' },
      on: {
        ACQUIRE: { actions: 'enqueue' },
        RELEASE: { guard: ({ context, event }) => event.token === context.token, target: 'free' },
      },
    },
  },
});

const store = setup({
  types: {
    input: {} as { readonly isFencing: boolean },
    context: {} as { readonly isFencing: boolean; readonly latest: number },
    events: {} as { readonly type: 'WRITE'; readonly token: number },
  },
}).createMachine({
  context: ({ input }) => ({ isFencing: input.isFencing, latest: 0 }),
  on: {
    WRITE: {
      guard: ({ context, event }) => !context.isFencing || event.token > context.latest,
      actions: assign({ latest: ({ event }) => event.token }),
    },
  },
});

/** Two clients that each want the lock once, and a store that heeds fencing tokens, or does not. */
export function leaseLockModel({ isFencing }: { readonly isFencing: boolean }): Model {
  return system({
    name: `a lock with a lease, ${isFencing ? 'fencing tokens' : 'no fencing'}`,
    actors: {
      client: { machine: client, count: 2, input: (i) => ({ name: `client[${i}]` }) },
      lock,
      store: { machine: store, input: { isFencing } },
    },
    inputs: { client: [{ type: 'WORK' }] },
    steps: { NoLateWrite: (before, after) => after.store.context.latest >= before.store.context.latest },
    sometimes: {
      BothHold: ({ client: all }) => all.every((one) => one.matches('holding')),
      // With all writes refused NoLateWrite would hold, too.
      Written: ({ store: it }) => it.context.latest > 1,
    },
  });
}

export const model = leaseLockModel({ isFencing: false });
