/** Misreadings of how an epoch is prepared, promised and started, and of who is a member of it. */
import { and, assign } from 'xstate';
import type { WrittenMutant } from '../../checker/index.js';
import { majority } from '../ring.js';
import { epochOf, type Args, type HostEvent } from './events.js';
import { starterOf } from './log.js';
import { promisersOf } from './lives.js';
import { actions, changed, guards, withTransition, type HostMachine } from './mutating.js';
import { counted, promiseNow } from './misread-steps.js';

export const acceptAfterPromise: WrittenMutant<HostMachine> = {
  name: 'accept-after-promise',
  source: 'R5',
  says: 'a host that has promised a new epoch goes on in the old one until the new one starts',
  mutate: (machine) =>
    changed(
      withTransition(
        withTransition(machine, ['up'], 'PREPARE', {
          guard: and(['isSynced', 'isAbovePromise']),
          actions: ['promise', 'sync', { type: 'sendPromise', params: promiseNow }],
        }),
        ['up', 'following'],
        'START',
        { guard: and(['isSynced', 'isNew']), target: '#host.up.installing', actions: 'install' },
      ).provide({
        actions: { promise: assign(({ event }: Args) => ({ promised: epochOf(event) })) as never },
        guards: {
          isOfThisEpoch: (({ context, event }: Args) =>
            epochOf(event) === context.installed?.number) as never,
        },
      }),
    ),
};

export const secondStart: WrittenMutant<HostMachine> = {
  name: 'second-start',
  source: 'R1, R5',
  says: 'promises that come late are taken in, and the epoch is started once more with all of them',
  mutate: (machine) =>
    changed(
      withTransition(
        withTransition(machine, ['up', 'following'], 'PROMISE', {
          guard: and(['isForMe', 'isNotCounted']),
          actions: 'count',
        }),
        ['up', 'following'],
        'BEGIN',
        { guard: and(['hasMajority', 'hasMore']), target: '#host.up.starting', actions: 'begin' },
      ).provide({
        guards: {
          hasMore: (({ context: { gathered, installed } }: Args) =>
            (gathered?.from.length ?? 0) + 1 > (installed?.members.length ?? Infinity)) as never,
        } as never,
        actions: {
          stopGathering: assign(({ context, event }: Args) =>
            event.type === 'BEGIN' ? {} : { gathered: context.gathered && null },
          ) as never,
        },
      }),
    ),
};

export const promisesOfOneFewer: WrittenMutant<HostMachine> = {
  name: 'promises-of-one-fewer',
  source: 'R5',
  says: 'q - 1 promises are enough to start',
  mutate: guards({
    hasMajority: ({ context: { gathered, config } }) =>
      gathered !== null && gathered.from.length + 2 >= majority(config.hosts),
  }),
};

export const longestLog: WrittenMutant<HostMachine> = {
  name: 'longest-log',
  source: 'R5',
  says: 'the longest log is taken, whatever the epoch of its last entry',
  mutate: actions({
    count: ({ context: { gathered }, event }) =>
      counted(gathered, event, (one, other) => one.length > other.length),
  }),
  scopes: ['deep'],
};

export const skipOwnLog: WrittenMutant<HostMachine> = {
  name: 'skip-own-log',
  source: 'R5',
  says: 'a starter looks at the logs of the others only',
  mutate: actions({ beginGathering: () => ({ gathered: { from: [], log: [], delivered: 0 } }) }),
};

export const promiseTwice: WrittenMutant<HostMachine> = {
  name: 'promise-twice',
  source: 'R5',
  says: 'a host answers a starter whose number it has promised already, or even installed',
  mutate: guards({ isAbovePromise: ({ context, event }) => epochOf(event) >= context.promised }),
};

export const answerAndGoOn: WrittenMutant<HostMachine> = {
  name: 'answer-and-go-on',
  source: 'R5',
  says: 'a starter that is asked by a higher one answers, and finishes its own takeover first',
  mutate: (machine) =>
    changed(
      withTransition(machine, ['up', 'preparing', 'gathering'], 'PREPARE', {
        guard: 'isAbovePromise',
        actions: { type: 'sendPromise', params: promiseNow },
      }),
    ),
};

export const membersOfOneFewer: WrittenMutant<HostMachine> = {
  name: 'members-of-one-fewer',
  source: 'R1, R5',
  says: 'q promises are asked for, and of those who gave them q - 1 are enough as members',
  mutate: guards({
    hasMajority: ({ context, event }) =>
      promisersOf(context).length >= majority(context.config.hosts) &&
      chosen(event).length >= majority(context.config.hosts) - 1,
  }),
  scopes: ['members'],
};

export const membersByPromisers: WrittenMutant<HostMachine> = {
  name: 'members-by-promisers',
  source: 'R1, R5',
  says: 'of those who promised a majority is enough as members, instead of one of all hosts',
  mutate: guards({
    hasMajority: ({ context, event }) => {
      const promisers = promisersOf(context).length;
      return promisers >= majority(context.config.hosts) && chosen(event).length >= majority(promisers);
    },
  }),
  scopes: ['four members'],
};

export const starterLeftOut: WrittenMutant<HostMachine> = {
  name: 'starter-left-out',
  source: 'R5',
  says: 'a starter may leave itself out of its epoch',
  mutate: guards({ keepsStarter: () => true }),
  scopes: ['members'],
};

export const membersDroppedLater: WrittenMutant<HostMachine> = {
  name: 'members-dropped-later',
  source: 'R1',
  says: 'a member that stalls is left out of the running epoch, which is started once more without it',
  mutate: (machine) =>
    changed(
      withTransition(machine, ['up', 'following'], 'BEGIN', {
        guard: and(['isSynced', 'isMine', 'dropsMember']),
        target: '#host.up.starting',
        actions: 'dropMember',
      }).provide({
        guards: {
          isMine: (({ context: { installed, config } }: Args) =>
            installed !== null && starterOf(installed.number, config.hosts) === config.self) as never,
          dropsMember: (({ context: { installed, config }, event }: Args) =>
            installed !== null &&
            chosen(event).length >= majority(config.hosts) &&
            chosen(event).length < installed.members.length &&
            chosen(event).every((host) => installed.members.includes(host)) &&
            chosen(event).includes(config.self)) as never,
        } as never,
        actions: {
          dropMember: assign(({ context: { installed }, event }: Args) =>
            installed === null ? {} : { installed: { ...installed, members: chosen(event) } },
          ) as never,
        } as never,
      }),
    ),
  scopes: ['members'],
};

/** The members that a starter has chosen. */
function chosen(event: HostEvent): readonly number[] {
  return event.type === 'BEGIN' ? (event.members ?? []) : [];
}
