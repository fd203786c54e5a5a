/** What the rules of Exo completed leave to whoever follows them, as knobs; the first value of each is the default. */
import { knobValues } from '../knobs.js';

export const EXO_KNOBS = {
  /** R5: the members of an epoch are all who promised it, or any q or more of them with the starter. */
  members: ['promisers', 'any'],
  /** R4: what is durable is on disks, or hosts have none (D1-D10). `--storage`. */
  storage: ['durable', 'diskless'],
  /** D1-D10: how a host without a disk comes back. `--diskless-recovery`. */
  'diskless-recovery': ['repaired', 'naive'],
} as const;

export type ExoKnobName = keyof typeof EXO_KNOBS;
export type ExoKnobs = { readonly [K in ExoKnobName]: (typeof EXO_KNOBS)[K][number] };

export const DEFAULT_EXO_KNOBS: ExoKnobs = {
  members: 'promisers',
  storage: 'durable',
  'diskless-recovery': 'repaired',
};

/** What each knob decides, for `exo list`. */
export const EXO_KNOB_MEANINGS: { readonly [K in ExoKnobName]: string } = {
  members:
    'R5: all who promised are members of the epoch, or any majority of all hosts with the starter in it',
  storage: 'R4, D1-D10: what is durable is on disks, or a crash leaves nothing of a host (--storage)',
  'diskless-recovery':
    'D1-D10: without disks a host comes back in a new life, or goes on after asking q others (--diskless-recovery)',
};

/**
 * The knobs with some of them set, from strings as typed on a command line.
 *
 * @throws ExoError EXO311 for an unknown knob, EXO312 for an unknown value.
 */
export function exoKnobsFrom(set: Readonly<Record<string, string>>): ExoKnobs {
  return knobValues(EXO_KNOBS, set);
}

/** What follows on "In this reading", where a model does otherwise than by default. */
export function readingsOf({ members, recovery = null }: ExoReading): readonly string[] {
  return [
    ...(members === 'any' ? ['an epoch may leave out a host that has promised it'] : []),
    ...(recovery === null ? [] : ['hosts have no disks, and a crash leaves nothing of one']),
    ...(recovery === 'naive'
      ? ['a host that comes back goes on as the same after it has asked a majority']
      : []),
  ];
}

/** As much of a model's options as says how it reads the rules. */
interface ExoReading {
  readonly members?: ExoKnobs['members'];
  readonly recovery?: ExoKnobs['diskless-recovery'] | null;
}
