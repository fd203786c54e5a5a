/** What is asked of what applications have: that it is agreed, that they keep it, and that nothing is left on the way to them (O12). */
import { each, type Finding, type Property } from '../../checker/index.js';
import { showEntry } from '../exo/display.js';
import { isOut } from '../exo/bookkeeping.js';
import { sameEntry } from '../exo/log.js';
import type { HostSlots } from '../exo/names.js';
import { agreedInAnyLife } from '../exo/properties.js';
import { explainedInvariant, explainedStep, firstBroken, misplaced } from '../findings.js';
import type { C1, C2 } from './channels.js';
import type { DriverSnapshot } from './driver.js';
import type { EngineSnapshot } from './engine.js';
import { applicationOf, at, nameOf, ownIn } from './found.js';
import type { DriverSlot, OffloadSystem, SplitHost } from './system.js';

/** What every application has is a prefix of what every host has agreed, or the other way round. */
export function deliveredPrefix({ exo, split }: OffloadSystem): Property {
  const hosts: HostSlots = exo.hosts;
  return explainedInvariant({
    name: 'DeliveredPrefix',
    over: split.flatMap(({ driver }) => hosts.map((host) => ({ driver, host }))),
    view: { driver: applicationOf, host: agreedInAnyLife },
    holds: ({ driver, host }) =>
      firstBroken(driver, (entry, slot) => {
        const other = host.flatMap((log) => log.slice(slot, slot + 1)).find((one) => !sameEntry(entry, one));
        if (other === undefined) return null;
        const values = [showEntry(entry), showEntry(other)];
        return { slot, values, at: [[0], [1]], how: 'delivered or agreed as' };
      }),
  });
}

/** What an application has is agreed at its engine, or was in a former life of it. */
export function deliveredIsAgreed({ split }: OffloadSystem): Property {
  return explainedInvariant({
    name: 'DeliveredIsAgreed',
    over: split.map(({ driver, engine }) => ({ driver, engine })),
    view: { driver: applicationOf, engine: (engine) => agreedInAnyLife(engine as never) },
    holds: ({ driver, engine }) =>
      firstBroken(driver, (entry, slot) => {
        if (engine.some((log) => sameEntry(entry, log[slot]))) return null;
        const [agreed] = engine.flatMap((log) => log.slice(slot, slot + 1));
        const because = `at its engine ${agreed === undefined ? 'nothing' : showEntry(agreed)} is agreed there`;
        return { slot, values: [showEntry(entry)], at: [[0]], how: 'delivered as', because };
      }),
  });
}

/** What an application has it keeps: nothing is taken back, and nothing given twice. */
export function deliveredStays(drivers: readonly DriverSlot[]): Property {
  return explainedStep({
    name: 'DeliveredStays',
    over: each(drivers),
    view: applicationOf,
    holds: ([before], [after]) =>
      firstBroken(before, (entry, slot) => {
        const now = after[slot];
        if (sameEntry(entry, now)) return null;
        const because = `it is no longer: the application has ${now === undefined ? 'nothing' : showEntry(now)} there now`;
        return { slot, values: [showEntry(entry)], at: [[0]], how: 'delivered as', because };
      }),
  });
}

/** Of each split host what O12 is about. */
type Between = Pick<SplitHost, 'driver' | 'engine' | 'c1' | 'c2'>;

/** By name, their local states. */
interface Parts {
  readonly driver: DriverSnapshot;
  readonly engine: EngineSnapshot;
  readonly c1: C1;
  readonly c2: C2;
}

/** The parts of each split host between which O12 looks for something under way. */
export function betweenOf({ split }: OffloadSystem): readonly Between[] {
  return split.map(({ driver, engine, c1, c2 }) => ({ driver, engine, c1, c2 }));
}

/** O12: neither the driver nor the channels nor the edge of an attached engine can do anything by themselves. */
export function nothingUnderWay(
  { world, options: { fifo } }: OffloadSystem,
  { driver, engine, c1, c2 }: Parts,
): boolean {
  const { edge, agreed } = engine.context;
  const { copy, pointer } = driver.context;
  const [head] = c1.payloads;
  return !(
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
    c2.length > 0
  );
}

/**
 * O12: where neither the driver nor the channels nor the edge can do anything more, nothing is left to do: the copy is all that is
 * to be copied, all that is agreed is known, delivered and acknowledged, and every payload of the driver is in the engine's log or queue,
 * or waits for the protocol alone, because the queue is full. An engine that recovers waits for others.
 */
export function atRest(system: OffloadSystem): Property {
  const form = system.options.c2;
  return explainedInvariant({
    name: 'AtRest',
    over: betweenOf(system),
    holds: (parts) => {
      if (!nothingUnderWay(system, parts)) return true;
      const { driver, engine } = parts;
      const { log, agreed, delivered, queue, config } = engine.context;
      const { copy, pointer, application, owed } = driver.context;
      const behind = whereUnserved();
      if (behind !== null) return behind;
      const served = [...queue, ...ownIn(log, config.self)];
      const lost = owed.find((payload) => !served.includes(payload));
      if (queue.length >= config.queueMax || lost === undefined) return true;
      return misplaced(
        nameOf(lost, config.self),
        [0],
        'it is submitted and not agreed, it is in neither queue nor log of the engine, and nothing brings it there',
      );

      /** The first slot at which one of the two is behind for ever. */
      function whereUnserved(): Finding | null {
        const due = form === 'early' ? log.length : agreed;
        const atRest = 'and nothing is under way';
        if (copy.length < due)
          return at(copy.length, 'in the log', [1], `the driver has no copy of it, ${atRest}`);
        if (pointer < agreed) return at(pointer, 'agreed', [1], `the driver does not know that, ${atRest}`);
        if (application.length !== pointer)
          return at(
            Math.min(application.length, pointer),
            application.length < pointer ? 'known to be agreed' : 'delivered',
            [0],
            `it is ${application.length < pointer ? 'not delivered' : 'not known to be agreed'}, ${atRest}`,
          );
        if (delivered !== application.length)
          return at(
            Math.min(delivered, application.length),
            delivered < application.length ? 'delivered' : 'not delivered',
            [0],
            `the engine ${delivered < application.length ? 'does not know that' : 'takes it for delivered'}, ${atRest}`,
          );
        return null;
      }
    },
  });
}
