import type { Transition } from '../model/transition.js';

/** A state in a run, with the transition that led to it; both null at its beginning. */
export interface Moment {
  readonly states: readonly unknown[];
  readonly transition: Transition | null;
  readonly before: Moment | null;
}
