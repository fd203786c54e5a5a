/** Examples written a second time, without XState and without the checker, and searched by a few lines of their own. */
import { describe, expect, test } from 'vitest';
import { check } from '../index.js';
import { explored } from '../testing/explored.js';
import { leaderElectionModel } from './leader-election.js';
import { leaseLockModel } from './lease-lock.js';

/** The state after a change, which is made to a copy. */
function changed<S>(state: S, change: (copy: S) => void): S {
  const copy = structuredClone(state);
  change(copy);
  return copy;
}

interface LeaseState {
  clients: { at: 'idle' | 'waiting' | 'holding' | 'done'; token: number }[];
  lock: { isHeld: boolean; token: number; queue: number[] };
  latest: number;
  /** In flight, by client: to the lock, to the client, to the store. */
  toLock: (number | 'acquire')[][];
  toClient: number[][];
  toStore: number[][];
}

function leaseSteps(isFencing: boolean): (state: LeaseState) => readonly LeaseState[] {
  const grant = ({ lock, toClient }: LeaseState): void => {
    const first = lock.queue.shift();
    lock.isHeld = first !== undefined;
    if (first === undefined) return;
    lock.token += 1;
    toClient[first]?.push(lock.token);
  };
  return (state) => [
    ...state.clients.flatMap(({ at }, i) => {
      const own = (copy: LeaseState) => copy.clients[i] as LeaseState['clients'][number];
      const work = changed(state, (copy) => {
        own(copy).at = 'waiting';
        copy.toLock[i]?.push('acquire');
      });
      const finish = changed(state, (copy) => {
        own(copy).at = 'done';
        copy.toStore[i]?.push(own(copy).token);
        copy.toLock[i]?.push(own(copy).token);
      });
      const heard = changed(state, (copy) => {
        const message = copy.toLock[i]?.shift();
        if (message === 'acquire') copy.lock.queue.push(i);
        const isFreed = copy.lock.isHeld && message === copy.lock.token;
        if (isFreed || !copy.lock.isHeld) grant(copy);
      });
      const granted = changed(state, (copy) => {
        own(copy).token = copy.toClient[i]?.shift() ?? 0;
        own(copy).at = 'holding';
      });
      const written = changed(state, (copy) => {
        const token = copy.toStore[i]?.shift() ?? 0;
        if (!isFencing || token > copy.latest) copy.latest = token;
      });
      return [
        ...(at === 'idle' ? [work] : []),
        ...(at === 'holding' ? [finish] : []),
        ...(state.toLock[i]?.length === 0 ? [] : [heard]),
        ...(state.toClient[i]?.length === 0 ? [] : [granted]),
        ...(state.toStore[i]?.length === 0 ? [] : [written]),
      ];
    }),
    ...(state.lock.isHeld ? [changed(state, grant)] : []),
  ];
}

const LEASE_START: LeaseState = {
  clients: [
    { at: 'idle', token: 0 },
    { at: 'idle', token: 0 },
  ],
  lock: { isHeld: false, token: 0, queue: [] },
  latest: 0,
  toLock: [[], []],
  toClient: [[], []],
  toStore: [[], []],
};

describe('a lock with a lease', () => {
  test('lets a paused client write late, after eleven steps', () => {
    const result = check(leaseLockModel({ isFencing: false }));
    expect(result).toMatchObject({ verdict: 'violated', property: 'NoLateWrite' });
    expect(result.counterexample?.steps.map(({ rule }) => rule.name)).toHaveLength(11);
  });

  test('is held twice after seven steps, and does no harm with fencing tokens', () => {
    const result = check(leaseLockModel({ isFencing: true }));
    expect(result).toMatchObject({ verdict: 'exhausted', beyond: 0, neverTaken: [] });
    expect(result.witnesses.map(({ name, run }) => [name, run?.steps.length])).toEqual([
      ['BothHold', 7],
      ['Written', 8],
    ]);
  });

  test('has as many states as when it is written without XState', () => {
    const counts = explored([LEASE_START], leaseSteps(true));
    expect(check(leaseLockModel({ isFencing: true }))).toMatchObject(counts);
    expect(counts).toEqual({ states: 172, transitions: 426, depth: 12 });
  });
});

interface RingState {
  nodes: { at: 'asleep' | 'candidate' | 'lost' | 'leader' | 'known' | 'follower'; leader: number | null }[];
  /** In flight, by receiver. */
  links: (readonly ['candidate' | 'elected', number])[][];
}

function ringSteps(ids: readonly number[]): (state: RingState) => readonly RingState[] {
  return (state) =>
    state.nodes.flatMap(({ at }, i) => {
      const own = ids[i] ?? 0;
      const send = (copy: RingState, kind: 'candidate' | 'elected', id: number): void => {
        copy.links[(i + 1) % ids.length]?.push([kind, id]);
      };
      const started = changed(state, (copy) => {
        (copy.nodes[i] as RingState['nodes'][number]).at = 'candidate';
        send(copy, 'candidate', own);
      });
      const received = changed(state, (copy) => {
        const node = copy.nodes[i] as RingState['nodes'][number];
        const [kind, id] = copy.links[i]?.shift() ?? ['candidate', 0];
        if (kind === 'elected') {
          if (at !== 'lost' && at !== 'leader') return;
          node.at = at === 'lost' ? 'follower' : 'known';
          node.leader = id;
          if (at === 'lost') send(copy, kind, id);
        } else if (at === 'asleep' || at === 'lost' || (at === 'candidate' && id > own)) {
          node.at = 'lost';
          send(copy, kind, id);
        } else if (at === 'candidate' && id === own) {
          node.at = 'leader';
          send(copy, 'elected', own);
        }
      });
      return [...(at === 'asleep' ? [started] : []), ...(state.links[i]?.length === 0 ? [] : [received])];
    });
}

describe('leader election on a ring', () => {
  test.each([
    { ids: [2, 3, 1], states: 45, transitions: 71 },
    { ids: [3, 2, 1], states: 48, transitions: 76 },
    { ids: [2, 4, 1, 3], states: 150, transitions: 314 },
  ])('of $ids has as many states as when it is written without XState', ({ ids, states, transitions }) => {
    const start: RingState = {
      nodes: ids.map(() => ({ at: 'asleep', leader: null })),
      links: ids.map(() => []),
    };
    const counts = explored([start], ringSteps(ids));
    const result = check(leaderElectionModel(ids));
    expect(result).toMatchObject({ verdict: 'exhausted', beyond: 0, neverTaken: [], ...counts });
    expect(result.witnesses).toMatchObject([{ name: 'AllKnow', reached: true }]);
    expect(counts).toMatchObject({ states, transitions });
  });
});
