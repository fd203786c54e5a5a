import { EventEmitter } from 'node:events';
import { guarded } from './guarded.js';

/** What a host tells, besides messages. What a listener throws becomes a warning of the process (EXO452), and the host goes on. */
export interface HostEvents {
  /** R6: the host follows another epoch. */
  epoch: [epoch: { readonly number: number; readonly members: readonly string[] }];
  /** R9: an epoch runs without this host: it listens, and comes back by itself. */
  leftOut: [epoch: { readonly number: number; readonly members: readonly string[] }];
  /** R8: something waits, and nothing has been agreed for a while: fewer than a majority hear each other. */
  halted: [state: { readonly agreed: number }];
  /** Entries are agreed here, for the first time after the start, or after the host had halted. */
  caughtUp: [state: { readonly agreed: number }];
  /** The disk has failed, or an engine whose log was in memory is gone, or the application's snapshots: the host takes part in nothing any more. */
  failed: [error: Error];
  /** The engine of this host (`offload`) has died. What was submitted goes to the next one, under the same numbers. */
  engineLost: [error: Error];
  /** An engine is there again, over the same log. */
  engineBack: [];
  /** Something went wrong that the host goes on after: a connection that broke, a message that was refused. */
  trouble: [error: Error];
}

/** Typed events of `HostEvents`. */
export class HostEmitter extends EventEmitter<HostEvents> {
  /**
   * Tells all listeners, whatever any of them throws: that becomes a warning of the process (EXO452).
   *
   * @internal
   */
  tell<E extends keyof HostEvents>(event: E, ...told: HostEvents[E]): void {
    for (const listener of this.rawListeners(event))
      guarded(`a listener of '${event}'`, () => Reflect.apply(listener, this, told) as unknown);
  }
}
