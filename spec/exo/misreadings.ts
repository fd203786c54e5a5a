/**
 * Readings of R1–R11 that look harmless, and are not: the written mutants of the completed host. Each changes one
 * thing that a careful person might get wrong, or leave for later.
 */
import { and, assign } from 'xstate';
import type { WrittenMutant } from '../../checker/index.js';
import { allHosts, majority, othersThan } from '../ring.js';
import { epochOf, type Args, type HostEvent, type Sent } from './events.js';
import {
  agreedBy,
  durableOf,
  isGreater,
  messageOf,
  starterOf,
  type Durable,
  type HostContext,
} from './log.js';
import { promisersOf } from './lives.js';
import { actions, changed, guards, withTransition, type HostMachine } from './mutating.js';
import { lastMessage } from './outgoing.js';

export const MISREADINGS: readonly WrittenMutant<HostMachine>[] = [
  {
    name: 'install-again',
    source: 'R6',
    says: 'an epoch is installed whenever its number is not below the promise, again too',
    mutate: guards({ isNew: () => true }),
    scopes: ['asking'],
  },
  {
    name: 'install-without-promise',
    source: 'R6',
    says: 'installing an epoch does not raise the promise',
    mutate: actions({
      install: ({ context, event }) =>
        event.type === 'START' || event.type === 'INSTALL'
          ? {
              installed: event.packet.epoch,
              log: event.packet.log,
              delivered: Math.max(context.delivered, event.packet.delivered),
            }
          : {},
    }),
  },
  {
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
  },
  {
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
  },
  {
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
  },
  {
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
  },
  {
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
  },
  {
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
  },
  {
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
  },
  {
    name: 'count-old-entries',
    source: 'R7',
    says: 'an entry is agreed when q - 1 others follow it, whatever their epoch',
    mutate: actions({
      agree: ({ context }) => agreeing(context, context.disk.log.length - majority(context.config.hosts) + 1),
    }),
  },
  {
    name: 'agree-by-one-fewer',
    source: 'R7',
    says: 'the last q - 1 entries prove agreement',
    mutate: actions({
      agree: ({ context }) => {
        const { installed, log } = context.disk;
        const needed = majority(context.config.hosts) - 1;
        const last = log.slice(-needed);
        const isProven = last.length === needed && last.every(({ epoch }) => epoch === installed?.number);
        return agreeing(context, isProven ? log.length - needed + 1 : 0);
      },
    }),
  },
  {
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
  },
  {
    name: 'promises-of-one-fewer',
    source: 'R5',
    says: 'q - 1 promises are enough to start',
    mutate: guards({
      hasMajority: ({ context: { gathered, config } }) =>
        gathered !== null && gathered.from.length + 2 >= majority(config.hosts),
    }),
  },
  {
    name: 'longest-log',
    source: 'R5',
    says: 'the longest log is taken, whatever the epoch of its last entry',
    mutate: actions({
      count: ({ context: { gathered }, event }) =>
        counted(gathered, event, (one, other) => one.length > other.length),
    }),
    scopes: ['deep'],
  },
  {
    name: 'skip-own-log',
    source: 'R5',
    says: 'a starter looks at the logs of the others only',
    mutate: actions({ beginGathering: () => ({ gathered: { from: [], log: [], delivered: 0 } }) }),
  },
  {
    name: 'new-bytes',
    source: 'R2',
    says: 'a host that repeats its last message puts its newest payload into it',
    mutate: (machine) =>
      changed(
        withTransition(machine, ['up', 'following'], 'BROADCAST', {
          guard: and(['isSynced', 'isLastSender']),
          actions: [{ type: 'broadcast', params: lastMessage }, 'renewLast'],
        }).provide({
          actions: {
            renewLast: assign(({ context: { log } }: Args) => {
              const last = log.at(-1);
              if (last === undefined) return {};
              return { log: [...log.slice(0, -1), { ...last, payload: ((last.payload ?? 0) + 1) % 2 }] };
            }) as never,
          } as never,
        }),
      ),
  },
  {
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
  },
  {
    name: 'promise-twice',
    source: 'R5',
    says: 'a host answers a starter whose number it has promised already, or even installed',
    mutate: guards({ isAbovePromise: ({ context, event }) => epochOf(event) >= context.promised }),
  },
  {
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
  },
  {
    name: 'own-payload-again',
    source: 'R11',
    says: 'the first payload of the queue is broadcast, whether or not it is in the log',
    mutate: actions({
      appendOwn: ({ context }) => {
        const { log, config, promised: epoch, queue } = context;
        const payload = config.isBusy ? 0 : (queue[0] ?? null);
        return { log: [...log, { epoch, source: config.self, payload }] };
      },
    }),
    scopes: ['payloads'],
  },
  {
    name: 'newest-payload-first',
    source: 'R11, Fifo',
    says: 'of the payloads that wait, the newest is broadcast first',
    mutate: actions({
      appendOwn: ({ context }) => {
        const { log, config, promised: epoch, queue } = context;
        const isAbsent = (payload: number): boolean =>
          !log.some((entry) => entry.source === config.self && entry.payload === payload);
        const next = queue.findLast(isAbsent) ?? null;
        return { log: [...log, { epoch, source: config.self, payload: config.isBusy ? log.length : next }] };
      },
    }),
    scopes: ['payloads'],
  },
  {
    name: 'payload-invented',
    source: 'R11, Validity',
    says: 'a host that always has a payload numbers it as it likes',
    mutate: actions({
      appendOwn: ({ context }) => {
        const { log, config, promised: epoch } = context;
        return { log: [...log, { epoch, source: config.self, payload: 1000 + log.length }] };
      },
    }),
    scopes: ['any'],
  },
  {
    name: 'payload-skipped',
    source: 'R11, Validity',
    says: 'a payload that was cut off the log is not sent again, but the next one',
    mutate: actions({
      appendOwn: ({ context }) => {
        const { log, config, promised: epoch } = context;
        const own = log.filter(({ source }) => source === config.self).length;
        const payload = log.length === 0 || log.at(-1)?.epoch === epoch ? own : own + 1;
        return { log: [...log, { epoch, source: config.self, payload }] };
      },
    }),
    scopes: ['any'],
  },
  {
    name: 'agree-by-members',
    source: 'R7',
    says: 'a majority of the members of the epoch is enough for agreement, not one of all hosts',
    mutate: actions({
      agree: ({ context }) =>
        agreeing(context, provenBy(context.disk, majority(context.disk.installed?.members.length ?? 9))),
    }),
    scopes: ['four'],
  },
  {
    name: 'majority-rounded-up',
    source: 'R5, R7',
    says: 'q is half of the hosts, rounded up: with an even number of hosts two such halves need not meet',
    mutate: actions(
      {
        agree: ({ context }) =>
          agreeing(context, provenBy(context.disk, Math.ceil(context.config.hosts / 2))),
      },
      {
        hasMajority: ({ context: { gathered, config } }) =>
          gathered !== null && gathered.from.length + 1 >= Math.ceil(config.hosts / 2),
      },
    ),
    scopes: ['four'],
  },
  {
    name: 'distinct-sources',
    source: 'R7',
    says: 'an entry is agreed when q different hosts have an entry from it on, whatever their epochs',
    mutate: actions({
      agree: ({ context }) => {
        const { log } = context.disk;
        const q = majority(context.config.hosts);
        const sources = (slot: number): number => new Set(log.slice(slot).map(({ source }) => source)).size;
        const proven = log.filter((_, slot) => sources(slot) >= q).length;
        return agreeing(context, proven);
      },
    }),
    scopes: ['deep'],
  },
  {
    name: 'members-of-one-fewer',
    source: 'R1, R5',
    says: 'q promises are asked for, and of those who gave them q - 1 are enough as members',
    mutate: guards({
      hasMajority: ({ context, event }) =>
        promisersOf(context).length >= majority(context.config.hosts) &&
        chosen(event).length >= majority(context.config.hosts) - 1,
    }),
    scopes: ['members'],
  },
  {
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
  },
  {
    name: 'starter-left-out',
    source: 'R5',
    says: 'a starter may leave itself out of its epoch',
    mutate: guards({ keepsStarter: () => true }),
    scopes: ['members'],
  },
  {
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
  },
  {
    name: 'base-is-delivered',
    source: 'R6, R7',
    says: 'the base log of an epoch that is installed counts as delivered',
    mutate: actions({
      install: ({ context, event }) =>
        event.type === 'START' || event.type === 'INSTALL'
          ? {
              promised: event.packet.epoch.number,
              installed: event.packet.epoch,
              log: event.packet.log,
              delivered: Math.max(context.delivered, event.packet.log.length),
            }
          : {},
    }),
    scopes: ['deep'],
  },
  {
    name: 'promised-log-is-delivered',
    source: 'R5, R7',
    says: 'the log that comes with a promise counts as delivered',
    mutate: actions({
      count: ({ context: { gathered }, event }) => {
        if (event.type !== 'PROMISE') return {};
        const { packet } = event;
        const promise = { ...event, packet: { ...packet, delivered: packet.log.length } };
        return counted(gathered, promise, isGreater);
      },
    }),
    scopes: ['deep'],
  },
  {
    name: 'deliver-appended',
    source: 'R7',
    says: 'the application is given what is appended, agreed or not',
    mutate: guards({ hasUndelivered: ({ context }) => context.delivered < context.log.length }),
  },
  {
    name: 'received-is-delivered',
    source: 'R7, R10',
    says: 'whatever was received, and all before an own entry, is delivered and goes into snapshots',
    mutate: guards({
      hasUndelivered: ({ context: { log, delivered, config } }) =>
        delivered < log.length - (log.at(-1)?.source === config.self ? 1 : 0),
    }),
    scopes: ['four'],
  },
  {
    name: 'delivered-as-told',
    source: 'R6, R10',
    says: 'what the record of an epoch says is delivered takes the place of what was delivered here',
    mutate: actions({
      install: ({ event }) =>
        event.type === 'START' || event.type === 'INSTALL'
          ? {
              promised: event.packet.epoch.number,
              installed: event.packet.epoch,
              log: event.packet.log,
              delivered: event.packet.delivered,
            }
          : {},
    }),
  },
  {
    name: 'snapshot-without-entries',
    source: 'R10',
    says: 'a snapshot that comes with a log is dropped, only the entries after it are taken',
    mutate: actions({
      install: ({ event }) =>
        event.type === 'START' || event.type === 'INSTALL'
          ? {
              promised: event.packet.epoch.number,
              installed: event.packet.epoch,
              log: event.packet.log.slice(event.packet.delivered),
            }
          : {},
    }),
  },
  {
    name: 'fetch-after-promise',
    source: 'R3',
    says: 'entries are fetched from whoever has them, in whatever epoch he is, and taken unchecked',
    mutate: (machine) =>
      changed(
        withTransition(
          withTransition(machine, ['up'], 'FETCH', {
            guard: and(['isSynced', 'hasEntries']),
            actions: { type: 'sendEntries', params: entriesUnchecked },
          }),
          ['up', 'following'],
          'FETCH',
          {
            guard: and(['isSynced', 'hasEntries']),
            actions: { type: 'sendEntries', params: entriesUnchecked },
          },
        ),
      ),
    scopes: ['asking'],
  },
];

function prepareNow({ context: { config }, event }: Args): Sent {
  return {
    to: othersThan(config.self, config.hosts),
    packets: [{ kind: 'prepare', epoch: epochOf(event) }],
  };
}

/** The promise that the machine makes on its disk, made at once. */
function promiseNow({ context: { config, log, delivered }, event }: Args): Sent {
  const epoch = epochOf(event);
  const packet = { kind: 'promise', epoch, from: config.self, log, delivered } as const;
  return { to: [starterOf(epoch, config.hosts)], packets: [packet] };
}

function entriesUnchecked({ context: { config, log }, event }: Args): Sent {
  if (event.type !== 'FETCH') return { to: [], packets: [] };
  const { from, length, epoch } = event.packet;
  const packets = log.slice(length).map((_, i) => {
    const message = messageOf(log, length + i, config.hosts);
    return { ...message, epoch };
  });
  return { to: [from], packets };
}

function agreeing(context: HostContext, found: number): Partial<HostContext> {
  const agreed = Math.max(context.agreed, context.delivered, found);
  return { agreed, everAgreed: Math.max(context.everAgreed, agreed) };
}

function counted(
  gathered: HostContext['gathered'],
  event: HostEvent,
  greater: typeof isGreater,
): Partial<HostContext> {
  if (event.type !== 'PROMISE' || gathered === null) return {};
  const { from, log, delivered } = event.packet;
  const greatest = greater(log, gathered.log) ? { log, delivered } : gathered;
  const promisers = [...gathered.from, from].sort((a, b) => a - b);
  return { gathered: { from: promisers, log: greatest.log, delivered: greatest.delivered } };
}

/** R7 with another number of entries in the place of q: how many slots the last ones of the installed epoch prove. */
function provenBy({ installed, log }: Durable, needed: number): number {
  const last = log.slice(-needed);
  const isProven = last.length === needed && last.every(({ epoch }) => epoch === installed?.number);
  return isProven ? log.length - needed + 1 : 0;
}

/** The members that a starter has chosen. */
function chosen(event: HostEvent): readonly number[] {
  return event.type === 'BEGIN' ? (event.members ?? []) : [];
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
