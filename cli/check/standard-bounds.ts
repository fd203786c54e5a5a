import { ATOMIC_BROADCAST } from '../../spec/index.js';
import { STANDARD, STANDARD_OF_REFINEMENT } from '../../spec/exo/standard.js';
import type { CheckFlags } from './flags.js';

/**
 * The searches of one `exo check`: `exo` without a flag that says what model is meant is searched in standard bounds, which
 * are several; anything else is as the flags say.
 */
export function searchesOf(model: string, flags: CheckFlags): readonly CheckFlags[] {
  if (model !== 'exo' || flags.given === undefined || flags.given.length > 0) return [flags];
  const isOfRefinement = flags.property?.includes(ATOMIC_BROADCAST) === true;
  const standard = isOfRefinement ? STANDARD_OF_REFINEMENT : STANDARD;
  return standard.map((bounds) => ({ ...flags, ...bounds }));
}
