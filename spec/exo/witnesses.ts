/**
 * What must be reachable, lest the properties hold because nothing happens. A witness is left out where the
 * bounds leave no room for it.
 */
import { each, pairs, sometimes, sometimesStep, type Property } from '../../checker/index.js';
import { majority } from '../ring.js';
import type { HostSlots } from './names.js';
import { isGranted } from '../../checker/environment/budget.js';
import { messagesIn } from '../../checker/environment/inbox.js';
import {
  isAsking,
  isDiskless,
  isEverlasting,
  isFetchedAtOnce,
  isRestartedAtOnce,
  mayForget,
  reduces,
} from './steps-made-one.js';
import type { InboxSlot, System } from './system.js';

export function witnesses(system: System): readonly Property[] {
  const hosts: HostSlots = system.hosts;
  const { options } = system;
  const { slots, epochs, medium, crashes } = options;
  const q = majority(options.hosts);
  const timeouts = medium === 'receive-any' || options.timeouts === 'inf' ? Infinity : options.timeouts;
  const takeovers = Math.min(timeouts, epochs - 1);
  const agreesInNext = takeovers >= 1 && slots >= q;
  return [
    ...(slots >= q ? [somethingAgreed(hosts)] : []),
    ...(slots >= q && options.payloads !== 0 ? [payloadAgreed(hosts)] : []),
    ...(agreesInNext && takeovers >= 2 && typeof crashes === 'number' && crashes > 0
      ? [agreesAfterCrash(system, crashes)]
      : []),
    ...(isGranted(crashes) && !isDiskless(options) && !isRestartedAtOnce(options) ? [returns(hosts)] : []),
    ...(mayForget(options) && options.hosts > q ? [recovers(hosts)] : []),
    ...(mayForget(options) && options.hosts > q && takeovers >= 1 ? [sendsInNewLife(hosts)] : []),
    ...(agreesInNext && slots > q ? [oldEntryAgreed(hosts)] : []),
    ...(takeovers >= 1 ? [starterMeetsLonger(hosts)] : []),
    ...(agreesInNext && options.hosts >= 3 ? [catchesUpFromSnapshot(hosts)] : []),
    ...(isFetchedAtOnce(options) ? [fillsGap(hosts), ...(slots > q ? [fetchesSnapshot(hosts)] : [])] : []),
    ...(takeovers >= 1 && answersInFlight(system) ? [recordPassedOn(system.oob)] : []),
    ...(takeovers >= 2 && epochs >= 3 ? [takeoversOverlap(hosts)] : []),
    ...(takeovers >= 2 && epochs >= 3 && slots >= 2 && options.hosts >= 3 ? [returnedHostSends(hosts)] : []),
  ];
}

function somethingAgreed(hosts: HostSlots): Property {
  return sometimes({
    name: 'SomethingAgreed',
    over: each(hosts),
    view: ({ context }) => context.agreed > 0,
    holds: ([isAgreed]) => isAgreed,
  });
}

/** A payload is agreed, and not just empty messages (R11). */
function payloadAgreed(hosts: HostSlots): Property {
  return sometimes({
    name: 'PayloadAgreed',
    over: each(hosts),
    view: ({ context: { log, agreed } }) => log.slice(0, agreed).some(({ payload }) => payload !== null),
    holds: ([isAgreed]) => isAgreed,
  });
}

/** An epoch after a crash agrees on something: one that is not the first, when a crash has happened. */
function agreesAfterCrash({ hosts, crashes }: System, granted: number): Property {
  return sometimesStep({
    name: 'AgreesAfterCrash',
    over: hosts.map((host) => ({ host, crashes })),
    view: {
      host: ({ context }) => ((context.installed?.number ?? 0) > 0 ? context.agreed : 0),
      crashes: (left) => (left === 'inf' ? Infinity : left),
    },
    holds: (before, after) => before.crashes < granted && before.host < after.host,
  });
}

/** An entry of an old epoch becomes agreed in a new one (R7), with the last q entries that are of it. */
function oldEntryAgreed(hosts: HostSlots): Property {
  return sometimesStep({
    name: 'OldEntryAgreed',
    over: each(hosts),
    view: ({ context: { log, agreed, installed } }) => ({ log, agreed, epoch: installed?.number ?? -1 }),
    holds: ([before], [after]) =>
      before.epoch === after.epoch &&
      after.log.slice(before.agreed, after.agreed).some(({ epoch }) => epoch < after.epoch),
  });
}

/** With disks, a host that was down is up as soon as it restarts (R4). */
function returns(hosts: HostSlots): Property {
  return sometimesStep({
    name: 'Returns',
    over: each(hosts),
    view: (host) => ({ isDown: host.matches('down'), isUp: host.matches('up') }),
    holds: ([before], [after]) => before.isDown && after.isUp,
  });
}

/** Without disks, a host that has restarted takes part again (D6). */
function recovers(hosts: HostSlots): Property {
  return sometimes({
    name: 'Recovers',
    over: each(hosts),
    view: (host) => host.matches('up') && (host.context.lives?.boots ?? 0) > 0,
    holds: ([isBack]) => isBack,
  });
}

/** Without disks, a new life broadcasts: an epoch has begun of which it is a member (D7). */
function sendsInNewLife(hosts: HostSlots): Property {
  return sometimes({
    name: 'SendsInNewLife',
    over: each(hosts),
    view: ({ context: { log, lives, config, installed } }) => {
      const last = log.at(-1);
      const isOwn = last?.source === config.self && last.epoch === installed?.number;
      return isOwn && lives !== null && lives.boots > 0 && installed.lives?.[config.self] === lives.life;
    },
    holds: ([sends]) => sends,
  });
}

/** A starter meets a log longer than its own (R5). */
function starterMeetsLonger(hosts: HostSlots): Property {
  return sometimesStep({
    name: 'StarterMeetsLonger',
    over: each(hosts),
    view: ({ context }) => context.log.length,
    holds: ([before], [after], action) => action === 'Start' && before < after,
  });
}

/** A host that is behind a compaction point catches up from a snapshot: entries that its log never had. */
function catchesUpFromSnapshot(hosts: HostSlots): Property {
  return sometimesStep({
    name: 'CatchesUpFromSnapshot',
    over: each(hosts),
    view: ({ context: { log, delivered } }) => ({ length: log.length, delivered }),
    holds: ([before], [after]) => before.length < after.delivered,
  });
}

/** A host fetches an entry that it has missed (R3), and not with a snapshot. */
function fillsGap(hosts: HostSlots): Property {
  return sometimesStep({
    name: 'FillsGap',
    over: each(hosts),
    view: ({ context: { log, delivered } }) => ({ length: log.length, delivered }),
    holds: ([before], [after], action) =>
      action === 'Fetch' && after.length === before.length + 1 && after.delivered < after.length,
  });
}

/** What a host has missed is compacted, and it is given a snapshot of its epoch (R3, R10). */
function fetchesSnapshot(hosts: HostSlots): Property {
  return sometimesStep({
    name: 'FetchesSnapshot',
    over: each(hosts),
    view: ({ context: { log, delivered } }) => ({ length: log.length, delivered }),
    holds: ([before], [after], action) =>
      action === 'Fetch' && after.delivered === after.length && before.length < after.delivered,
  });
}

/** Whether Start records are passed on, in the step in which they are asked for. */
function answersInFlight({ options }: System): boolean {
  return isAsking(options) && !isEverlasting(options) && reduces(options, 'requests');
}

/** A Start record that was not in flight is passed on by a host that has installed it (R3, R9). */
function recordPassedOn(inboxes: readonly InboxSlot[]): Property {
  return sometimesStep({
    name: 'RecordPassedOn',
    over: each(inboxes),
    view: (inbox) => messagesIn(inbox).filter(({ kind }) => kind === 'start').length,
    holds: ([before], [after], action) => action === 'Join' && before < after,
  });
}

/** Two takeovers are under way at once (R5). */
function takeoversOverlap(hosts: HostSlots): Property {
  return sometimes({
    name: 'TakeoversOverlap',
    over: pairs(hosts),
    view: (host) => host.matches({ up: 'preparing' }),
    holds: (views) => views.every((isPreparing) => isPreparing),
  });
}

/**
 * A returned host sends again (R9): it broadcasts in an epoch, while some host is still in an earlier one that
 * was begun without it.
 */
function returnedHostSends(hosts: HostSlots): Property {
  return sometimes({
    name: 'ReturnedHostSends',
    over: pairs(hosts).flatMap(([one, other]) => [[one, other] as const, [other, one] as const]),
    view: ({ context: { log, installed, config } }) => ({
      self: config.self,
      last: log.at(-1) ?? null,
      installed,
    }),
    holds: ([one, other]) => {
      if (one.last === null || one.installed === null || other.installed === null) return false;
      const hasSent = one.last.source === one.self && one.last.epoch === one.installed.number;
      return (
        hasSent &&
        other.installed.number < one.installed.number &&
        !other.installed.members.includes(one.self)
      );
    },
  });
}
