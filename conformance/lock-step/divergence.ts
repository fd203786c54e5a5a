/** How a run in lock step ends early, and what it counts. */
import type { Difference } from '../compare/difference.js';

/** Where core and specification part in a run. */
export interface LockStepDivergence extends Difference {
  readonly host: string;
  readonly event: string;
}

/** What a run in lock step has done. */
export interface LockStepCounts {
  events: number;
  refused: number;
  /** How often a core had no room. */
  full: number;
  /** The longest log, and the highest epoch that was installed. */
  slots: number;
  epochs: number;
}

/** Ends a run where core and specification part. */
export class Diverged extends Error {
  constructor(readonly divergence: LockStepDivergence) {
    const { host, event, field, spec, core } = divergence;
    super(`${host} differs in ${field}: specified ${spec}, core ${core}, on ${event}`);
  }
}
