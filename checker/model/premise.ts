/**
 * What a reduction takes for granted of the machines that it is used on, verified on the machines themselves.
 *
 * A reduction leaves out steps or messages that make no difference, by an argument about the machines as they
 * were when it was written. A machine that has been changed since may need what is left out. So a model says,
 * for each of its reductions, what the argument rests on, as questions about local states; a search asks them
 * of all that it has met, and does not end as `exhausted` where one is answered with no.
 */
/** A named effect, with its parameters. */
interface Emitted {
  readonly type: string;
  readonly params?: unknown;
}

/** An answer that the search was given: what an event did in a local state. */
export interface LocalStep {
  /** The local state, by its place in `states`. */
  readonly from: number;
  readonly event: { readonly type: string };
  /** None where the event was disabled; local states by their place in `states`. */
  readonly outcomes: readonly { readonly next: number; readonly effects: readonly Emitted[] }[];
}

/** What a search has met of one slot so far. It may be part of the way through transitions that lead elsewhere. */
export interface LocalGraph<S = unknown> {
  /** Every local state met, those that only lie inside transitions included. */
  readonly states: readonly S[];
  /** Every event that was ever sent there, enabled or not. */
  readonly events: readonly { readonly type: string }[];
  /** Every question that was asked, with its answer. */
  readonly steps: () => Iterable<LocalStep>;
}

/** Gives what has been met of the slot of that name. */
export type Met = (slot: string) => LocalGraph;

/** Where a premise fails: enough to find the step in the machine. */
export interface PremiseFailure {
  /** The component, by its name. */
  readonly machine: string;
  /** The step at which it shows: an event, and the local state in which it happens. */
  readonly step: string;
  /** What should be so, and is not. */
  readonly claim: string;
}

/**
 * What a verification comes to, null if all is as it should be: at once, or by a generator. What takes long should be one that yields every few
 * milliseconds, so that the process can do what else it has to: a signal that interrupts the search is heard only then.
 */
export type Verification = PremiseFailure | null | Generator<void, PremiseFailure | null>;

/** What one reduction of a model rests on. */
export interface Premise {
  /** The reduction, by the name that reports and options have for it. */
  readonly name: string;
  /** How to search without the reduction: `use --no-reduce persist`. */
  readonly remedy: string;
  /**
   * Verifies all that has been met; null if it is as it should be. Asked whenever there are four times as many local
   * states as the last time (first with 65,536 of them), and, with `isComplete`, before a search ends as `exhausted`. It may ask components further
   * questions, and calls `tick` now and then, by which a limit may end it (by throwing) and progress is shown.
   */
  readonly verify: (met: Met, isComplete: boolean, tick: () => void) => Verification;
}
