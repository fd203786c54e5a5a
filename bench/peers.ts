import type { Network } from './network.js';
import type { Placement } from './placement.js';

/** Another system that orders messages, measured in the same network as ours. */
export interface Peer {
  readonly name: string;
  /** Why it cannot be measured here; null where it can. `folder` is for what it compiles. */
  whyNot(folder: string): string | null;
  /**
   * Starts it, measures it, and ends it: 64-byte messages a second, all hosts or many clients sending; or, `alone`, the median microseconds of one at a time. Null
   * if it did not come to work in time. `folder` is empty, and for this measurement.
   */
  measure(network: Network, how: PeerConditions): Promise<number | null>;
}

export interface PeerConditions {
  readonly isAlone: boolean;
  readonly seconds: number;
  readonly folder: string;
  /** Of the members of a peer, and of who asks them, as of our hosts. */
  readonly placement: Placement;
}
