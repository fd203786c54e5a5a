/**
 * Two-phase commit by rules of its own, below `system`, whose rules and machines tests put others in the place of. The example of
 * the same name is how one writes it.
 *
 * The resource managers and the transaction manager are XState machines; `network` is the set of all messages
 * sent so far. As in the original, messages are never removed, so that losing one is the same as not receiving
 * it and receiving one twice is possible; a resource manager that chooses to abort tells nobody; the
 * transaction manager may abort at any time until it has decided.
 *
 * No state is without successors, so no end is accepted: until it has decided, the transaction manager can
 * abort, and from then on its message can be received, over and over.
 *
 * With 3, 5 and 6 resource managers there are 288, 8,832 and 50,816 states.
 */
import { assertEvent, assign, setup, type SnapshotFrom } from 'xstate';
import {
  type Model,
  type Property,
  type Rule,
  invariant,
  leg,
  pairs,
  plainComponent,
  route,
  rule,
  slot,
  sometimes,
  xstateComponent,
} from '../index.js';

const resourceManager = setup({
  types: {
    events: {} as
      | { readonly type: 'PREPARE' }
      | { readonly type: 'CHOOSE_TO_ABORT' }
      | { readonly type: 'COMMIT_RECEIVED' }
      | { readonly type: 'ABORT_RECEIVED' },
  },
  actions: {
    // An effect: it does nothing here; the model routes it to the network.
    sendPrepared: () => {},
  },
}).createMachine({
  id: 'resourceManager',
  initial: 'working',
  on: { COMMIT_RECEIVED: '.committed', ABORT_RECEIVED: '.aborted' },
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
    input: {} as { readonly resourceManagers: number },
    context: {} as { readonly resourceManagers: number; readonly prepared: readonly string[] },
    events: {} as
      | { readonly type: 'PREPARED_RECEIVED'; readonly from: string }
      | { readonly type: 'COMMIT' }
      | { readonly type: 'ABORT' },
  },
  guards: {
    allPrepared: ({ context }) => context.prepared.length === context.resourceManagers,
  },
  actions: {
    notePrepared: assign({
      prepared: ({ context, event }) => {
        assertEvent(event, 'PREPARED_RECEIVED');
        return [...new Set([...context.prepared, event.from])].sort();
      },
    }),
    sendCommit: () => {},
    sendAbort: () => {},
  },
}).createMachine({
  id: 'transactionManager',
  context: ({ input }) => ({ resourceManagers: input.resourceManagers, prepared: [] }),
  initial: 'undecided',
  states: {
    undecided: {
      on: {
        PREPARED_RECEIVED: { actions: 'notePrepared' },
        COMMIT: { guard: 'allPrepared', target: 'committed', actions: 'sendCommit' },
        ABORT: { target: 'aborted', actions: 'sendAbort' },
      },
    },
    committed: {},
    aborted: {},
  },
});

interface Send {
  readonly type: 'SEND';
  readonly message: string;
}

/** The messages sent so far, sorted, so that equal sets are equal states. */
const messageSet = plainComponent<readonly string[], Send, never>({
  name: 'network',
  initial: [[]],
  step: (sent, { message }) => [{ next: [...new Set([...sent, message])].sort(), effects: [] }],
});

function managerSlots(resourceManagers: number) {
  const component = xstateComponent(resourceManager);
  return Array.from({ length: resourceManagers }, (_, i) => slot(`rm${i + 1}`, component));
}

function transactionManagerSlot(resourceManagers: number) {
  return slot('tm', xstateComponent(transactionManager, { input: { resourceManagers } }));
}

const network = slot('network', messageSet);

type ManagerSlot = ReturnType<typeof managerSlots>[number];
type TransactionManagerSlot = ReturnType<typeof transactionManagerSlot>;

/** Two-phase commit with this many resource managers, at least one. */
export function twoPhaseCommitModel(resourceManagers = 3): Model {
  const rms = managerSlots(resourceManagers);
  const tm = transactionManagerSlot(resourceManagers);
  const send = (message: string) => [leg(network, { type: 'SEND', message })];
  return {
    name: `two-phase commit, ${resourceManagers} resource managers`,
    slots: [...rms, tm, network],
    rules: [...transactionManagerRules(tm, rms), ...rms.flatMap(resourceManagerRules)],
    routes: [
      ...rms.map((rm) => route(rm, () => send(`Prepared ${rm.name}`))),
      route(tm, (effect) => send(effect.type === 'sendCommit' ? 'Commit' : 'Abort')),
    ],
    properties: propertiesOf(rms),
  };
}

function transactionManagerRules(tm: TransactionManagerSlot, rms: readonly ManagerSlot[]): readonly Rule[] {
  return [
    rule({
      name: 'ReceivePrepared',
      slot: tm,
      reads: [network],
      offers: (_, sent) =>
        rms
          .filter((rm) => sent.includes(`Prepared ${rm.name}`))
          .map((rm) => ({
            params: { from: rm.name },
            legs: [leg(tm, { type: 'PREPARED_RECEIVED', from: rm.name })],
          })),
    }),
    rule({ name: 'DecideCommit', slot: tm, offers: () => [{ legs: [leg(tm, { type: 'COMMIT' })] }] }),
    rule({ name: 'DecideAbort', slot: tm, offers: () => [{ legs: [leg(tm, { type: 'ABORT' })] }] }),
  ];
}

function resourceManagerRules(rm: ManagerSlot): readonly Rule[] {
  return [
    rule({ name: 'Prepare', slot: rm, offers: () => [{ legs: [leg(rm, { type: 'PREPARE' })] }] }),
    rule({
      name: 'ChooseToAbort',
      slot: rm,
      offers: () => [{ legs: [leg(rm, { type: 'CHOOSE_TO_ABORT' })] }],
    }),
    rule({
      name: 'ReceiveCommit',
      slot: rm,
      reads: [network],
      offers: (_, sent) =>
        sent.includes('Commit') ? [{ legs: [leg(rm, { type: 'COMMIT_RECEIVED' })] }] : [],
    }),
    rule({
      name: 'ReceiveAbort',
      slot: rm,
      reads: [network],
      offers: (_, sent) => (sent.includes('Abort') ? [{ legs: [leg(rm, { type: 'ABORT_RECEIVED' })] }] : []),
    }),
  ];
}

function propertiesOf(rms: readonly ManagerSlot[]): readonly Property[] {
  return [
    invariant({
      name: 'Consistent',
      over: pairs(rms),
      view: valueOf,
      holds: (values) => !(values.includes('committed') && values.includes('aborted')),
    }),
    sometimes({
      name: 'AllCommit',
      over: [rms],
      view: valueOf,
      holds: (values) => values.every((value) => value === 'committed'),
    }),
    sometimes({
      name: 'AllAbort',
      over: [rms],
      view: valueOf,
      holds: (values) => values.every((value) => value === 'aborted'),
    }),
  ];
}

function valueOf({ value }: SnapshotFrom<typeof resourceManager>) {
  return value;
}
