/** What the reductions of the completed model take for granted of its hosts. */
import { isGranted } from '../../../checker/environment/budget.js';
import type { Premise } from '../../../checker/index.js';
import { ALL_REDUCTIONS, type ExoOptions, type Reduction } from '../options.js';
import {
  isAnsweredAtOnce,
  isAsking,
  isRebootedAtOnce,
  isRestartedAtOnce,
  isSplit,
  mayForget,
  reduces,
} from '../steps-made-one.js';
import type { System } from '../system.js';
import { remedyOf } from './asked.js';
import { deadPremise } from './dead.js';
import { deliverPremise } from './deliver.js';
import { gatherPremise } from './gather.js';
import { partitionsPremise } from './partitions.js';
import { persistPremise } from './persist.js';
import { answersPremise, rebootPremise } from './recovering.js';
import { requestsPremise } from './requests.js';
import { restartPremise, type MayCrash } from './restart.js';
import { submitPremise } from './submit.js';

/** By reduction. */
const PREMISES: Readonly<Record<Reduction, (system: System, mayCrash?: MayCrash) => Premise>> = {
  'dead-messages': deadPremise,
  persist: persistPremise,
  deliver: deliverPremise,
  gather: gatherPremise,
  submit: submitPremise,
  answers: answersPremise,
  reboot: rebootPremise,
  restart: restartPremise,
  requests: requestsPremise,
  partitions: partitionsPremise,
};

/** Reductions that leave nothing out in the bounds of a model, and so rest on nothing there. */
function isIdle(options: ExoOptions): Partial<Readonly<Record<Reduction, boolean>>> {
  const splits = options.medium === 'bus' && isGranted(options.partitions);
  return {
    submit: options.payloads === 'inf' || options.payloads === 0,
    answers: !mayForget(options) || !isAnsweredAtOnce(options),
    reboot: !mayForget(options) || !isRebootedAtOnce(options),
    restart: !isGranted(options.crashes) || !isRestartedAtOnce(options),
    partitions: !splits || isSplit(options),
  };
}

export function premisesOf(system: System, mayCrash?: MayCrash): readonly Premise[] {
  const { options } = system;
  const idle = isIdle(options);
  return ALL_REDUCTIONS.filter((name) => reduces(options, name) && !isArguedOnly(options, name)).map(
    (name) => (idle[name] === true ? restingOnNothing(name) : PREMISES[name](system, mayCrash)),
  );
}

/**
 * That nobody need ask is argued of hosts that forget: what was dead to one life may not be to the next, so that local states do not
 * tell which of them go together with what is in flight.
 */
function isArguedOnly(options: ExoOptions, name: Reduction): boolean {
  return name === 'requests' && mayForget(options) && !isAsking(options);
}

function restingOnNothing(name: Reduction): Premise {
  return { name, remedy: remedyOf(name), verify: () => null };
}
