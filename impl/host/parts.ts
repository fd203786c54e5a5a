import type { CoreAction } from '../core/core.js';
import type { Packet } from '../core/records.js';
import type { HostOptions } from '../options.js';
import type { Storage } from '../storage/storage.js';
import type { FrameCheck } from '../wire/frame.js';
import type { HostPort } from './port.js';
import type { HostView } from './view.js';

/** The steps of a host, as its trace names them: those of its core, and that it begins with what its storage has. */
export type HostAction = CoreAction | 'Restart';

/** Told of every step of a host that was taken, after it, and of the packet that it has taken last, which the step may be about. */
export type HostTrace = (action: HostAction, view: HostView, packet: Packet | null) => void;

export interface HostParts {
  readonly options: HostOptions;
  readonly storage: Storage;
  readonly port: HostPort;
  /** From 0 to below 1, uniform: the back-off of R10. */
  readonly random: () => number;
  /**
   * How the application is given what is agreed: `pushed` to the port, as soon as it is; or by a `cursor` that others move over the
   * log (`Host.engine`), who say themselves when the application has something. `pushed` if left out.
   */
  readonly deliveries?: 'pushed' | 'cursor';
  /** R11: how many payload numbers are reserved in storage at once, from 1; 65,536 if left out. */
  readonly numbersAtOnce?: number;
  /** Costs one comparison a step where it is left out. */
  readonly trace?: HostTrace;
}

/** What a host has done so far. */
export interface HostCounts {
  /** Frames that were not sound, or of another ring, by what was wrong (`frameProblem`). */
  readonly refusedFrames: ReadonlyMap<FrameCheck, number>;
  readonly takeovers: number;
  readonly repeats: number;
}
