import type { Stored } from '../core/records.js';
import type { Done } from './files.js';
import type { Storage } from './storage.js';
import { firstStored } from './stored-state.js';

/**
 * Storage of a host without a disk: nothing is kept, and everything is written at once. A host that has options with `storage: 'diskless'`
 * asks the others for what it has lost (D1–D10); any other one must never begin anew.
 *
 * @example
 * console.log(new NoStorage(3).load().promised); // 0
 */
export class NoStorage implements Storage {
  readonly keepsNothing = true;

  constructor(private readonly hosts: number) {}

  /** What a host begins with that has never run. */
  load(): Stored {
    return firstStored(this.hosts);
  }

  entry(): void {
    // Nothing is kept.
  }

  promise(): void {
    // Nothing is kept.
  }

  install(): void {
    // Nothing is kept.
  }

  compact(): void {
    // Nothing is kept.
  }

  reserve(): void {
    // Nothing is kept.
  }

  flush(done: Done): void {
    done(null);
  }

  close(): void {
    // There is nothing to close.
  }

  /** Nothing is lost but what the host itself knows. */
  crash(): void {
    // Nothing was kept.
  }
}
