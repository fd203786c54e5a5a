/**
 * What is asked of split hosts: of the engines what is asked of hosts (docs/protocol.md, section 5), of drivers what users get, and
 * that engine and driver rest only when nothing is left between them (O12).
 */
import { each, invariant, stepProperty, type Property } from '../../checker/index.js';
import { isAlive } from '../exo/lives.js';
import { holdsToken, sameEntry, type Entry } from '../exo/log.js';
import type { HostSlots } from '../exo/names.js';
import { isOut } from '../exo/bookkeeping.js';
import { agreedInAnyLife, exoProperties } from '../exo/properties.js';
import type { DriverSnapshot } from './driver.js';
import { hasRoom, unagreed, type EngineContext } from './edge.js';
import { pendingMax } from './options.js';
import { lifeOf, numberOf } from './payload.js';
import type { DriverSlot, OffloadSystem, SplitHost } from './system.js';
import { offloadWitnesses } from './witnesses.js';

/** What every application has is a prefix of what every host has agreed, or the other way round. */
function deliveredPrefix({ exo, split }: OffloadSystem): Property {
  const hosts: HostSlots = exo.hosts;
  return invariant({
    name: 'DeliveredPrefix',
    over: split.flatMap(({ driver }) => hosts.map((host) => ({ driver, host }))),
    view: { driver: applicationOf, host: agreedInAnyLife },
    holds: ({ driver, host }) =>
      host.every((log) => driver.every((entry, k) => k >= log.length || sameEntry(entry, log[k]))),
  });
}

/** What an application has is agreed at its engine, or was in a former life of it. */
function deliveredIsAgreed({ split }: OffloadSystem): Property {
  return invariant({
    name: 'DeliveredIsAgreed',
    over: split.map(({ driver, engine }) => ({ driver, engine })),
    view: { driver: applicationOf, engine: (engine) => agreedInAnyLife(engine as never) },
    holds: ({ driver, engine }) => driver.every((entry, k) => engine.some((log) => sameEntry(entry, log[k]))),
  });
}

/** What an application has it keeps: nothing is taken back, and nothing given twice. */
function deliveredStays(drivers: readonly DriverSlot[]): Property {
  return stepProperty({
    name: 'DeliveredStays',
    over: each(drivers),
    view: applicationOf,
    holds: ([before], [after]) => before.every((entry, k) => sameEntry(entry, after[k])),
  });
}

/**
 * A payload comes from where it was before, in the order in which it was there: what a driver keeps was submitted to it in this
 * life, what is put on C1 is kept, what is queued was the head of C1, and what an engine sends was queued.
 */
function submittedExactly(split: readonly SplitHost[]): Property {
  return stepProperty({
    name: 'SubmittedExactly',
    over: split.map(({ driver, c1, engine }) => ({ driver, c1, engine })),
    view: {
      driver: ({ context: { pending, life } }: DriverSnapshot) => ({ pending, life }),
      c1: ({ payloads }) => payloads,
      engine: ({ context: { queue, log, config } }) => ({ queue, own: ownIn(log, config.self) }),
    },
    holds: (before, after, action) => {
      const offered = after.driver.pending.filter((one) => !before.driver.pending.includes(one));
      const put = after.c1.filter((one) => !before.c1.includes(one));
      const queued = after.engine.queue.filter((one) => !before.engine.queue.includes(one));
      const sent = after.engine.own.filter((one) => !before.engine.own.includes(one));
      return (
        offered.every((one) => lifeOf(one) === after.driver.life) &&
        put.every((one) => after.driver.pending.includes(one)) &&
        queued.every((one) => one === before.c1[0]) &&
        (action !== 'Append' || sent.every((one) => before.engine.queue.includes(one)))
      );
    },
  });
}

/**
 * O12: where neither the driver nor the channels nor the edge can do anything more, nothing is left to do: the copy is all that is
 * to be copied, all that is agreed is known, delivered and acknowledged, and every payload of the driver is in the engine's log or queue,
 * or waits for the protocol alone, because the queue is full. An engine that recovers waits for others.
 */
function atRest({ split, world, options: { c2: form, fifo } }: OffloadSystem): Property {
  return invariant({
    name: 'AtRest',
    over: split.map(({ driver, engine, c1, c2 }) => ({ driver, engine, c1, c2 })),
    holds: ({ driver, engine, c1, c2 }) => {
      const { context } = engine;
      const { edge, log, agreed, delivered, queue, config } = context;
      const { copy, pointer, application, owed } = driver.context;
      const [head] = c1.payloads;
      const isBusy =
        edge.cursor === null ||
        isOut(engine as never) ||
        engine.can({ type: 'PERSISTED' }) ||
        (c1.payloads.length < fifo && driver.can({ type: 'PUT_C1' })) ||
        driver.can({ type: 'DELIVER' }) ||
        (head !== undefined && engine.can({ type: 'SUBMIT', payload: head })) ||
        engine.can({ type: 'DELIVER', delivered: c1.delivered }) ||
        engine.can({ type: 'PUT_C2', putting: 'entry' }) ||
        engine.can({ type: 'PUT_C2', putting: 'pointer' }) ||
        (world.readsPointer && pointer < Math.min(agreed, copy.length)) ||
        c2.length > 0;
      if (isBusy) return true;
      const served = [...queue, ...ownIn(log, config.self)];
      return (
        copy.length >= (form === 'early' ? log.length : agreed) &&
        pointer >= agreed &&
        application.length === pointer &&
        delivered === application.length &&
        (queue.length >= config.queueMax || owed.every((payload) => served.includes(payload)))
      );
    },
  });
}

/**
 * O1: an engine that has the token and room for an entry fills the next slot, whatever its queue and its channels hold. A new life has
 * no token in an epoch with a former life of a member (D7, D8).
 */
function neverWaits(split: readonly SplitHost[]): Property {
  return invariant({
    name: 'EngineNeverWaits',
    over: each(split.map(({ engine }) => engine)),
    view: (engine) =>
      !engine.matches({ up: 'following' } as never) ||
      !holdsToken(engine.context) ||
      !isLivingEpoch(engine.context) ||
      !hasRoom(engine.context) ||
      engine.can({ type: 'APPEND' }),
    holds: ([isSo]) => isSo,
  });
}

function isLivingEpoch(context: EngineContext): boolean {
  return context.installed !== null && isAlive(context.installed, context);
}

/** O6, O7: pending list, queue and log take no more than they have room for; another's log may be longer. */
function keepsRoom({ split, options }: OffloadSystem): Property {
  const { queue: queueMax, window } = options;
  const kept = pendingMax(options);
  return stepProperty({
    name: 'KeepsRoom',
    over: split.map(({ engine, driver }) => ({ engine, driver })),
    view: {
      engine: ({ context: { queue, log, delivered } }) => ({
        queue: queue.length,
        behind: log.length - delivered,
      }),
      driver: ({ context }: DriverSnapshot) => context.pending.length,
    },
    holds: (_before, { engine, driver }, action) =>
      driver <= kept &&
      engine.queue <= queueMax &&
      (window === 'inf' || !FILLS_SLOTS.includes(action) || engine.behind <= window),
  });
}

const FILLS_SLOTS: readonly string[] = ['Append', 'Receive'];

/** O7: no payload is in C1 and queue twice, and none in the queue is agreed. */
function nothingTwice(split: readonly SplitHost[]): Property {
  return invariant({
    name: 'NothingTwice',
    over: split.map(({ engine, c1 }) => ({ engine, c1 })),
    view: {
      engine: ({ context }) => ({ queue: context.queue, waiting: unagreed(context).length }),
      c1: ({ payloads }) => payloads,
    },
    holds: ({ engine: { queue, waiting }, c1 }) =>
      new Set([...c1, ...queue]).size === c1.length + queue.length && waiting === queue.length,
  });
}

/** O7: a driver lets go of what it knows to be agreed: its last own payload in that, and all before it. */
function letsGo(drivers: readonly DriverSlot[]): Property {
  return invariant({
    name: 'LetsGo',
    over: each(drivers),
    view: ({ context: { pending, copy, pointer, config } }) => {
      const covered = ownIn(copy.slice(0, pointer), config.self).map(numberOf);
      return Math.min(...pending.map(numberOf)) > Math.max(...covered);
    },
    holds: ([isSo]) => isSo,
  });
}

/** O8: a driver that has numbers to give gives none that its engine has taken, in whatever life. */
function numbersAscend(split: readonly SplitHost[]): Property {
  return invariant({
    name: 'NumbersAscend',
    over: split.map(({ engine, driver }) => ({ engine, driver })),
    view: {
      engine: ({ context }) => context.edge.next,
      driver: ({ context }: DriverSnapshot) => context.next,
    },
    holds: ({ engine, driver }) => driver === null || driver >= engine,
  });
}

/** O6: what an engine compacts its application has, or has in a snapshot of another's that the engine was given. */
function compactsDelivered(split: readonly SplitHost[]): Property {
  return stepProperty({
    name: 'CompactsDelivered',
    over: split.map(({ engine, driver }) => ({ engine, driver })),
    view: {
      engine: ({ context: { delivered } }) => delivered,
      driver: (driver: DriverSnapshot) => applicationOf(driver).length,
    },
    holds: (before, after, action) =>
      GIVES_SNAPSHOTS.includes(action) || after.engine <= Math.max(before.engine, after.driver),
  });
}

/** The rules by which a host without a disk is told what it has forgotten (D4, D5). */
const ANSWERS: readonly string[] = ['Answer', 'TakeAnswer'];

/** The rules by which a host is given another's snapshot. */
const GIVES_SNAPSHOTS: readonly string[] = ['Install', 'CatchUp', 'Start', 'Fetch', 'Join', ...ANSWERS];

function ownIn(log: readonly Entry[], self: number): readonly number[] {
  return log.flatMap(({ source, payload }) => (source === self && payload !== null ? [payload] : []));
}

function applicationOf({ context }: DriverSnapshot): readonly Entry[] {
  return context.application;
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
