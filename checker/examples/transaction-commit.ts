/**
 * Transaction commit, after Lamport's TCommit.tla (in the TLA+ examples, for J. Gray and L. Lamport, *Consensus
 * on Transaction Commit*, 2006): what two-phase commit is for, without saying how.
 *
 * There are only resource managers, and they see each other: one may commit when all are prepared or have
 * committed, and abort as long as none has committed. A run ends when all have committed or all have aborted,
 * and `mayEnd` accepts exactly that: any other state without successors would be reported as a deadlock.
 *
 * With 3 resource managers there are 34 states and 93 transitions.
 */
import { setup, type SnapshotFrom } from 'xstate';
import { type Model, invariant, leg, pairs, rule, slot, xstateComponent } from '../index.js';

const resourceManager = setup({
  types: {
    events: {} as { readonly type: 'PREPARE' } | { readonly type: 'COMMIT' } | { readonly type: 'ABORT' },
  },
}).createMachine({
  id: 'resourceManager',
  initial: 'working',
  states: {
    working: { on: { PREPARE: 'prepared', ABORT: 'aborted' } },
    prepared: { on: { COMMIT: 'committed', ABORT: 'aborted' } },
    committed: {},
    aborted: {},
  },
});

type ResourceManager = SnapshotFrom<typeof resourceManager>;

/** Transaction commit with this many resource managers, at least one. */
export function transactionCommitModel(resourceManagers = 3): Model {
  const manager = xstateComponent(resourceManager);
  const rms = Array.from({ length: resourceManagers }, (_, i) => slot(`rm${i + 1}`, manager));
  const commit = (rm: (typeof rms)[number]) => [{ legs: [leg(rm, { type: 'COMMIT' })] }];
  const abort = (rm: (typeof rms)[number]) => [{ legs: [leg(rm, { type: 'ABORT' })] }];

  return {
    name: `transaction commit, ${resourceManagers} resource managers`,
    slots: rms,
    rules: rms.flatMap((rm) => [
      rule({ name: 'Prepare', slot: rm, offers: () => [{ legs: [leg(rm, { type: 'PREPARE' })] }] }),
      rule({
        name: 'DecideCommit',
        slot: rm,
        reads: rms,
        offers: (_, ...all) => (all.every(isPreparedOrCommitted) ? commit(rm) : []),
      }),
      rule({
        name: 'DecideAbort',
        slot: rm,
        reads: rms,
        offers: (_, ...all) => (all.some(({ value }) => value === 'committed') ? [] : abort(rm)),
      }),
    ]),
    routes: [],
    properties: [
      invariant({
        name: 'Consistent',
        over: pairs(rms),
        view: ({ value }: ResourceManager) => value,
        holds: (values) => !(values.includes('committed') && values.includes('aborted')),
      }),
    ],
    mayEnd: (states) => {
      const values = states.map((state) => (state as ResourceManager).value);
      return ['committed', 'aborted'].some((end) => values.every((value) => value === end));
    },
  };
}

function isPreparedOrCommitted({ value }: ResourceManager): boolean {
  return value === 'prepared' || value === 'committed';
}

export const model = transactionCommitModel(3);
