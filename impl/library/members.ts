import { ExoError } from '../../errors/index.js';
import type { Member } from '../transport/transport.js';

const ID_LENGTH_MAX = 64;

/** How a ring is given: the hosts in ring order, each by its name alone, or with the address of its out-of-band network. */
export type RingOption = readonly (string | Member)[];

/**
 * The members of a ring, and the place of one of them.
 *
 * @throws ExoError EXO401 for a ring that is none, or without that host.
 */
export function membersOf(ring: RingOption, id: string): { members: readonly Member[]; self: number } {
  if (!Array.isArray(ring) || ring.length < 2) {
    throw new ExoError('EXO401', 'ring takes 2 to 256 hosts, in ring order, as a list');
  }
  const members = ring.map(memberOf);
  const ids = members.map((member) => member.id);
  const twice = ids.find((one, i) => ids.indexOf(one) !== i);
  if (twice !== undefined) throw new ExoError('EXO401', `ring has two hosts named '${twice}'`);
  const self = ids.indexOf(id);
  if (self < 0) throw new ExoError('EXO401', `id '${id}' is none of the ring: ${ids.join(', ')}`);
  return { members, self };
}

function memberOf(given: unknown): Member {
  if (typeof given === 'string') return memberOf({ id: given, address: '' });
  const { id, address } = (given ?? {}) as Partial<Record<keyof Member, unknown>>;
  const isId = typeof id === 'string' && id.length > 0 && id.length <= ID_LENGTH_MAX;
  if (isId && typeof address === 'string') return { id, address };
  const wanted = `a name of 1 to ${ID_LENGTH_MAX} characters, or { id, address }`;
  throw new ExoError('EXO401', `each host of a ring is ${wanted}, not ${JSON.stringify(given)}`);
}
