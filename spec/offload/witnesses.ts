/** What must be reachable in a model with split hosts, lest its properties hold because nothing happens. */
import { each, sometimes, sometimesStep, type Property } from '../../checker/index.js';
import { isGranted } from '../../checker/environment/budget.js';
import { majority } from '../ring.js';
import { betweenOf, nothingUnderWay } from './delivered.js';
import { pendingMax } from './options.js';
import type { OffloadSystem } from './system.js';

export function offloadWitnesses(system: OffloadSystem): readonly Property[] {
  const { slots, hosts, fifo, queue, window, payloads, crashes, resets } = system.options;
  const agreedMax = slots - majority(hosts) + 1;
  const holds = (entries: number): boolean => window === 'inf' || window >= entries;
  const agrees = agreedMax >= 1 && holds(majority(hosts));
  return [
    ...(agreedMax >= fifo &&
    holds(majority(hosts) + fifo - 1) &&
    payloads !== 0 &&
    pendingMax(system.options) >= fifo
      ? [channelsFull(system)]
      : []),
    ...(isGranted(crashes) && isGranted(resets) ? [bothGone(system)] : []),
    ...(isGranted(crashes) || isGranted(resets) ? [attachesAgain(system)] : []),
    ...(isGranted(crashes) && payloads !== 0 ? [offersAgain(system)] : []),
    ...(agrees && payloads !== 0 ? [letsGoOfAgreed(system)] : []),
    ...(agrees && holds(slots) ? [lagsByAll(system, agreedMax)] : []),
    ...(agrees ? [rests(system)] : []),
    ...(window !== 'inf' && slots > window && agreedMax >= 1 && pendingMax(system.options) > queue
      ? [allFull(system, window)]
      : []),
  ];
}

/** C1 and C2 are full, at once. */
function channelsFull({ split, options: { fifo } }: OffloadSystem): Property {
  return sometimes({
    name: 'ChannelsFull',
    over: split.map(({ c1, c2 }) => ({ c1, c2 })),
    view: { c1: ({ payloads }) => payloads.length, c2: (records) => records.length },
    holds: ({ c1, c2 }) => c1 === fifo && c2 === fifo,
  });
}

/** A session begins after another has ended (O9). */
function attachesAgain({ split }: OffloadSystem): Property {
  return sometimesStep({
    name: 'AttachesAgain',
    over: each(split.map(({ engine }) => engine)),
    view: ({ context }) => context.edge.cursor !== null,
    holds: ([before], [after]) => !before && after,
  });
}

/** A driver numbers payloads in its second life (O8). */
function offersAgain({ split }: OffloadSystem): Property {
  return sometimes({
    name: 'OffersAgain',
    over: each(split.map(({ driver }) => driver)),
    view: ({ context: { life, pending } }) => life > 0 && pending.length > 0,
    holds: ([isSo]) => isSo,
  });
}

/** A driver is told that a payload is agreed, and keeps it no longer (O7). */
function letsGoOfAgreed({ split }: OffloadSystem): Property {
  return sometimesStep({
    name: 'LetsGoOfAgreed',
    over: each(split.map(({ driver }) => driver)),
    view: ({ context: { pending } }) => pending.length,
    holds: ([before], [after], action) => action === 'TakeC2' && after < before,
  });
}

/** The application has nothing of a log that is agreed as far as it can be (O5, O6). */
function lagsByAll({ split }: OffloadSystem, agreedMax: number): Property {
  return sometimes({
    name: 'LagsByAll',
    over: split.map(({ driver, engine }) => ({ driver, engine })),
    view: {
      driver: ({ context }) => context.application.length,
      engine: ({ context }) => context.agreed,
    },
    holds: ({ driver, engine }) => driver === 0 && engine >= agreedMax,
  });
}

/** Nothing is under way between application and engine, and the application has something (O12). */
function rests(system: OffloadSystem): Property {
  return sometimes({
    name: 'Rests',
    over: betweenOf(system),
    holds: (parts) => parts.driver.context.application.length > 0 && nothingUnderWay(system, parts),
  });
}

/** Log, queue and C1 are full at once (O12). */
function allFull({ split, options: { queue: queueMax, fifo } }: OffloadSystem, window: number): Property {
  return sometimes({
    name: 'AllFull',
    over: split.map(({ engine, c1 }) => ({ engine, c1 })),
    view: {
      engine: ({ context: { log, delivered, queue } }) => ({
        behind: log.length - delivered,
        queue: queue.length,
      }),
      c1: ({ payloads }) => payloads.length,
    },
    holds: ({ engine, c1 }) => engine.behind >= window && engine.queue >= queueMax && c1 >= fifo,
  });
}

/** Engine and driver are both gone, and attach again. */
function bothGone({ split }: OffloadSystem): Property {
  return sometimesStep({
    name: 'BothGone',
    over: split.map(({ driver, engine }) => ({ driver, engine })),
    view: {
      driver: (driver) => driver.context.next,
      engine: ({ context }) => context.edge.cursor,
    },
    holds: (before, after, action) =>
      action === 'Reset' && before.engine === null && before.driver === null && after.engine === null,
  });
}
