import { ATOMIC_BROADCAST } from '../../spec/exo/atomic-broadcast.js';
import {
  STANDARD,
  STANDARD_OF_REFINEMENT,
  STANDARD_WITHOUT_DISKS,
  STANDARD_WITHOUT_DISKS_OF_REFINEMENT,
  type Bounds,
} from '../../spec/exo/standard.js';
import {
  STANDARD_OFFLOAD,
  STANDARD_OFFLOAD_OF_REFINEMENT,
  STANDARD_OFFLOAD_WITHOUT_DISKS,
  type OffloadBounds,
} from '../../spec/offload/standard.js';
import type { CheckFlags } from './flags.js';

/** Flags that say which model is meant, and nothing of how much of it is searched. */
const OF_KIND: ReadonlySet<string> = new Set(['offload', 'storage', 'disklessRecovery', 'set']);

/**
 * The searches of one `exo check`: `exo` without a bound is searched in standard bounds, which may be several; anything else is as
 * the flags say.
 */
export function searchesOf(model: string, flags: CheckFlags): readonly CheckFlags[] {
  const { given } = flags;
  if (model !== 'exo' || given === undefined || !given.every((name) => OF_KIND.has(name))) return [flags];
  return standardOf(flags).map((bounds) => ({ ...flags, ...bounds }));
}

function standardOf({ offload, set, property }: CheckFlags): readonly (Bounds | OffloadBounds)[] {
  const isOfRefinement = property?.includes(ATOMIC_BROADCAST) === true;
  const isWithoutDisks = set['storage'] === 'diskless';
  if (offload === true) {
    if (isWithoutDisks) return [STANDARD_OFFLOAD_WITHOUT_DISKS];
    return [isOfRefinement ? STANDARD_OFFLOAD_OF_REFINEMENT : STANDARD_OFFLOAD];
  }
  if (isWithoutDisks) return isOfRefinement ? STANDARD_WITHOUT_DISKS_OF_REFINEMENT : STANDARD_WITHOUT_DISKS;
  return isOfRefinement ? STANDARD_OF_REFINEMENT : STANDARD;
}
