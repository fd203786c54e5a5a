import type { AnySlot } from './rules.js';
import type { Transition } from './transition.js';

/** How traces of a model are shown; all of it may be left out. */
export interface Display {
  /** The slots that a table has columns for, in order; all of them when left out. */
  readonly columns?: readonly AnySlot[];
  /** Slots that have columns too where the table has room for all of its cells in full; where it has not, it says that it leaves them out. */
  readonly spareColumns?: readonly AnySlot[];
  /** A cell of the table: the slot's name, and its state as the component shows it. */
  readonly cell?: (slot: string, shown: unknown) => string;
  /** Who said what to whom in a transition, given the states before it; all routed legs when left out. */
  readonly messages?: (transition: Transition, before: readonly unknown[]) => readonly ShownMessage[];
  /** A transition in one line of plain words. */
  readonly summary?: (transition: Transition) => string;
  /** What the shown states mean to viewers, in the form that `Lens` of the traces has: it goes into the metadata of traces. */
  readonly lens?: object;
}

/** A message as a trace shows it, between two columns. */
export interface ShownMessage {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly lost?: boolean;
  /** What it is known by where it is met in a later step than that in which it was sent. */
  readonly id?: string;
  /** How it travels: `broadcast`, `oob` or `channel`. */
  readonly via?: string;
  /** What became of it, one of `FATES` of the traces; `sent` where it was only given to the medium, `to` being its sender. */
  readonly fate?: string;
  /** Why it was ignored or lost. */
  readonly why?: string;
}
