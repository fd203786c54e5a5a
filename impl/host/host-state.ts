import type { Core, CoreState } from '../core/core.js';
import type { CatchingUp, CatchingUpState } from './catching-up.js';
import type { Deferred, DeferredState } from './deferred.js';
import type { Hints, HintsState } from './hints.js';
import type { Membership, MembershipState } from './membership.js';
import type { Patience, PatienceState } from './patience.js';
import type { PayloadNumbers, PayloadNumbersState } from './payload-numbers.js';
import type { Returning, ReturningState } from './returning.js';
import type { Sending, SendingState } from './sending.js';
import type { Takeover, TakeoverState } from './takeover.js';
import type { Writing, WritingState } from './writing.js';

/**
 * All that a host is, driver and core, as plain data: what it does next depends on nothing else. Equal states are equal
 * data. What it has counted is left out; its storage, and timers that are set, belong to the world around it.
 */
export interface HostState {
  readonly core: CoreState;
  /** R5: what was known to be agreed when the promise was sent; -1 if it was not sent in this life. */
  readonly settledAtPromise: number;
  readonly writing: WritingState;
  readonly sending: SendingState;
  readonly takeover: TakeoverState;
  readonly patience: PatienceState;
  readonly deferred: DeferredState;
  readonly catchingUp: CatchingUpState;
  readonly hints: HintsState;
  readonly returning: ReturningState;
  readonly membership: MembershipState;
  readonly numbers: PayloadNumbersState;
}

/** The modules that a host's driver is made of. */
export interface HostModes {
  readonly writing: Writing;
  readonly sending: Sending;
  readonly takeover: Takeover;
  readonly patience: Patience;
  readonly deferred: Deferred;
  readonly catchingUp: CatchingUp;
  readonly hints: Hints;
  readonly returning: Returning;
  readonly membership: Membership;
  readonly numbers: PayloadNumbers;
}

export function saveHost(core: Core, modes: HostModes): HostState {
  return {
    core: core.save(),
    settledAtPromise: core.settledAtPromise,
    writing: modes.writing.save(),
    sending: modes.sending.save(),
    takeover: modes.takeover.save(),
    patience: modes.patience.save(),
    deferred: modes.deferred.save(),
    catchingUp: modes.catchingUp.save(),
    hints: modes.hints.save(),
    returning: modes.returning.save(),
    membership: modes.membership.save(),
    numbers: modes.numbers.save(),
  };
}

export function loadHost(core: Core, modes: HostModes, state: HostState): void {
  core.load(state.core);
  core.settledAtPromise = state.settledAtPromise;
  modes.writing.load(state.writing);
  modes.sending.load(state.sending);
  modes.takeover.load(state.takeover);
  modes.patience.load(state.patience);
  modes.deferred.load(state.deferred);
  modes.catchingUp.load(state.catchingUp);
  modes.hints.load(state.hints);
  modes.returning.load(state.returning);
  modes.membership.load(state.membership);
  modes.numbers.load(state.numbers);
}
