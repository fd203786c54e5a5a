/** What is searched of the completed model where nobody says otherwise, and what smaller bounds cannot tell. */
import { isGranted } from '../../checker/environment/budget.js';
import type { ExoOptions } from './options.js';

/** A search in all but its reductions. */
export type Bounds = Omit<ExoOptions, 'reductions' | 'component'>;

const RECEIVE_ANY: Omit<Bounds, 'hosts' | 'slots' | 'epochs'> = {
  medium: 'receive-any',
  payloads: 'inf',
  crashes: 1,
  timeouts: 0,
  losses: 0,
  partitions: 0,
};

/**
 * Two searches, of 89,906 and 60,844 states, in which every misreading of R1-R11 is caught that this medium can show (`npm run
 * test:hand-faults`). One would not do: three hosts cannot tell a majority of the members from one of all hosts, and with
 * four the longest log is as good as the newest within four slots and epochs.
 */
export const STANDARD: readonly [Bounds, Bounds] = [
  { ...RECEIVE_ANY, hosts: 3, slots: 4, epochs: 4 },
  { ...RECEIVE_ANY, hosts: 4, slots: 3, epochs: 3 },
];

/** What is searched of hosts without disks where nobody says otherwise: 297,838 states, of which a new life's questions are most. */
export const STANDARD_WITHOUT_DISKS: readonly Bounds[] = [{ ...RECEIVE_ANY, hosts: 3, slots: 3, epochs: 3 }];

/** What is searched of the refinement of atomic broadcast where nobody says otherwise, whose steps are not made one. */
export const STANDARD_OF_REFINEMENT: readonly Bounds[] = [{ ...RECEIVE_ANY, hosts: 3, slots: 3, epochs: 3 }];

/** What is searched of it for hosts without disks: 297,688 states. With three slots they are ten times as many. */
export const STANDARD_WITHOUT_DISKS_OF_REFINEMENT: readonly Bounds[] = [
  { ...RECEIVE_ANY, hosts: 3, slots: 2, epochs: 3 },
];

/** Something that cannot happen, or makes no difference, in some bounds. */
export interface BlindSpot {
  /** What cannot be told from what, or is not there to be seen. */
  readonly what: string;
  /** Flags of `exo check exo` that can tell it. */
  readonly flags: string;
  /** The misreadings that show it, by name: they hold where the bounds are blind. */
  readonly misreadings: readonly string[];
  readonly isBlind: (options: ExoOptions) => boolean;
}

export const BLIND_SPOTS: readonly BlindSpot[] = [
  {
    what: 'a majority of the members from one of all hosts',
    flags: '--hosts 4',
    misreadings: ['agree-by-members'],
    isBlind: ({ hosts }) => hosts < 4,
  },
  {
    what: 'half of the hosts, rounded up, from a majority',
    flags: '--hosts 4',
    misreadings: ['majority-rounded-up'],
    isBlind: ({ hosts }) => hosts % 2 === 1,
  },
  {
    what: 'the longest log from the newest, agreed by q hosts from agreed in an epoch',
    flags: '--slots 4 --epochs 4',
    misreadings: ['longest-log', 'distinct-sources'],
    isBlind: ({ slots, epochs }) => slots < 4 || epochs < 4,
  },
  {
    what: 'what is written too late',
    flags: '--crashes 1',
    misreadings: ['promise-is-installed'],
    isBlind: ({ crashes }) => !isGranted(crashes),
  },
  {
    what: 'questions and their answers',
    flags: '--medium bus --timeouts 2 --losses inf',
    misreadings: ['fetch-after-promise'],
    isBlind: ({ medium }) => medium !== 'bus',
  },
  {
    what: 'a takeover',
    flags: '--timeouts 2',
    misreadings: ['install-again'],
    isBlind: ({ medium, timeouts }) => medium !== 'receive-any' && !isGranted(timeouts),
  },
  {
    what: 'whom a starter may leave out of its epoch',
    flags: '--set members=any',
    misreadings: ['starter-left-out', 'members-of-one-fewer'],
    isBlind: ({ members }) => members !== 'any',
  },
];

/** What a search in these bounds cannot tell, each with the flags that can: for reports. */
export function cannotTell(options: ExoOptions): readonly string[] {
  return BLIND_SPOTS.filter(({ isBlind }) => isBlind(options)).map(({ what, flags }) => `${what} (${flags})`);
}
