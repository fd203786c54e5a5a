/** Misreadings of what has to be on the disk before it is revealed, and of what a crash leaves. */
import { and, assign } from 'xstate';
import type { WrittenMutant } from '../../checker/index.js';
import { allHosts, othersThan } from '../ring.js';
import { epochOf, type Args, type Sent } from './events.js';
import { agreedBy, durableOf, type HostContext } from './log.js';
import { actions, changed, withTransition, type HostMachine } from './mutating.js';
import { lastMessage } from './outgoing.js';
import { agreeing, promiseNow } from './misread-steps.js';

export const installInTwoSteps: WrittenMutant<HostMachine> = {
  name: 'install-in-two-steps',
  source: 'R4, R6',
  says: 'the epoch is written first, its base log after it',
  mutate: actions({
    sync: ({ context }) => {
      const { disk, installed } = context;
      const isFirstHalf = installed !== null && disk.installed?.number !== installed.number;
      const { log, delivered } = disk;
      return { disk: isFirstHalf ? { ...durableOf(context), log, delivered } : durableOf(context) };
    },
  }),
};

export const prepareBeforeDurable: WrittenMutant<HostMachine> = {
  name: 'prepare-before-durable',
  source: 'R5',
  says: 'a starter asks the others before its own promise is on its disk',
  mutate: (machine) =>
    changed(
      withTransition(machine, ['up'], 'TIMEOUT', {
        guard: and(['isSynced', 'ownsNumber', 'isAbovePromise']),
        target: '.preparing',
        actions: ['promise', 'beginGathering', { type: 'sendPrepare', params: prepareNow }],
      }),
    ),
};

export const promiseBeforeDurable: WrittenMutant<HostMachine> = {
  name: 'promise-before-durable',
  source: 'R4, R5',
  says: 'a host answers a starter before its promise is on its disk',
  mutate: (machine) =>
    changed(
      withTransition(machine, ['up'], 'PREPARE', {
        guard: and(['isSynced', 'isAbovePromise']),
        target: '.promised',
        actions: ['promise', 'stopGathering', { type: 'sendPromise', params: promiseNow }],
      }),
    ),
  scopes: ['crash', 'deep crash'],
};

export const promiseNotWritten: WrittenMutant<HostMachine> = {
  name: 'promise-not-written',
  source: 'R4',
  says: 'the log and the installed epoch are durable, the promise is not',
  mutate: actions(
    {
      sync: ({ context }) => {
        const { disk } = context;
        const isPromise = context.installed === null;
        return { disk: isPromise ? { ...disk, log: context.log } : durableOf(context) };
      },
      loseVolatile: ({ context }) => ({ ...lost(context), ...context.disk }),
    },
    { isSynced: ({ context }) => isWritten(context) },
  ),
  scopes: ['crash', 'deep crash'],
};

export const promiseIsInstalled: WrittenMutant<HostMachine> = {
  name: 'promise-is-installed',
  source: 'R4',
  says: 'after a restart the promised epoch is taken for the installed one',
  mutate: actions({
    loseVolatile: ({ context }) => {
      const { disk, config } = context;
      const { promised: number, log } = disk;
      const guessed = { number, members: allHosts(config.hosts), base: log.length, snapshot: 0 };
      const installed = disk.installed ?? guessed;
      return { ...lost(context), installed, disk: { ...disk, installed } };
    },
  }),
  scopes: ['deep crash'],
};

export const agreeUnwritten: WrittenMutant<HostMachine> = {
  name: 'agree-unwritten',
  source: 'R4, R7',
  says: 'an entry counts as soon as it is received, before it is on the disk',
  mutate: (machine) =>
    changed(
      withTransition(machine, ['up', 'following'], 'RECEIVE', {
        guard: and(['isOfThisEpoch', 'isNextSlot', 'fitsHistory', 'isFromProposer']),
        actions: ['append', 'agreeAtOnce'],
      }).provide({
        actions: {
          agreeAtOnce: assign(({ context }: Args) =>
            agreeing(context, agreedBy(context, context.config.hosts)),
          ) as never,
        } as never,
      }),
    ),
  scopes: ['crash'],
};

export const broadcastBeforeDurable: WrittenMutant<HostMachine> = {
  name: 'broadcast-before-durable',
  source: 'R4',
  says: 'an entry is broadcast before it is on the disk of its source',
  mutate: (machine) =>
    changed(
      withTransition(machine, ['up', 'following'], 'BROADCAST', {
        guard: 'isLastSender',
        actions: { type: 'broadcast', params: lastMessage },
      }),
    ),
};

function prepareNow({ context: { config }, event }: Args): Sent {
  return {
    to: othersThan(config.self, config.hosts),
    packets: [{ kind: 'prepare', epoch: epochOf(event) }],
  };
}

/** What a crash leaves. */
function lost({ disk, config }: HostContext): Partial<HostContext> {
  return {
    ...disk,
    agreed: Math.max(disk.delivered, agreedBy(disk, config.hosts)),
    gathered: null,
    queue: [],
  };
}

/** Whether log and epoch are on the disk, whatever is promised. */
function isWritten({ disk, installed, log }: HostContext): boolean {
  const isEpochWritten = installed === null || disk.installed?.number === installed.number;
  return isEpochWritten && disk.log.length === log.length;
}
