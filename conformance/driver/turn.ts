import { starterOf } from '../../spec/exo/log.js';
import { hostAt, ringFrom } from '../../spec/ring.js';

/** R2: whose turn a slot is in an epoch with these members, behind a base of this length. */
export function turnOf(
  epoch: number,
  base: number,
  members: readonly number[],
  slot: number,
  hosts: number,
): number {
  const order = ringFrom(starterOf(epoch, hosts), members);
  return hostAt(order, (slot - base) % order.length);
}
