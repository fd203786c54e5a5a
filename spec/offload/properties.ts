/**
 * What is asked of split hosts: of the engines what is asked of hosts (docs/protocol.md, section 5), of drivers what users get, and
 * that engine and driver rest only when nothing is left between them (O12).
 */
import { each, type Finding, type Property } from '../../checker/index.js';
import { isAlive } from '../exo/lives.js';
import { holdsToken } from '../exo/log.js';
import { exoProperties } from '../exo/properties.js';
import { amount, explainedInvariant, explainedStep, misplaced } from '../findings.js';
import type { DriverSnapshot } from './driver.js';
import { hasRoom, unagreed, type EngineContext } from './edge.js';
import { pendingMax } from './options.js';
import { lifeOf, numberOf } from './payload.js';
import { atRest, deliveredIsAgreed, deliveredPrefix, deliveredStays } from './delivered.js';
import { applicationOf, at, nameOf, ownIn } from './found.js';
import type { DriverSlot, OffloadSystem, SplitHost } from './system.js';
import { offloadWitnesses } from './witnesses.js';

/**
 * A payload comes from where it was before, in the order in which it was there: what a driver keeps was submitted to it in this
 * life, what is put on C1 is kept, what is queued was the head of C1, and what an engine sends was queued.
 */
function submittedExactly(split: readonly SplitHost[]): Property {
  return explainedStep({
    name: 'SubmittedExactly',
    over: split.map(({ driver, c1, engine }) => ({ driver, c1, engine })),
    view: {
      driver: ({ context: { pending, life } }: DriverSnapshot) => ({ pending, life }),
      c1: ({ payloads }) => payloads,
      engine: ({ context: { queue, log, config } }) => ({
        queue,
        own: ownIn(log, config.self),
        self: config.self,
      }),
    },
    holds: (before, after, action) => {
      const offered = after.driver.pending.filter((one) => !before.driver.pending.includes(one));
      const put = after.c1.filter((one) => !before.c1.includes(one));
      const queued = after.engine.queue.filter((one) => !before.engine.queue.includes(one));
      const sent = after.engine.own.filter((one) => !before.engine.own.includes(one));
      const wrong = (payloads: readonly number[], place: number, because: string): Finding[] =>
        payloads.map((payload) => misplaced(nameOf(payload, after.engine.self), [place], because));
      const [first] = [
        ...wrong(
          offered.filter((one) => lifeOf(one) !== after.driver.life),
          0,
          'the driver keeps it, and it was submitted in another of its lives',
        ),
        ...wrong(
          put.filter((one) => !after.driver.pending.includes(one)),
          1,
          'it is put on C1, and the driver does not keep it',
        ),
        ...wrong(
          queued.filter((one) => one !== before.c1[0]),
          2,
          'it is in the queue, and was not the first on C1',
        ),
        ...wrong(
          action === 'Append' ? sent.filter((one) => !before.engine.queue.includes(one)) : [],
          2,
          'the engine has sent it, and it was not in the queue',
        ),
      ];
      return first ?? true;
    },
  });
}

/**
 * O1: an engine that has the token and room for an entry fills the next slot, whatever its queue and its channels hold. A new life has
 * no token in an epoch with a former life of a member (D7, D8).
 */
function neverWaits(split: readonly SplitHost[]): Property {
  return explainedInvariant({
    name: 'EngineNeverWaits',
    over: each(split.map(({ engine }) => engine)),
    view: (engine) =>
      !engine.matches({ up: 'following' } as never) ||
      !holdsToken(engine.context) ||
      !isLivingEpoch(engine.context) ||
      !hasRoom(engine.context) ||
      engine.can({ type: 'APPEND' })
        ? null
        : engine.context.log.length,
    holds: ([slot]) =>
      slot === null ||
      at(slot, 'left empty', [0], 'the engine has the token and room for an entry, and waits'),
  });
}

function isLivingEpoch(context: EngineContext): boolean {
  return context.installed !== null && isAlive(context.installed, context);
}

/** O6, O7: pending list, queue and log take no more than they have room for; a log that is another's may be longer. */
function keepsRoom({ split, options }: OffloadSystem): Property {
  const { queue: queueMax, window } = options;
  const kept = pendingMax(options);
  return explainedStep({
    name: 'KeepsRoom',
    over: split.map(({ engine, driver }) => ({ engine, driver })),
    view: {
      engine: ({ context }) => ({ queue: context.queue.length, ...lengthsOf(context) }),
      driver: ({ context }: DriverSnapshot) => context.pending.length,
    },
    holds: (before, after) => {
      const { engine, driver } = after;
      if (driver > kept)
        return misplaced(`${amount(driver, 'payload')} kept`, [1], `the driver has room for ${kept}`);
      if (engine.queue > queueMax)
        return misplaced(
          `${amount(engine.queue, 'payload')} queued`,
          [0],
          `the queue has room for ${queueMax}`,
        );
      const isLonger =
        isOfSameEpoch(before.engine, engine) &&
        engine.delivered === before.engine.delivered &&
        engine.length > before.engine.length;
      const behind = engine.length - engine.delivered;
      if (window === 'inf' || !isLonger || behind <= window) return true;
      const undelivered = amount(behind, 'undelivered entry', 'undelivered entries');
      return misplaced(undelivered, [0], `the log has room for ${window}`);
    },
  });
}

/** What an engine's log is measured by, to tell a log that grows or is compacted from one that another has sent. */
interface Lengths {
  readonly epoch: number | null;
  readonly length: number;
  readonly delivered: number;
}

function lengthsOf({ installed, log, delivered }: EngineContext): Lengths {
  return { epoch: installed?.number ?? null, length: log.length, delivered };
}

function isOfSameEpoch(before: Lengths, after: Lengths): boolean {
  return before.epoch === after.epoch;
}

/** O7: no payload is in C1 and queue twice, and none in the queue is agreed. */
function nothingTwice(split: readonly SplitHost[]): Property {
  return explainedInvariant({
    name: 'NothingTwice',
    over: split.map(({ engine, c1 }) => ({ engine, c1 })),
    view: {
      engine: ({ context }) => ({
        queue: context.queue,
        agreed: context.queue.filter((one) => !unagreed(context).includes(one)),
        self: context.config.self,
      }),
      c1: ({ payloads }) => payloads,
    },
    holds: ({ engine: { queue, agreed, self }, c1 }) => {
      const both = [...c1, ...queue];
      const twice = both.find((one, i) => both.indexOf(one) !== i);
      if (twice !== undefined) {
        const places = [...(queue.includes(twice) ? [0] : []), ...(c1.includes(twice) ? [1] : [])];
        return misplaced(nameOf(twice, self), places, 'it is there twice, in queue and C1 together');
      }
      const [done] = agreed;
      return done === undefined || misplaced(nameOf(done, self), [0], 'it is queued, and agreed already');
    },
  });
}

/** O7: a driver lets go of what it knows to be agreed: its last own payload in that, and all before it. */
function letsGo(drivers: readonly DriverSlot[]): Property {
  return explainedInvariant({
    name: 'LetsGo',
    over: each(drivers),
    view: ({ context: { pending, copy, pointer, config } }) => {
      const covered = Math.max(...ownIn(copy.slice(0, pointer), config.self).map(numberOf));
      const kept = pending.find((one) => numberOf(one) <= covered);
      return kept === undefined ? null : { kept, self: config.self };
    },
    holds: ([wrong]) =>
      wrong === null ||
      misplaced(
        nameOf(wrong.kept, wrong.self),
        [0],
        'the driver keeps it, and knows that it or a later one is agreed',
      ),
  });
}

/** O8: a driver that has numbers to give gives none that its engine has taken, in whatever life. */
function numbersAscend(split: readonly SplitHost[]): Property {
  return explainedInvariant({
    name: 'NumbersAscend',
    over: split.map(({ engine, driver }) => ({ engine, driver })),
    view: {
      engine: ({ context }) => context.edge.next,
      driver: ({ context }: DriverSnapshot) => context.next,
    },
    holds: ({ engine, driver }) =>
      driver === null ||
      driver >= engine ||
      misplaced(
        `number ${driver}, the next to be given,`,
        [1],
        `its engine has taken numbers up to ${engine - 1} already`,
      ),
  });
}

/** O6: what an engine compacts its application has, or has in a snapshot of another's: of an epoch that it installs, or of more than its log. */
function compactsDelivered(split: readonly SplitHost[]): Property {
  return explainedStep({
    name: 'CompactsDelivered',
    over: split.map(({ engine, driver }) => ({ engine, driver })),
    view: {
      engine: ({ context }) => lengthsOf(context),
      driver: (driver: DriverSnapshot) => applicationOf(driver).length,
    },
    holds: (before, after) => {
      const isSnapshot =
        !isOfSameEpoch(before.engine, after.engine) || after.engine.delivered > before.engine.length;
      const deliveredMax = Math.max(before.engine.delivered, after.driver);
      return (
        isSnapshot ||
        after.engine.delivered <= deliveredMax ||
        at(deliveredMax, 'compacted', [0], `the application has ${amount(after.driver, 'entry', 'entries')}`)
      );
    },
  });
}

/** All properties and witnesses of the model. */
export function offloadProperties(system: OffloadSystem): readonly Property[] {
  const { exo, split } = system;
  const drivers = split.map(({ driver }) => driver);
  return [
    ...exoProperties(exo, exo.hosts.slice(split.length)),
    submittedExactly(split),
    deliveredPrefix(system),
    deliveredIsAgreed(system),
    deliveredStays(drivers),
    atRest(system),
    neverWaits(split),
    compactsDelivered(split),
    numbersAscend(split),
    keepsRoom(system),
    nothingTwice(split),
    letsGo(drivers),
    ...offloadWitnesses(system),
  ];
}
