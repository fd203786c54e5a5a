/**
 * Whether the published protocol can always go on: from every reachable state, with every loss, partition and
 * crash gone and hosts timing out as often as they like, somebody can agree on something more. The slides'
 * protocol cannot: a split vote leaves it stuck for ever.
 */
import type { Model, Possibility } from '../../checker/index.js';
import type { PublishedOptions } from './options.js';
import type { HostSnapshot } from './names.js';

/**
 * `CanAgree` asks it of every reachable state; `CanAgreeFirst` of those in which nothing has been agreed yet,
 * where being stuck means a split vote.
 */
export function possibilities(
  options: PublishedOptions,
  slotNames: readonly string[],
  modelOf: (options: PublishedOptions) => Model,
): readonly Possibility[] {
  const canAgree: Possibility = {
    name: 'CanAgree',
    onward: () => modelOf({ ...options, timeouts: 'inf', losses: 0, partitions: 0, crashes: 0 }),
    carry: (states) => states.map((state, place) => withoutFaults(slotNames[place], state)),
    slots: Array.from({ length: options.hosts }, (_, host) => host),
    progress: (before, after) => contextOf(after).agreed > contextOf(before).agreed,
    atBound: (host) => {
      const { log, submitted, config } = contextOf(host);
      return log.length >= config.slots || submitted >= config.slots;
    },
  };
  const nothingAgreed = (states: readonly unknown[]): boolean =>
    states.slice(0, options.hosts).every((host) => contextOf(host).agreed === 0);
  return [canAgree, { ...canAgree, name: 'CanAgreeFirst', among: nothingAgreed }];
}

/** The state of a slot once every fault has ended and hosts may wait for ever. */
function withoutFaults(slot: string | undefined, state: unknown): unknown {
  switch (slot) {
    case 'timeouts':
      return 'inf';
    case 'losses':
    case 'crashes':
      return 0;
    case 'partition':
      return { side: null, left: 0 };
    default:
      return state;
  }
}

function contextOf(host: unknown): HostSnapshot['context'] {
  return (host as HostSnapshot).context;
}
