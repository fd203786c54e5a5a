/** Misreadings of what a host puts into its log, repeats, installs and fetches. */
import { and, assign } from 'xstate';
import type { WrittenMutant } from '../../checker/index.js';
import type { Args, Sent } from './events.js';
import { messageOf } from './log.js';
import { actions, changed, guards, withTransition, type HostMachine } from './mutating.js';
import { lastMessage } from './outgoing.js';

export const installAgain: WrittenMutant<HostMachine> = {
  name: 'install-again',
  source: 'R6',
  says: 'an epoch is installed whenever its number is not below the promise, again too',
  mutate: guards({ isNew: () => true }),
  scopes: ['asking'],
};

export const installWithoutPromise: WrittenMutant<HostMachine> = {
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
};

export const newBytes: WrittenMutant<HostMachine> = {
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
};

export const ownPayloadAgain: WrittenMutant<HostMachine> = {
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
};

export const newestPayloadFirst: WrittenMutant<HostMachine> = {
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
};

export const payloadInvented: WrittenMutant<HostMachine> = {
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
};

export const payloadSkipped: WrittenMutant<HostMachine> = {
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
};

export const deliveredAsTold: WrittenMutant<HostMachine> = {
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
};

export const snapshotWithoutEntries: WrittenMutant<HostMachine> = {
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
};

export const fetchAfterPromise: WrittenMutant<HostMachine> = {
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
};

function entriesUnchecked({ context: { config, log }, event }: Args): Sent {
  if (event.type !== 'FETCH') return { to: [], packets: [] };
  const { from, length, epoch } = event.packet;
  const packets = log.slice(length).map((_, i) => {
    const message = messageOf(log, length + i, config.hosts);
    return { ...message, epoch };
  });
  return { to: [from], packets };
}
