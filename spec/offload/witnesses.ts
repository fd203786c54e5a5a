/** What must be reachable in a model with split hosts, lest its properties hold because nothing happens. */
import { sometimes, sometimesStep, type Property } from '../../checker/index.js';
import { isGranted } from '../../checker/environment/budget.js';
import { majority } from '../ring.js';
import { pendingMax } from './options.js';
import type { OffloadSystem } from './system.js';

export function offloadWitnesses(system: OffloadSystem): readonly Property[] {
  const { slots, hosts, fifo, crashes, resets } = system.options;
  const agreedMax = slots - majority(hosts) + 1;
  return [
    ...(agreedMax >= fifo && pendingMax(system.options) >= fifo ? [channelsFull(system)] : []),
    ...(agreedMax >= 1 && isGranted(crashes) && isGranted(resets) ? [bothDown(system)] : []),
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

/** Engine and driver are both gone, and attach again. */
function bothDown({ split }: OffloadSystem): Property {
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
