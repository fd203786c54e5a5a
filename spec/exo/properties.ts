/**
 * What is asked of the completed protocol: docs/protocol.md, section 5, termination apart. What plain atomic
 * broadcast says is asked as a refinement (atomic-broadcast.ts).
 */
import { each, invariant, pairs, stepProperty, type Property } from '../../checker/index.js';
import { isGranted } from '../../checker/environment/budget.js';
import { majority } from '../ring.js';
import { durableOf, sameEntry, starterOf, type Entry } from './log.js';
import type { HostSlots, HostSnapshot } from './names.js';
import type { System } from './system.js';
import { witnesses } from './witnesses.js';

/**
 * All that a host has ever agreed. Stability keeps it in its log, so the log is memory enough; the pointer, which
 * a crash sets back, is remembered by a ghost.
 */
export function everAgreed({ context }: HostSnapshot): readonly Entry[] {
  return context.log.slice(0, context.everAgreed);
}

/** Of any two hosts' agreed logs one is a prefix of the other. */
export function agreement(hosts: HostSlots): Property {
  return invariant({
    name: 'Agreement',
    over: pairs(hosts),
    view: everAgreed,
    holds: ([left, right]) =>
      left.every((entry, slot) => slot >= right.length || sameEntry(entry, right[slot])),
  });
}

/** An agreed entry never changes or disappears at a host, crashes and restarts included. */
export function stability(hosts: HostSlots): Property {
  return stepProperty({
    name: 'Stability',
    over: each(hosts),
    view: ({ context }) => ({ log: context.log, agreed: context.everAgreed }),
    holds: ([before], [after]) =>
      before.log.slice(0, before.agreed).every((entry, slot) => sameEntry(entry, after.log[slot])),
  });
}

/**
 * An agreed payload was submitted at its source, which is one of the hosts. An application that always has one more
 * submits its next number when the last one is in the log of its host, and a log that has an entry has all that were before it
 * when it was made: so the k-th payload of a source is number k, counted from 0, in every log.
 */
export function validity(hosts: HostSlots, sources: HostSlots = hosts): Property {
  return invariant({
    name: 'Validity',
    over: hosts.flatMap((host) => sources.map((source) => ({ host, source }))),
    view: (host) => ({
      agreed: everAgreed(host),
      self: host.context.config.self,
      submitted: host.context.config.isBusy ? ('inf' as const) : host.context.submitted,
    }),
    holds: ({ host, source }) => {
      const { self, submitted } = source;
      const numbers = host.agreed.flatMap((entry) =>
        entry.source === self && entry.payload !== null ? [entry.payload] : [],
      );
      return (
        host.agreed.every((entry) => entry.source in hosts) &&
        numbers.every((number, k) => (submitted === 'inf' ? number === k : number < submitted))
      );
    },
  });
}

/** A payload is agreed at most once. */
export function integrity(hosts: HostSlots): Property {
  return invariant({
    name: 'Integrity',
    over: each(hosts),
    view: everAgreed,
    holds: ([agreed]) =>
      agreed.every(
        ({ source, payload }, slot) =>
          payload === null ||
          agreed.findIndex((other) => other.source === source && other.payload === payload) === slot,
      ),
  });
}

/** The payloads of one source are agreed in the order in which it submitted them. */
export function fifo(hosts: HostSlots): Property {
  return invariant({
    name: 'Fifo',
    over: each(hosts),
    view: everAgreed,
    holds: ([agreed]) =>
      agreed.every(
        ({ source, payload }, slot) =>
          payload === null ||
          agreed.slice(0, slot).every((other) => other.source !== source || (other.payload ?? -1) <= payload),
      ),
  });
}

/** Every agreed entry is in the logs of a majority of the hosts, on their disks. */
export function minorityHalt(hosts: HostSlots): Property {
  return invariant({
    name: 'MinorityHalt',
    over: [hosts],
    view: ({ context }) => ({ agreed: context.everAgreed, log: context.disk.log }),
    holds: (views) =>
      views.every(({ agreed, log }) =>
        log
          .slice(0, agreed)
          .every(
            (entry, slot) =>
              views.filter((other) => sameEntry(other.log[slot], entry)).length >= majority(views.length),
          ),
      ),
  });
}

/** A host follows, starts or installs an epoch exactly when it has one installed (R3, R5, R6). */
export function followsInstalled(hosts: HostSlots): Property {
  return invariant({
    name: 'FollowsInstalled',
    over: each(hosts),
    view: (host) => ({
      isUp: host.matches('up'),
      isIn: IN_EPOCH.some((state) => host.matches({ up: state })),
      isInstalled: host.context.installed !== null,
    }),
    holds: ([host]) => !host.isUp || host.isIn === host.isInstalled,
  });
}

const IN_EPOCH = ['following', 'starting', 'installing'] as const;

/** Promises are kept exactly as long as a takeover is prepared (R5). */
export function gathersWhilePreparing(hosts: HostSlots): Property {
  return invariant({
    name: 'GathersWhilePreparing',
    over: each(hosts),
    view: (host) => host.matches({ up: 'preparing' }) === (host.context.gathered !== null),
    holds: ([isSo]) => isSo,
  });
}

/** A host prepares only numbers of its own (R1). */
export function preparesOwn(hosts: HostSlots): Property {
  return invariant({
    name: 'PreparesOwn',
    over: each(hosts),
    view: (host) => {
      const { promised, config } = host.context;
      return !host.matches({ up: 'preparing' }) || starterOf(promised, config.hosts) === config.self;
    },
    holds: ([isSo]) => isSo,
  });
}

/** A starter is a member of its own epoch (R5). */
export function starterIsMember(hosts: HostSlots): Property {
  return invariant({
    name: 'StarterIsMember',
    over: each(hosts),
    view: ({ context: { installed, config } }) =>
      installed === null || installed.members.includes(starterOf(installed.number, config.hosts)),
    holds: ([isSo]) => isSo,
  });
}

/** After a crash a host is what its disk was, and nothing else (R4). */
export function crashLeavesDisk(hosts: HostSlots): Property {
  return stepProperty({
    name: 'CrashLeavesDisk',
    over: each(hosts),
    view: ({ context }) => ({
      disk: context.disk,
      current: durableOf(context),
      volatile: context.gathered !== null || context.queue.length > 0,
    }),
    holds: ([before], [after], action) => {
      if (!CRASHES.includes(action)) return true;
      const { promised, log, delivered } = before.disk;
      const { current } = after;
      return (
        !after.volatile &&
        current.promised === promised &&
        current.delivered === delivered &&
        current.log.length === log.length &&
        current.installed?.number === before.disk.installed?.number
      );
    },
  });
}

const CRASHES = ['Crash', 'CrashAndRestart'];

/** The properties that say how a host keeps its own books, and nothing of what users get. */
export const BOOKKEEPING: readonly string[] = [
  'FollowsInstalled',
  'GathersWhilePreparing',
  'PreparesOwn',
  'StarterIsMember',
  'CrashLeavesDisk',
];

/** All properties and witnesses of the model; `sources` are the hosts that count themselves what was submitted to them. */
export function exoProperties(system: System, sources: HostSlots = system.hosts): readonly Property[] {
  const hosts: HostSlots = system.hosts;
  return [
    agreement(hosts),
    stability(hosts),
    ...(sources.length > 0 ? [validity(hosts, sources)] : []),
    integrity(hosts),
    fifo(hosts),
    minorityHalt(hosts),
    followsInstalled(hosts),
    gathersWhilePreparing(hosts),
    preparesOwn(hosts),
    starterIsMember(hosts),
    ...(isGranted(system.options.crashes) ? [crashLeavesDisk(hosts)] : []),
    ...witnesses(system),
  ];
}
