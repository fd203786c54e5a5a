/**
 * Dijkstra's self-stabilising token ring (EWD426, *Self-stabilizing systems in spite of distributed control*,
 * 1974), after TokenRing.tla in the TLA+ examples.
 *
 * Each node has a counter from 0 to m - 1 and sees that of its predecessor. Node 0 is privileged when the two are
 * equal, and counts on; any other node is privileged when they differ, and copies. Whatever the counters are at
 * first, some node is privileged, the number of privileges never grows, and, with m at least n - 1, exactly one
 * is left in the end (which is a matter of fairness, not checked here).
 *
 * A counter is all that there is to a node, so nodes are plain components, and every value is an initial state.
 *
 * With n = m = 6, all 46,656 states are initial, and there are 202,176 transitions.
 */
import { type Model, invariant, leg, plainComponent, rule, slot, sometimes, stepProperty } from '../index.js';

interface SetCounter {
  readonly type: 'SET';
  readonly value: number;
}

/** A ring of n nodes, at least two, whose counters have m values. */
export function tokenRingModel(n = 6, m = 6): Model {
  const counter = plainComponent<number, SetCounter, never>({
    name: 'counter',
    initial: Array.from({ length: m }, (_, value) => value),
    step: (_, { value }) => [{ next: value, effects: [] }],
  });
  const ring = Array.from({ length: n }, (_, i) => slot(`node${i}`, counter));
  const predecessors = [...ring.slice(-1), ...ring.slice(0, -1)];

  return {
    name: `token ring, ${n} nodes, ${m} values`,
    slots: ring,
    rules: predecessors.flatMap((predecessor, i) =>
      ring.slice(i, i + 1).map((own) =>
        rule({
          name: i === 0 ? 'CreateToken' : 'PassToken',
          slot: own,
          reads: [predecessor],
          offers: (mine, theirs) => {
            if (!isPrivileged(i, mine, theirs)) return [];
            const value = i === 0 ? (theirs + 1) % m : theirs;
            return [{ legs: [leg(own, { type: 'SET', value })] }];
          },
        }),
      ),
    ),
    routes: [],
    properties: [
      invariant({
        name: 'SomePrivilege',
        over: [ring],
        holds: (counters) => privileges(counters) >= 1,
      }),
      stepProperty({
        name: 'NoNewPrivileges',
        over: [ring],
        holds: (before, after) => privileges(after) <= privileges(before),
      }),
      sometimes({
        name: 'Stable',
        over: [ring],
        holds: (counters) => privileges(counters) === 1,
      }),
    ],
  };
}

function privileges(counters: readonly number[]): number {
  return counters.filter((mine, i) => isPrivileged(i, mine, counters.at(i - 1))).length;
}

function isPrivileged(i: number, mine: number, theirs: number | undefined): boolean {
  return i === 0 ? mine === theirs : mine !== theirs;
}

export const model = tokenRingModel(6, 6);
