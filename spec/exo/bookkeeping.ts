/** What is asked of how a host of the completed protocol keeps its own books: nothing of what users get. */
import { each, type Property } from '../../checker/index.js';
import { isGranted } from '../../checker/environment/budget.js';
import { amount, explainedInvariant, explainedStep, firstBroken, misplaced } from '../findings.js';
import { hostName } from '../ring.js';
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
  return explainedInvariant({
    name: 'FollowsInstalled',
    over: each(hosts),
    view: (host) => ({
      isUp: host.matches('up'),
      isIn: IN_EPOCH.some((state) => host.matches({ up: state })),
      isInstalled: host.context.installed !== null,
    }),
    holds: ([{ isUp, isIn, isInstalled }]) => {
      if (!isUp || isIn === isInstalled) return true;
      return isIn
        ? misplaced('a state within an epoch', [0], 'no epoch is installed there')
        : misplaced('an installed epoch', [0], 'its state is one outside of epochs');
    },
  });
}

const IN_EPOCH = ['following', 'starting', 'installing'] as const;

/** Promises are kept exactly as long as a takeover is prepared (R5). */
function gathersWhilePreparing(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'GathersWhilePreparing',
    over: each(hosts),
    view: (host) => ({
      isPreparing: host.matches({ up: 'preparing' }),
      gathers: host.context.gathered !== null,
    }),
    holds: ([{ isPreparing, gathers }]) => {
      if (isPreparing === gathers) return true;
      return gathers
        ? misplaced('promises that are kept', [0], 'no takeover is prepared there')
        : misplaced('a takeover that is prepared', [0], 'no promises are kept for it');
    },
  });
}

/** A host prepares only numbers of its own (R1). */
function preparesOwn(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'PreparesOwn',
    over: each(hosts),
    view: (host) => {
      const { promised, config } = host.context;
      const starter = starterOf(promised, config.hosts);
      return host.matches({ up: 'preparing' }) && starter !== config.self ? { promised, starter } : null;
    },
    holds: ([wrong]) =>
      wrong === null ||
      misplaced(
        `epoch ${wrong.promised} in preparation`,
        [0],
        `it is for ${hostName(wrong.starter)} to start`,
      ),
  });
}

/** A starter is a member of its own epoch (R5). */
function starterIsMember(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'StarterIsMember',
    over: each(hosts),
    view: ({ context: { installed, config } }) => {
      if (installed === null) return null;
      const { number, members } = installed;
      const starter = starterOf(number, config.hosts);
      return members.includes(starter) ? null : { number, starter };
    },
    holds: ([wrong]) =>
      wrong === null ||
      misplaced(
        `epoch ${wrong.number} installed`,
        [0],
        `its starter, ${hostName(wrong.starter)}, is no member of it`,
      ),
  });
}

/** A host that does not crash knows as much to be agreed as it knew before (R7). */
function agreedAscends(hosts: HostSlots): Property {
  return explainedStep({
    name: 'AgreedAscends',
    over: each(hosts),
    view: (host) => ({ agreed: host.context.agreed, hasForgotten: hasForgotten(host) }),
    holds: ([before], [after], action) =>
      after.hasForgotten ||
      CRASHES.includes(action) ||
      after.agreed >= before.agreed || {
        slot: after.agreed,
        values: ['no longer known to be agreed'],
        at: [[0]],
        because: `${amount(before.agreed, 'entry was', 'entries were')}, and ${after.agreed} ${after.agreed === 1 ? 'is' : 'are'} now`,
      },
  });
}

/** After a crash a host is what its disk was, and nothing else (R4); what is agreed is found again there (R7). */
function crashLeavesDisk(hosts: HostSlots): Property {
  return explainedStep({
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
      const pairs: readonly (readonly [string, unknown, unknown])[] = [
        ['promised epoch', current.promised, promised],
        ['delivered', current.delivered, delivered],
        ['length of the log', current.log.length, log.length],
        ['installed epoch', current.installed?.number ?? 'none', before.disk.installed?.number ?? 'none'],
        ['agreed', after.agreed, after.provenAgreed],
      ];
      const other = pairs.find(([, is, was]) => is !== was);
      if (other === undefined)
        return (
          !after.volatile ||
          misplaced('promises or a queue', [0], 'they are on no disk, and a crash left them')
        );
      const [name, is, was] = other;
      return misplaced(`${name} ${is}`, [0], `after a crash it is to be ${was}, as the disk has it`);
    },
  });
}

/** The actions in which a host, or an engine, loses what is not on its disk. */
const CRASHES = ['Crash', 'CrashAndRestart', 'Reset'];

/** Without a disk, a crash leaves nothing (D2). */
function crashLeavesNothing(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'CrashLeavesNothing',
    over: each(hosts),
    view: (host) => {
      const { promised, installed, log, delivered, agreed, gathered, queue } = host.context;
      if (!isOut(host)) return '';
      const left = [
        promised > 0 && 'a promise',
        installed !== null && 'an epoch',
        log.length > 0 && 'a log',
        delivered + agreed > 0 && 'what is agreed or delivered',
        gathered !== null && 'promises of others',
        queue.length > 0 && 'a queue',
      ];
      return left.filter((one) => one !== false).join(', ');
    },
    holds: ([left]) => left === '' || misplaced(left, [0], 'a crash leaves nothing of a host without a disk'),
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
  return explainedInvariant({
    name: 'KnowsRealLives',
    over: [hosts],
    view: (host) => ({
      isOut: isOut(host),
      life: host.context.lives?.life ?? 0,
      known: host.context.lives?.known ?? [],
      members: host.context.installed?.lives ?? [],
    }),
    holds: (views) =>
      firstBroken(views, ({ isOut: mayNotKnow, life, known, members }, self) => {
        if (!mayNotKnow && known[self] !== life)
          return misplaced(`life ${known[self] ?? 'none'} as its own`, [self], `it is in life ${life}`);
        const early = known.findIndex((one, host) => one > (views[host]?.life ?? 0));
        if (early >= 0)
          return misplaced(
            `life ${known[early] ?? 0} of ${hostName(early)} known`,
            [self],
            `${hostName(early)} is in life ${views[early]?.life ?? 0}`,
          );
        const recorded = members.findIndex((one, host) => one > (known[host] ?? 0));
        if (recorded < 0) return null;
        return misplaced(
          `life ${members[recorded] ?? 0} of ${hostName(recorded)} in the record of the epoch`,
          [self],
          `the host itself knows of life ${known[recorded] ?? 0}`,
        );
      }),
  });
}

/** D5: a host that recovers counts answers to its own nonce only. */
function answersAreToThisLife(hosts: HostSlots): Property {
  return explainedInvariant({
    name: 'AnswersAreToThisLife',
    over: each(hosts),
    view: ({ context: { lives } }) => {
      const foreign = lives?.answers.find(({ nonce }) => nonce !== lives.life);
      return lives === null || foreign === undefined ? null : { nonce: foreign.nonce, life: lives.life };
    },
    holds: ([wrong]) =>
      wrong === null ||
      misplaced(`an answer to life ${wrong.nonce} counted`, [0], `the host asks in life ${wrong.life}`),
  });
}

/** Those about crashes, where there are some. */
function crashProperties({ options, hosts }: System): readonly Property[] {
  if (mayForget(options))
    return [crashLeavesNothing(hosts), knowsRealLives(hosts), answersAreToThisLife(hosts)];
  return isGranted(options.crashes) && !isDiskless(options) ? [crashLeavesDisk(hosts)] : [];
}
