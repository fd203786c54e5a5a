/**
 * What the other hosts of a ring of three may say to a running host, going by its state alone: any frame and packet that hosts which follow
 * the specification could have sent it by now, and some that they could not. Nobody is remembered but the running host.
 *
 * What is known of the others is what the rules promise. An epoch has one chain of entries, strictly in turn, behind one base (R1, R2); two logs
 * with an entry of one epoch have the same chain up to the shorter end (R3); a base has all that is agreed (R5), and nothing that the
 * running host says it has promised is missing in an epoch of which it is a member. What it has not appended itself, and still has, nobody has of it.
 */
import { STATUS } from '../../impl/parts.js';
import type { Message } from '../../spec/exo/log.js';
import type { Promised } from '../../spec/exo/packets.js';
import type { DriverState } from './driver-state.js';
import { fitsKept, fitsRecords, keptBy } from './kept.js';
import { knownOf, type OthersBounds } from './known.js';
import { Possible, type Messages } from './possible.js';

/** What may come; asked of any number of states. */
export function othersOf(bounds: OthersBounds): (state: DriverState) => Messages {
  const known = new Map<string, Possible>();
  return (state) => {
    const knowledge = knownOf(state);
    const key = JSON.stringify(knowledge);
    const possible = known.get(key) ?? new Possible(bounds, knowledge);
    known.set(key, possible);
    const kept = keptBy(state);
    return {
      entries: possible.entries.filter(
        (message) => comes(state, message, bounds) && fitsRecords(kept, message, bounds),
      ),
      prepares: possible.prepares,
      promises: promisesFor(state, possible),
      starts: possible.starts.filter((start) => fitsKept(kept, start, bounds)),
      installs: possible.installs.filter((install) => fitsKept(kept, install, bounds)),
    };
  };
}

function promisesFor({ host: { core } }: DriverState, possible: Possible): readonly Promised[] {
  if (core.status !== STATUS.gathering) return [];
  return possible.promises.filter(({ from }) => core.gathered?.from.includes(from) !== true);
}

/** Whether a frame comes: not where it would be one too many ahead of its turn. */
function comes({ host }: DriverState, { epoch, slot }: Message, { early }: OthersBounds): boolean {
  const { core, catchingUp } = host;
  const isNext =
    core.status === STATUS.following && epoch === core.installed?.number && slot === core.log.length;
  return isNext || catchingUp.ahead.length < early;
}
