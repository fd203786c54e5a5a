import { STATUS, type Core, type CoreState } from '../core/core.js';
import type { CatchingUpState } from './catching-up.js';
import type { CompactingState } from './compacting.js';
import type { DeferredState } from './deferred.js';
import type { HintsState } from './hints.js';
import type { MembershipState } from './membership.js';
import type { HostModes } from './modes.js';
import type { PatienceState } from './patience.js';
import type { PayloadNumbersState } from './payload-numbers.js';
import type { RecoveringState } from './recovering.js';
import type { ReturningState } from './returning.js';
import type { SendingState } from './sending.js';
import type { TakeoverState } from './takeover.js';
import type { WritingState } from './writing.js';

/**
 * All that a host is, driver and core, as plain data: what it does next depends on nothing else. Equal states are equal
 * data. What it has counted is left out; its storage, and timers that are set, belong to the world around it.
 */
export interface HostState {
  readonly core: CoreState;
  /** R5: what was known to be agreed when the promise was sent; -1 if it was not sent in this life. */
  readonly settledAtPromise: number;
  /** D1, D9: the lives that were known then. Left out where hosts have disks, and where there is no promise to be said again. */
  readonly knownAtPromise?: Float64Array;
  readonly writing: WritingState;
  readonly compacting: CompactingState;
  readonly sending: SendingState;
  readonly takeover: TakeoverState;
  readonly patience: PatienceState;
  readonly deferred: DeferredState;
  readonly catchingUp: CatchingUpState;
  readonly hints: HintsState;
  readonly returning: ReturningState;
  readonly membership: MembershipState;
  readonly numbers: PayloadNumbersState;
  /** Left out where hosts have disks. */
  readonly recovering?: RecoveringState;
}

export function saveHost(core: Core, modes: HostModes): HostState {
  return {
    core: core.save(),
    settledAtPromise: core.settledAtPromise,
    ...knownAtPromise(core),
    writing: modes.writing.save(),
    compacting: modes.compacting.save(),
    sending: modes.sending.save(),
    takeover: modes.takeover.save(),
    patience: modes.patience.save(),
    deferred: modes.deferred.save(),
    catchingUp: modes.catchingUp.save(),
    hints: modes.hints.save(),
    returning: modes.returning.save(),
    membership: modes.membership.save(),
    numbers: modes.numbers.save(),
    ...(core.lives !== null && { recovering: modes.recovering.save() }),
  };
}

export function loadHost(core: Core, modes: HostModes, state: HostState): void {
  core.load(state.core);
  core.settledAtPromise = state.settledAtPromise;
  core.knownAtPromise = state.knownAtPromise ?? null;
  modes.writing.load(state.writing);
  modes.compacting.load(state.compacting);
  modes.sending.load(state.sending);
  modes.takeover.load(state.takeover);
  modes.patience.load(state.patience);
  modes.deferred.load(state.deferred);
  modes.catchingUp.load(state.catchingUp);
  modes.hints.load(state.hints);
  modes.returning.load(state.returning);
  modes.membership.load(state.membership);
  modes.numbers.load(state.numbers);
  if (state.recovering !== undefined) modes.recovering.load(state.recovering);
}

function knownAtPromise({
  status,
  settledAtPromise,
  knownAtPromise: known,
}: Core): Pick<HostState, 'knownAtPromise'> {
  const isSaid = status === STATUS.waiting && settledAtPromise >= 0 && known !== null;
  return isSaid ? { knownAtPromise: known } : {};
}
