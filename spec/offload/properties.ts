/**
 * What is asked of split hosts: of the engines what is asked of hosts (docs/protocol.md, section 5), of drivers what users get, and
 * that engine and driver rest only when nothing is left between them (O12).
 */
import { each, invariant, stepProperty, type Property } from '../../checker/index.js';
import { sameEntry, type Entry } from '../exo/log.js';
import type { HostSlots } from '../exo/names.js';
import { everAgreed, exoProperties } from '../exo/properties.js';
import type { DriverSnapshot, Life } from './driver.js';
import { nextRecord } from './edge.js';
import { lifeOf, numberOf } from './payload.js';
import type { DriverSlot, OffloadSystem, SplitHost } from './system.js';
import { offloadWitnesses } from './witnesses.js';

/** What every application has is a prefix of what every host has agreed, or the other way round. */
function deliveredPrefix({ exo, split }: OffloadSystem): Property {
  const hosts: HostSlots = exo.hosts;
  return invariant({
    name: 'DeliveredPrefix',
    over: split.flatMap(({ driver }) => hosts.map((host) => ({ driver, host }))),
    view: { driver: applicationOf, host: everAgreed },
    holds: ({ driver, host }) => driver.every((entry, k) => k >= host.length || sameEntry(entry, host[k])),
  });
}

/** What an application has is agreed at its engine. */
function deliveredIsAgreed({ split }: OffloadSystem): Property {
  return invariant({
    name: 'DeliveredIsAgreed',
    over: split.map(({ driver, engine }) => ({ driver, engine })),
    view: { driver: applicationOf, engine: (engine) => everAgreed(engine as never) },
    holds: ({ driver, engine }) => driver.every((entry, k) => sameEntry(entry, engine[k])),
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

/** A payload of a split host that is agreed anywhere is one that its driver was given, in that life. */
function validity({ exo, split }: OffloadSystem): Property {
  const hosts: HostSlots = exo.hosts;
  return invariant({
    name: 'SubmittedExactly',
    over: split.flatMap(({ driver, self }) =>
      hosts.map((host) => ({ driver, host, self: hosts[self] ?? host })),
    ),
    view: {
      driver: ({ context }: DriverSnapshot) => context.lives,
      host: (host) => everAgreed(host),
      self: ({ context }) => context.config.self,
    },
    holds: ({ driver, host, self }) =>
      host.every(({ source, payload }) => source !== self || payload === null || wasOffered(driver, payload)),
  });
}

function wasOffered(lives: readonly Life[], payload: number): boolean {
  const life = lives[lifeOf(payload)];
  const number = numberOf(payload);
  return life !== undefined && life.first <= number && number < life.next;
}

/**
 * O12: where neither the driver nor the channels nor the edge can do anything more, nothing is left to do: the copy is all that is
 * agreed, all of it is delivered and acknowledged, and every payload of the driver is in the engine's log or queue, or waits for
 * the protocol alone, because the queue is full.
 */
function atRest(split: readonly SplitHost[]): Property {
  return invariant({
    name: 'AtRest',
    over: split.map(({ driver, engine, c1, c2 }) => ({ driver, engine, c1, c2 })),
    holds: ({ driver, engine, c1, c2 }) => {
      const { context } = engine;
      const { edge, log, agreed, delivered, queue, config } = context;
      const [head] = c1.payloads;
      const [record] = c2;
      const isBusy =
        edge.cursor === null ||
        engine.can({ type: 'PERSISTED' }) ||
        driver.can({ type: 'PUT_C1' }) ||
        driver.can({ type: 'DELIVER' }) ||
        (head !== undefined && engine.can({ type: 'SUBMIT', payload: head })) ||
        engine.can({ type: 'DELIVER', delivered: c1.delivered }) ||
        nextRecord(context) !== null ||
        (record !== undefined && driver.can({ type: 'TAKE_C2', record }));
      if (isBusy) return true;
      const { copy, application, pending } = driver.context;
      const numbers = [...queue, ...ownIn(log, config.self)].map(numberOf);
      return (
        copy.length >= agreed &&
        application.length === copy.length &&
        delivered === application.length &&
        (queue.length >= config.queueMax || pending.every((payload) => numbers.includes(numberOf(payload))))
      );
    },
  });
}

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
    validity(system),
    deliveredPrefix(system),
    deliveredIsAgreed(system),
    deliveredStays(drivers),
    atRest(split),
    ...offloadWitnesses(system),
  ];
}
