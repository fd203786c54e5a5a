/**
 * Leader election on a ring, after E. Chang and R. Roberts, *An improved algorithm for decentralized extrema-finding in
 * circular configurations of processes*, 1979.
 *
 * Any node may wake up and send its number round the ring. A node passes on what is higher than its own number, and
 * has then lost; it swallows what is lower. Whose number comes back to it has won, and tells all others.
 *
 * The numbers may lie round the ring in any order; the leader is the highest of those that woke up by themselves.
 */
import { assign, sendTo, setup } from 'xstate';
import { system, type Model } from '../index.js';

interface Ring {
  readonly id: number;
  /** The name of the next node. */
  readonly next: string;
}

const node = setup({
  types: {
    input: {} as Ring,
    context: {} as Ring & { readonly leader: number | null },
    events: {} as
      { readonly type: 'START' } | { readonly type: 'CANDIDATE' | 'ELECTED'; readonly id: number },
  },
  guards: {
    isOwn: ({ context, event }) => event.type !== 'START' && event.id === context.id,
    isHigher: ({ context, event }) => event.type !== 'START' && event.id > context.id,
  },
  actions: {
    stand: sendTo(
      ({ system: actors, context }) => actors.get(context.next),
      ({ context }) => ({ type: 'CANDIDATE', id: context.id }),
    ),
    win: sendTo(
      ({ system: actors, context }) => actors.get(context.next),
      ({ context }) => ({ type: 'ELECTED', id: context.id }),
    ),
    pass: sendTo(
      ({ system: actors, context }) => actors.get(context.next),
      ({ event }) => event,
    ),
    learn: assign({ leader: ({ event }) => (event.type === 'ELECTED' ? event.id : null) }),
  },
}).createMachine({
  context: ({ input }) => ({ ...input, leader: null }),
  initial: 'asleep',
  states: {
    asleep: {
      on: {
        START: { target: 'candidate', actions: 'stand' },
        CANDIDATE: { target: 'lost', actions: 'pass' },
      },
    },
    candidate: {
      on: {
        CANDIDATE: [
          { guard: 'isHigher', target: 'lost', actions: 'pass' },
          { guard: 'isOwn', target: 'leader', actions: 'win' },
        ],
      },
    },
    lost: {
      on: {
        CANDIDATE: { actions: 'pass' },
        ELECTED: { target: 'follower', actions: ['learn', 'pass'] },
      },
    },
    leader: { on: { ELECTED: { target: 'known', actions: 'learn' } } },
    known: { type: 'final' },
    follower: { type: 'final' },
  },
});

/** A ring of nodes with these numbers, all different, in this order. */
export function leaderElectionModel(ids: readonly number[] = [2, 3, 1]): Model {
  return system({
    name: `leader election on a ring, ${ids.join(' ')}`,
    actors: {
      node: {
        machine: node,
        count: ids.length,
        input: (i) => ({ id: ids[i] ?? 0, next: `node[${(i + 1) % ids.length}]` }),
      },
    },
    inputs: { node: [{ type: 'START' }] },
    always: {
      OneLeader: ({ node: all }) => all.filter(hasWon).length <= 1,
      Highest: ({ node: all }) =>
        all
          .filter(hasWon)
          .every(({ context: { id } }) =>
            all.every((one) => !one.matches('candidate') || one.context.id <= id),
          ),
      Agreed: ({ node: all }) =>
        new Set(all.flatMap(({ context: { leader } }) => (leader === null ? [] : [leader]))).size <= 1,
    },
    sometimes: { AllKnow: ({ node: all }) => all.every(({ context }) => context.leader !== null) },
  });
}

function hasWon(snapshot: { matches(state: 'leader' | 'known'): boolean }): boolean {
  return snapshot.matches('leader') || snapshot.matches('known');
}

export const model = leaderElectionModel();
