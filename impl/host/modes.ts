import type { Core } from '../core/core.js';
import { CatchingUp } from './catching-up.js';
import { Compacting } from './compacting.js';
import { Deferred } from './deferred.js';
import { Hints } from './hints.js';
import { Membership } from './membership.js';
import type { HostParts } from './parts.js';
import { Patience } from './patience.js';
import { PayloadNumbers } from './payload-numbers.js';
import { Recovering } from './recovering.js';
import { Returning } from './returning.js';
import { Sending } from './sending.js';
import { Takeover } from './takeover.js';
import { Writing, type WhenWritten } from './writing.js';

/** The modules that a host's driver is made of: in each is one thing that the driver has in mind. */
export interface HostModes {
  readonly writing: Writing;
  readonly compacting: Compacting;
  readonly sending: Sending;
  readonly takeover: Takeover;
  readonly patience: Patience;
  readonly deferred: Deferred;
  readonly catchingUp: CatchingUp;
  readonly hints: Hints;
  readonly returning: Returning;
  readonly membership: Membership;
  readonly numbers: PayloadNumbers;
  readonly recovering: Recovering;
}

/** The modules of a host that has not been started. */
export function modesFor(
  core: Core,
  { options, storage, port, random, numbersAtOnce }: HostParts,
  told: WhenWritten,
): HostModes {
  const membership = new Membership(core);
  return {
    writing: new Writing(core, storage, told),
    compacting: new Compacting(core),
    sending: new Sending(core, port, options),
    takeover: new Takeover(core, port, options, membership),
    patience: new Patience(core, port, options, random),
    deferred: new Deferred(),
    catchingUp: new CatchingUp(core, port, options),
    hints: new Hints(core, port, options),
    returning: new Returning(core, port, options),
    membership,
    numbers: new PayloadNumbers(numbersAtOnce),
    recovering: new Recovering(core, port, options, random),
  };
}
