/** What the reductions of the completed model take for granted of its hosts, as far as it can be asked of them. */
import type { Premise } from '../../../checker/index.js';
import { isGranted } from '../../../checker/environment/budget.js';
import { isRestartedAtOnce, reduces } from '../steps-made-one.js';
import type { System } from '../system.js';
import { deadPremise } from './dead.js';
import { restartPremise } from './restart.js';

export function premisesOf(system: System): readonly Premise[] {
  const { options } = system;
  return [
    ...(reduces(options, 'dead-messages') ? [deadPremise(system)] : []),
    ...(isGranted(options.crashes) && isRestartedAtOnce(options) ? [restartPremise(system)] : []),
  ];
}
