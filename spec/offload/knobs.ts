/** What the rules of split hosts leave open, as knobs; the first value of each is the default. */
import { knobValues } from '../knobs.js';
import { READING_NAMES } from './readings/index.js';
import { DEFAULT_EXO_KNOBS, EXO_KNOB_MEANINGS, EXO_KNOBS } from '../exo/knobs.js';

export const OFFLOAD_KNOBS = {
  ...EXO_KNOBS,
  /** O5: C2 brings entries once they are agreed, or as soon as they are in the log. */
  c2: ['late', 'early'],
  /** O1-O12: as they stand, or one of them read otherwise. */
  reading: READING_NAMES,
} as const;

export type OffloadKnobName = keyof typeof OFFLOAD_KNOBS;
export type OffloadKnobs = { readonly [K in OffloadKnobName]: (typeof OFFLOAD_KNOBS)[K][number] };

export const DEFAULT_OFFLOAD_KNOBS: OffloadKnobs = { ...DEFAULT_EXO_KNOBS, c2: 'late', reading: 'rules' };

/** What each knob decides, for `exo list`. */
export const OFFLOAD_KNOB_MEANINGS: { readonly [K in OffloadKnobName]: string } = {
  ...EXO_KNOB_MEANINGS,
  reading: 'O1-O12 as they stand, or one of them read otherwise; exo mutate exo --offload tries all of them',
  c2: 'O5: C2 brings entries once they are agreed, or as soon as they are in the log, and tells apart what is agreed',
};

/**
 * The knobs with some of them set, from strings as typed on a command line.
 *
 * @throws ExoError EXO311 for an unknown knob, EXO312 for an unknown value.
 */
export function offloadKnobsFrom(set: Readonly<Record<string, string>>): OffloadKnobs {
  return knobValues(OFFLOAD_KNOBS, set);
}
