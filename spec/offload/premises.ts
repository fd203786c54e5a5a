/**
 * What the reductions of the completed model take for granted, asked of engines as of plain hosts. A reset is to an engine
 * what a crash is to a host; it is never left out as one that loses nothing, so only what concerns being down is asked of it.
 */
import { isGranted } from '../../checker/environment/budget.js';
import type { Premise } from '../../checker/index.js';
import { premisesOf as exoPremisesOf } from '../exo/premises/index.js';
import { isAsking } from '../exo/steps-made-one.js';
import type { System } from '../exo/system.js';
import { hasVolatile } from '../exo/crash-rules.js';
import type { OffloadSystem } from './system.js';

export function premisesOf({ options, exo }: OffloadSystem): readonly Premise[] {
  const isFaulty = isGranted(options.crashes) || isGranted(options.resets);
  const system: System = { ...exo, options: { ...exo.options, crashes: isFaulty ? 1 : 0 } };
  const premises = exoPremisesOf(system, (self, state) => self < options.split || hasVolatile(state));
  // An engine tells its driver a snapshot from entries: that nobody need ask is argued of it.
  return isAsking(system.options) ? premises : premises.filter(({ name }) => name !== 'requests');
}
