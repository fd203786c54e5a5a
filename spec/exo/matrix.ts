/**
 * What `npm start` checks of Exo completed: every medium, within bounds that are searched in seconds; and the
 * larger searches, which take minutes.
 */
import { ALL_REDUCTIONS, type ExoOptions } from './options.js';

const NOTHING: ExoOptions = {
  hosts: 3,
  slots: 4,
  epochs: 3,
  medium: 'bus',
  timeouts: 0,
  losses: 0,
  partitions: 0,
  crashes: 0,
  payloads: 'inf',
  reductions: ALL_REDUCTIONS,
};

/** No bound but the sizes: any number of time-outs, delays, repetitions and losses. */
const RECEIVE_ANY: ExoOptions = { ...NOTHING, medium: 'receive-any', slots: 4, epochs: 5 };

const ASYNC: ExoOptions = {
  ...NOTHING,
  medium: 'async',
  slots: 3,
  timeouts: 'inf',
  losses: 2,
  crashes: 1,
  payloads: 2,
};

const BUS: ExoOptions = {
  ...NOTHING,
  hosts: 5,
  slots: 5,
  timeouts: 3,
  losses: 'inf',
  partitions: 1,
  crashes: 1,
};

/** The reductions that make internal steps part of others; without them, each is a step of its own. */
const OF_INTERNAL_STEPS = ['persist', 'deliver', 'gather'];

/** The lines of the matrix, in the order in which they are shown. */
export function exoLines(): readonly ExoOptions[] {
  return [
    { ...RECEIVE_ANY, slots: 3 },
    { ...ASYNC, slots: 2, epochs: 2, payloads: 1 },
    { ...BUS, hosts: 3, slots: 4 },
    { ...BUS, slots: 3, epochs: 2, timeouts: 1 },
  ];
}

/** Larger searches: the same media, and the first line again with fewer reductions. */
export function exoLargeLines(): readonly ExoOptions[] {
  const reductions = ALL_REDUCTIONS.filter((name) => !OF_INTERNAL_STEPS.includes(name));
  return [RECEIVE_ANY, { ...RECEIVE_ANY, reductions }, ASYNC, BUS];
}
