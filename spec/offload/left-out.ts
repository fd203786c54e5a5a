/** The witnesses of split hosts for which the bounds of a model leave no room, and how much they take: a report says so. */
import type { LeftOut } from '../../checker/index.js';
import { majority } from '../ring.js';
import type { OffloadSystem } from './system.js';
import { offloadWitnesses } from './witnesses.js';

/** Witnesses of channels, drivers and edges that these bounds rule out, each with what it takes. */
export function offloadWitnessesLeftOut(system: OffloadSystem): readonly LeftOut[] {
  const asked = new Set(offloadWitnesses(system).map(({ name }) => name));
  const { hosts, fifo, queue } = system.options;
  const sizes: Sizes = { quorum: majority(hosts), fifo, queue };
  return Object.entries(TAKES).flatMap(([name, takes]) =>
    asked.has(name) ? [] : [{ name, because: `it takes ${takes(sizes)}` }],
  );
}

interface Sizes {
  readonly quorum: number;
  readonly fifo: number;
  readonly queue: number;
}

const TAKES: Readonly<Record<string, (sizes: Sizes) => string>> = {
  ChannelsFull: ({ quorum, fifo }) =>
    `${quorum + fifo - 1} slots, a window as large, and ${fifo === 1 ? 'a payload' : `${fifo} payloads`}`,
  BothGone: () => 'crashes and resets',
  AttachesAgain: () => 'crashes or resets',
  OffersAgain: () => 'crashes and a payload',
  LetsGoOfAgreed: ({ quorum }) => `${quorum} slots, a payload and a window as large`,
  LagsByAll: ({ quorum }) => `${quorum} slots, and a window for all of them`,
  Rests: ({ quorum }) => `${quorum} slots and a window as large`,
  AllFull: ({ quorum, queue }) =>
    `${quorum} slots, a window smaller than the slots, and ${queue + 1} payloads`,
};
