import { DEFAULT_KNOBS, type Knobs } from '../published/knobs.js';
import type { PublishedOptions } from '../published/options.js';

/** The bounds in which most tests check: the bus, 3 hosts, 4 slots, 2 time-outs, losses without limit. */
const SMALL: Omit<PublishedOptions, 'knobs'> = {
  hosts: 3,
  slots: 4,
  timeouts: 2,
  losses: 'inf',
  partitions: 0,
  crashes: 0,
  medium: 'bus',
  literal: false,
};

/** The small bounds and the default reading, with what is given in their place. */
export function optionsWith(
  bounds: Partial<Omit<PublishedOptions, 'knobs'>> = {},
  knobs: Partial<Knobs> = {},
): PublishedOptions {
  return { ...SMALL, ...bounds, knobs: { ...DEFAULT_KNOBS, ...knobs } };
}

/** The async medium in the form that other checkers count. */
export function literalOptions(
  bounds: Pick<PublishedOptions, 'hosts' | 'slots' | 'timeouts' | 'losses'>,
  knobs: Partial<Knobs> = {},
): PublishedOptions {
  return optionsWith({ ...bounds, medium: 'async', literal: true }, knobs);
}
