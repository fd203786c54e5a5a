/**
 * `partitions` (docs/decisions/0010): where any message may be lost, a partition is not modelled.
 *
 * A partition keeps broadcasts from some hosts. Verified of every message that a host was sent: the host may miss it, and nothing is then
 * different, and nothing sent. So whatever happens in a partition happens without it, to hosts that miss what would have crossed it.
 */
import type { Premise } from '../../../checker/index.js';
import type { HostEvent } from '../events.js';
import type { System } from '../system.js';
import { failure, firstOf, hostPremise } from './asked.js';

export function partitionsPremise(system: System): Premise {
  return hostPremise('partitions', system, (host) =>
    firstOf(host.graph.steps(), ({ from, event, outcomes }) => {
      const state = host.graph.states[from];
      if (event.type !== 'RECEIVE' || outcomes.length === 0 || state === undefined) return null;
      const isMissed = outcomes.some(
        ({ next, effects }) => next === from && effects.every(({ type }) => type === 'loss'),
      );
      return isMissed ? null : failure(host, event as HostEvent, state, 'the host cannot miss the message');
    }),
  );
}
