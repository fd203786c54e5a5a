/** What is searched of the completed model with engines where nobody says otherwise. */
import type { OffloadOptions } from './options.js';

/** A search in what is not the same in all of these. */
export type OffloadBounds = Pick<
  OffloadOptions,
  'medium' | 'hosts' | 'slots' | 'epochs' | 'crashes' | 'resets'
>;

const SMALLEST = { medium: 'receive-any', hosts: 3, slots: 2, epochs: 2, crashes: 1, resets: 1 } as const;

/** Of 851,118 states. Three epochs overlap, and whoever crashed or was reset comes back; both channels are seen full. */
export const STANDARD_OFFLOAD: OffloadBounds = { ...SMALLEST, epochs: 3 };

/** Of 156,890 states. A crash besides takes minutes: each life of an engine asks all others anew. */
export const STANDARD_OFFLOAD_WITHOUT_DISKS: OffloadBounds = { ...SMALLEST, crashes: 0 };

/** Of the refinement of atomic broadcast, whose steps are not made one: 403,210 states. */
export const STANDARD_OFFLOAD_OF_REFINEMENT: OffloadBounds = SMALLEST;
