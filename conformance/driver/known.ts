import { STATUS } from '../../impl/parts.js';
import type { Entry } from '../../spec/exo/log.js';
import { majority } from '../../spec/ring.js';
import { entriesIn, type DriverState } from './driver-state.js';

export interface OthersBounds {
  readonly hosts: number;
  readonly self: number;
  readonly slots: number;
  readonly epochs: number;
  /** No more frames are ahead of their turn at once: then only what can be taken, or replaces one of them, comes. */
  readonly early: number;
  /** Whether others answer with a snapshot: of what an epoch has made agreed beyond the log of the running host. */
  readonly installs: boolean;
}

/** What of the running host decides what others may have. */
export interface Known {
  readonly log: readonly Entry[];
  readonly promised: number;
  /** R5: whether the promise has been sent, so that the host may be a member of that epoch. */
  readonly isPromiseSent: boolean;
  readonly installed: {
    readonly number: number;
    readonly members: readonly number[];
    readonly base: number;
    readonly snapshot: number;
  } | null;
  /** How much is agreed, or will be when it is written. */
  readonly agreed: number;
  /** The slot of an own entry that nobody has heard yet; -1 if there is none. */
  readonly unsent: number;
}

/** Of a running host in a state. */
export function knownOf(state: DriverState): Known {
  const { core, sending } = state.host;
  const log = entriesIn(state);
  const { installed } = core;
  return {
    log,
    promised: core.promised,
    isPromiseSent: core.status === STATUS.waiting,
    installed: installed && {
      number: installed.number,
      members: [...installed.members],
      base: installed.base,
      snapshot: installed.snapshot,
    },
    agreed: agreedSoon(state, log.length),
    unsent: sending.mode === 'unsent' ? log.length - 1 : -1,
  };
}

/**
 * R7: how much is agreed once all is written: what the others had to have for that, they have already, and whoever takes over without this host
 * has one of them among its members.
 */
function agreedSoon({ host: { core } }: DriverState, length: number): number {
  const { installed } = core;
  const agreed = Math.max(core.agreed, core.known);
  const q = majority(core.log.mark.numbers.length);
  return installed !== null && length - installed.base >= q ? Math.max(agreed, length - q + 1) : agreed;
}
