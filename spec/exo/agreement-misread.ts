/** Misreadings of when an entry is agreed, and of what may be delivered. */
import type { WrittenMutant } from '../../checker/index.js';
import { majority } from '../ring.js';
import { isGreater, type Durable } from './log.js';
import { actions, guards, type HostMachine } from './mutating.js';
import { agreeing, counted } from './misread-steps.js';

export const countOldEntries: WrittenMutant<HostMachine> = {
  name: 'count-old-entries',
  source: 'R7',
  says: 'an entry is agreed when q - 1 others follow it, whatever their epoch',
  mutate: actions({
    agree: ({ context }) => agreeing(context, context.disk.log.length - majority(context.config.hosts) + 1),
  }),
};

export const agreeByOneFewer: WrittenMutant<HostMachine> = {
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
};

export const agreeByMembers: WrittenMutant<HostMachine> = {
  name: 'agree-by-members',
  source: 'R7',
  says: 'a majority of the members of the epoch is enough for agreement, not one of all hosts',
  mutate: actions({
    agree: ({ context }) =>
      agreeing(context, provenBy(context.disk, majority(context.disk.installed?.members.length ?? 9))),
  }),
  scopes: ['four'],
};

export const majorityRoundedUp: WrittenMutant<HostMachine> = {
  name: 'majority-rounded-up',
  source: 'R5, R7',
  says: 'q is half of the hosts, rounded up: with an even number of hosts two such halves need not meet',
  mutate: actions(
    {
      agree: ({ context }) => agreeing(context, provenBy(context.disk, Math.ceil(context.config.hosts / 2))),
    },
    {
      hasMajority: ({ context: { gathered, config } }) =>
        gathered !== null && gathered.from.length + 1 >= Math.ceil(config.hosts / 2),
    },
  ),
  scopes: ['four'],
};

export const distinctSources: WrittenMutant<HostMachine> = {
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
};

export const baseIsDelivered: WrittenMutant<HostMachine> = {
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
};

export const promisedLogIsDelivered: WrittenMutant<HostMachine> = {
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
};

export const deliverAppended: WrittenMutant<HostMachine> = {
  name: 'deliver-appended',
  source: 'R7',
  says: 'the application is given what is appended, agreed or not',
  mutate: guards({ hasUndelivered: ({ context }) => context.delivered < context.log.length }),
};

export const receivedIsDelivered: WrittenMutant<HostMachine> = {
  name: 'received-is-delivered',
  source: 'R7, R10',
  says: 'whatever was received, and all before an own entry, is delivered and goes into snapshots',
  mutate: guards({
    hasUndelivered: ({ context: { log, delivered, config } }) =>
      delivered < log.length - (log.at(-1)?.source === config.self ? 1 : 0),
  }),
  scopes: ['four'],
};

/** R7 with another number of entries in the place of q: how many slots the last ones of the installed epoch prove. */
function provenBy({ installed, log }: Durable, needed: number): number {
  const last = log.slice(-needed);
  const isProven = last.length === needed && last.every(({ epoch }) => epoch === installed?.number);
  return isProven ? log.length - needed + 1 : 0;
}
