/**
 * The readings of the slides that `npm start` checks: each knob reading by itself, every other knob at its
 * default, for 3 and for 5 hosts. The bounds are part of each line.
 */
import { DEFAULT_KNOBS, KNOBS, type KnobName } from './knobs.js';
import type { PublishedOptions } from './options.js';

export interface MatrixLine {
  /** The knob that departs from the defaults, and its value; null for the defaults themselves. */
  readonly knob: { readonly name: KnobName; readonly value: string } | null;
  readonly options: PublishedOptions;
  /** The properties that are known to break in it, that which breaks first before Agreement; left out where it is known to hold. */
  readonly breaks?: readonly string[];
}

type Bounds = Pick<PublishedOptions, 'hosts' | 'slots' | 'timeouts' | 'losses' | 'partitions' | 'crashes'>;

const THREE: Bounds = { hosts: 3, slots: 4, timeouts: 2, losses: 'inf', partitions: 0, crashes: 0 };
const FIVE: Bounds = { hosts: 5, slots: 4, timeouts: 1, losses: 2, partitions: 0, crashes: 0 };

/** Where a reading needs other bounds: to show what it does, or to stay quick. */
const OTHER_BOUNDS: Readonly<Record<string, Partial<Bounds>>> = {
  'restart=amnesia': { crashes: 1 },
  'recovery=longest 5': { slots: 5, losses: 3 },
  'inError=sending 5': { losses: 1 },
};

/** How readings break within these bounds, by reading and number of hosts: docs/results.md has the steps. All others hold. */
const BREAKS: Readonly<Record<string, readonly string[]>> = {
  'ownCopy=hear 3': ['MinorityHalt', 'Agreement'],
  'ownCopy=hear 5': ['Agreement'],
  'restart=amnesia 3': ['Agreement'],
  'restart=amnesia 5': ['Agreement'],
  'recovery=longest 5': ['Agreement'],
  'recovery=frequent 3': ['Agreement'],
  'recovery=frequent 5': ['Agreement'],
  'history=short 3': ['MinorityHalt', 'Agreement'],
  'history=short 5': ['MinorityHalt', 'Agreement'],
  'match=off 3': ['Agreement'],
  'match=off 5': ['Agreement'],
};

/**
 * Larger searches, minutes rather than seconds: the reading that is safe within the bounds of docs/protocol.md,
 * and one that only breaks beyond those of the matrix.
 */
export function largeLines(): readonly MatrixLine[] {
  const bounds = { ...FIVE, slots: 6, losses: 6 };
  const forgotten = lineOf({ name: 'votes', value: 'forgotten' }, { ...bounds, slots: 5 });
  return [lineOf(null, bounds), { ...forgotten, breaks: ['Agreement'] }];
}

/**
 * Every line of the matrix, in the order in which it is shown.
 *
 * @example
 * console.log(matrixLines()[0]?.options.hosts); // 3
 */
export function matrixLines(): readonly MatrixLine[] {
  const readings = [null, ...departures()];
  return readings.flatMap((knob) => [THREE, FIVE].map((bounds) => lineOf(knob, bounds)));
}

function departures(): readonly { readonly name: KnobName; readonly value: string }[] {
  return (Object.keys(KNOBS) as KnobName[]).flatMap((name) =>
    KNOBS[name].slice(1).map((value) => ({ name, value })),
  );
}

function lineOf(knob: MatrixLine['knob'], bounds: Bounds): MatrixLine {
  const knobs = knob === null ? DEFAULT_KNOBS : { ...DEFAULT_KNOBS, [knob.name]: knob.value };
  const reading = knob === null ? '' : `${knob.name}=${knob.value}`;
  const other = { ...OTHER_BOUNDS[reading], ...OTHER_BOUNDS[`${reading} ${bounds.hosts}`] };
  const breaks = BREAKS[`${reading} ${bounds.hosts}`];
  const options = { ...bounds, ...other, medium: 'bus', literal: false, knobs } as const;
  return { knob, options, ...(breaks && { breaks }) };
}
