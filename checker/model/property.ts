/** What a model may claim of its states and of its transitions. */
import type { AnySlot } from './rules.js';
import type { Finding } from './finding.js';

/** Some slots whose states a property reads together, in this order. */
export type Group = readonly AnySlot[];

interface PropertyBase {
  readonly name: string;
  /** The property is asked of each group by itself. */
  readonly over: readonly Group[];
  /** What the property needs of one slot's state; fewer distinct views make it cheaper. */
  readonly view?: (state: unknown, slot: AnySlot) => unknown;
}

/** Holds in every reachable state. */
export interface Invariant extends PropertyBase {
  readonly kind: 'invariant';
  /** False, or what shows it, where it is broken. */
  readonly holds: (views: readonly unknown[]) => boolean | Finding;
}

interface StepPropertyBase extends PropertyBase {
  /**
   * Slots of which nothing is seen, and whose change alone makes a transition one that is asked about: what is true of every
   * transition cannot be told by those that change a group.
   */
  readonly alsoOn?: readonly AnySlot[];
}

/** Holds on every reachable transition that changes a slot of the group, or one of `alsoOn`. */
export interface StepProperty extends StepPropertyBase {
  readonly kind: 'step';
  /** False, or what shows it, where it is broken. */
  readonly holds: (
    before: readonly unknown[],
    after: readonly unknown[],
    action: string,
  ) => boolean | Finding;
}

/** A witness: some reachable state must satisfy it in some group, or the model may be vacuous. */
export interface Sometimes extends PropertyBase {
  readonly kind: 'sometimes';
  readonly holds: (views: readonly unknown[]) => boolean;
}

/** A witness over transitions. */
export interface SometimesStep extends StepPropertyBase {
  readonly kind: 'sometimes-step';
  readonly holds: (before: readonly unknown[], after: readonly unknown[], action: string) => boolean;
}

export type Property = Invariant | StepProperty | Sometimes | SometimesStep;
