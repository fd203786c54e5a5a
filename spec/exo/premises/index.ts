/** What the reductions of the completed model take for granted of its hosts, as far as it can be asked of them. */
import { isGranted } from '../../../checker/environment/budget.js';
import type { Premise } from '../../../checker/index.js';
import type { Reduction } from '../options.js';
import {
  isAnsweredAtOnce,
  isAsking,
  isRebootedAtOnce,
  isRestartedAtOnce,
  mayForget,
  reduces,
} from '../steps-made-one.js';
import type { System } from '../system.js';
import { deadPremise } from './dead.js';
import { deliverPremise } from './deliver.js';
import { gatherPremise } from './gather.js';
import { persistPremise } from './persist.js';
import { answersPremise, rebootPremise } from './recovering.js';
import { requestsPremise } from './requests.js';
import { restartPremise, type MayCrash } from './restart.js';
import { submitPremise } from './submit.js';

/**
 * By reduction. That of `partitions` is about the medium alone, and asks nothing of a host; that of `requests` can be verified
 * only where hosts ask.
 */
const PREMISES: Partial<Readonly<Record<Reduction, (system: System, mayCrash?: MayCrash) => Premise>>> = {
  'dead-messages': deadPremise,
  persist: persistPremise,
  deliver: deliverPremise,
  gather: gatherPremise,
  submit: submitPremise,
  answers: answersPremise,
  reboot: rebootPremise,
  restart: restartPremise,
  requests: requestsPremise,
};

export function premisesOf(system: System, mayCrash?: MayCrash): readonly Premise[] {
  const { options } = system;
  const isIdle: Partial<Readonly<Record<Reduction, boolean>>> = {
    submit: options.payloads === 'inf' || options.payloads === 0,
    requests: !isAsking(options),
    answers: !mayForget(options) || !isAnsweredAtOnce(options),
    reboot: !mayForget(options) || !isRebootedAtOnce(options),
    restart: !isGranted(options.crashes) || !isRestartedAtOnce(options),
  };
  return Object.entries(PREMISES).flatMap(([name, premise]) => {
    const reduction = name as Reduction;
    return reduces(options, reduction) && isIdle[reduction] !== true ? [premise(system, mayCrash)] : [];
  });
}
