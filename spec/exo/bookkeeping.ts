/** What is asked of how a host of the completed protocol keeps its own books: nothing of what users get. */
import { each, invariant, stepProperty, type Property } from '../../checker/index.js';
import { isGranted } from '../../checker/environment/budget.js';
import { agreedBy, durableOf, starterOf } from './log.js';
import type { HostSlots, HostSnapshot } from './names.js';
import { isDiskless, mayForget } from './steps-made-one.js';
import type { System } from './system.js';

/** The names of all of these. */
export const BOOKKEEPING: readonly string[] = [
  'FollowsInstalled',
  'GathersWhilePreparing',
  'PreparesOwn',
  'StarterIsMember',
  'AgreedAscends',
  'CrashLeavesDisk',
  'CrashLeavesNothing',
  'KnowsRealLives',
  'AnswersAreToThisLife',
];

/** What is asked of a host's own books, whatever users get. */
export function bookkeeping(system: System): readonly Property[] {
  const { hosts } = system;
  return [
    followsInstalled(hosts),
    gathersWhilePreparing(hosts),
    preparesOwn(hosts),
    starterIsMember(hosts),
    agreedAscends(hosts),
    ...crashProperties(system),
  ];
}

/** A host follows, starts or installs an epoch exactly when it has one installed (R3, R5, R6). */
function followsInstalled(hosts: HostSlots): Property {
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
function gathersWhilePreparing(hosts: HostSlots): Property {
  return invariant({
    name: 'GathersWhilePreparing',
    over: each(hosts),
    view: (host) => host.matches({ up: 'preparing' }) === (host.context.gathered !== null),
    holds: ([isSo]) => isSo,
  });
}

/** A host prepares only numbers of its own (R1). */
function preparesOwn(hosts: HostSlots): Property {
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
function starterIsMember(hosts: HostSlots): Property {
  return invariant({
    name: 'StarterIsMember',
    over: each(hosts),
    view: ({ context: { installed, config } }) =>
      installed === null || installed.members.includes(starterOf(installed.number, config.hosts)),
    holds: ([isSo]) => isSo,
  });
}

/** A host that does not crash knows as much to be agreed as it knew before (R7). */
function agreedAscends(hosts: HostSlots): Property {
  return stepProperty({
    name: 'AgreedAscends',
    over: each(hosts),
    view: (host) => ({ agreed: host.context.agreed, hasForgotten: hasForgotten(host) }),
    holds: ([before], [after], action) =>
      after.hasForgotten || CRASHES.includes(action) || after.agreed >= before.agreed,
  });
}

/** After a crash a host is what its disk was, and nothing else (R4); what is agreed is found again there (R7). */
function crashLeavesDisk(hosts: HostSlots): Property {
  return stepProperty({
    name: 'CrashLeavesDisk',
    over: each(hosts),
    view: ({ context }) => ({
      disk: context.disk,
      current: durableOf(context),
      agreed: context.agreed,
      provenAgreed: Math.max(context.disk.delivered, agreedBy(context.disk, context.config.hosts)),
      volatile: context.gathered !== null || context.queue.length > 0,
    }),
    holds: ([before], [after], action) => {
      if (!CRASHES.includes(action)) return true;
      const { promised, log, delivered } = before.disk;
      const { current } = after;
      return (
        !after.volatile &&
        after.agreed === after.provenAgreed &&
        current.promised === promised &&
        current.delivered === delivered &&
        current.log.length === log.length &&
        current.installed?.number === before.disk.installed?.number
      );
    },
  });
}

/** The actions in which a host, or an engine, loses what is not on its disk. */
const CRASHES = ['Crash', 'CrashAndRestart', 'Reset'];

/** Without a disk, a crash leaves nothing (D2). */
function crashLeavesNothing(hosts: HostSlots): Property {
  return invariant({
    name: 'CrashLeavesNothing',
    over: each(hosts),
    view: (host) => {
      const { promised, installed, log, delivered, agreed, gathered, queue } = host.context;
      const isBlank = promised + log.length + delivered + agreed + queue.length === 0;
      return !isOut(host) || (isBlank && installed === null && gathered === null);
    },
    holds: ([isSo]) => isSo,
  });
}

/** Whether a host takes no part: it is down, or asks what it has forgotten (D2). */
export function isOut(host: HostSnapshot): boolean {
  return host.matches('down') || host.matches('recovering');
}

/** Whether a host without a disk is out, and so has forgotten what it knew. */
export function hasForgotten(host: HostSnapshot): boolean {
  return host.context.lives !== null && isOut(host);
}

/** D1, D7: no host knows a life that is not there yet, and each knows its own; nor does the record of an epoch. */
function knowsRealLives(hosts: HostSlots): Property {
  return invariant({
    name: 'KnowsRealLives',
    over: [hosts],
    view: (host) => ({
      isOut: isOut(host),
      life: host.context.lives?.life ?? 0,
      known: host.context.lives?.known ?? [],
      members: host.context.installed?.lives ?? [],
    }),
    holds: (views) =>
      views.every(
        ({ isOut: mayNotKnow, life, known, members }, self) =>
          (mayNotKnow || known[self] === life) &&
          known.every((one, host) => one <= (views[host]?.life ?? 0)) &&
          members.every((one, host) => one <= (known[host] ?? 0)),
      ),
  });
}

/** D5: a host that recovers counts answers to its own nonce only. */
function answersAreToThisLife(hosts: HostSlots): Property {
  return invariant({
    name: 'AnswersAreToThisLife',
    over: each(hosts),
    view: ({ context: { lives } }) => lives?.answers.every(({ nonce }) => nonce === lives.life) !== false,
    holds: ([isSo]) => isSo,
  });
}

/** Those about crashes, where there are some. */
function crashProperties({ options, hosts }: System): readonly Property[] {
  if (mayForget(options))
    return [crashLeavesNothing(hosts), knowsRealLives(hosts), answersAreToThisLife(hosts)];
  return isGranted(options.crashes) && !isDiskless(options) ? [crashLeavesDisk(hosts)] : [];
}
