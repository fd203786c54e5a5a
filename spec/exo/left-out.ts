/** The witnesses for which the bounds of a model leave no room, and how much they take: a report says so. */
import type { LeftOut } from '../../checker/index.js';
import { majority } from '../ring.js';
import type { ExoOptions } from './options.js';
import type { System } from './system.js';
import { witnesses } from './witnesses.js';

/** Witnesses that these bounds rule out, each with what it takes. Those of another storage or medium are no matter of bounds. */
export function witnessesLeftOut(system: System): readonly LeftOut[] {
  const asked = new Set(witnesses(system).map(({ name }) => name));
  return Object.entries(TAKES).flatMap(([name, takes]) =>
    asked.has(name)
      ? []
      : [{ name, because: `it takes ${takes(majority(system.options.hosts), system.options)}` }],
  );
}

/** By witness, what it takes where `q` hosts are a majority. */
const TAKES: Readonly<Record<string, (q: number, options: ExoOptions) => string>> = {
  SomethingAgreed: (q) => `${q} slots`,
  PayloadAgreed: (q) => `${q} slots and a payload`,
  AgreesAfterCrash: (q) => `${q} slots, 3 epochs, two time-outs, and crashes, finitely many`,
  OldEntryAgreed: (q) => `${q + 1} slots, 2 epochs and a time-out`,
  StarterMeetsLonger: () => '2 epochs and a time-out',
  CatchesUpFromSnapshot: (q) => `3 hosts, ${q} slots, 2 epochs and a time-out`,
  TakeoversOverlap: () => '3 epochs and two time-outs',
  ReturnedHostSends: () => '3 hosts, 2 slots, 3 epochs and two time-outs',
};
