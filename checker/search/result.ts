import type { LimitName } from '../limits.js';
import type { ChartCoverage } from '../model/chart-watch.js';
import type { Reception } from '../tables/receptions.js';
import type { Transition } from '../model/transition.js';

/**
 * How a search ended. `exhausted`: every reachable state within the model's bounds was visited and nothing is
 * wrong. `bounded`: a limit of the search ended it first; nothing was wrong in what was visited.
 */
export type Verdict = 'exhausted' | 'bounded' | 'violated' | 'deadlocked';

/** A run of the model from an initial state, with what each component did on the way. */
export interface Run {
  readonly initial: readonly unknown[];
  readonly steps: readonly Transition[];
}

/** A witness that was asked for, and a run that reaches it (a shortest one in breadth-first search). */
export interface WitnessResult {
  readonly name: string;
  readonly reached: boolean;
  readonly run: Run | null;
}

/** The outcome of a search, as data. */
export interface CheckResult {
  readonly model: string;
  readonly verdict: Verdict;
  /** The limit that ended a `bounded` search. */
  readonly limit: LimitName | null;
  /** The property that a `violated` search broke. */
  readonly property: string | null;
  /** A run to the violation or the deadlock. */
  readonly counterexample: Run | null;
  readonly search: 'bfs' | 'dfs' | 'random';
  readonly seed: number | null;
  /** Distinct states, initial states included. */
  readonly states: number;
  readonly initialStates: number;
  /** States beyond a bound of the model: checked, but not gone on from. */
  readonly beyond: number;
  /** The number of those states by bound, `within` for the model's own constraint. */
  readonly atBounds: Readonly<Record<string, number>>;
  /** Transitions taken from visited states; initial states are not counted. */
  readonly transitions: number;
  /** The most transitions from an initial state; shortest distances in breadth-first search. */
  readonly depth: number;
  /** The most states at one depth; null unless breadth-first. */
  readonly widestLevel: number | null;
  /** States found but not expanded when the search ended. */
  readonly queue: number;
  /** Distinct local states by component name, as many as were met. */
  readonly localStates: Readonly<Record<string, number>>;
  /** How often an XState machine was asked for a transition. */
  readonly xstateCalls: number;
  /** How often each action was taken. */
  readonly actions: Readonly<Record<string, number>>;
  /** Actions of the model that no visited state could take: it may be vacuous. */
  readonly neverTaken: readonly string[];
  readonly witnesses: readonly WitnessResult[];
  /** The names of the invariants and step properties that were checked. */
  readonly checked: readonly string[];
  /** The reductions whose premises were verified on all that was met; none unless `exhausted`. */
  readonly verified: readonly string[];
  /** The names of what the model has and was not asked about: properties left out or over no slots, possibilities, refinements. */
  readonly notChecked: readonly string[];
  /** What the model says that its bounds cannot tell (`Model.cannotTell`). */
  readonly cannotTell: readonly string[];
  /**
   * How much of the chart of each machine was met: states entered, transitions taken, guards answered both ways, events
   * sent. What was asked of a machine counts, even if another component then blocked the step.
   */
  readonly coverage: readonly ChartCoverage[];
  /**
   * What became of the events that each machine was sent, by its state and their type, in the order of these. As with
   * `coverage`, what was asked of a machine counts.
   */
  readonly receptions: readonly Reception[];
  /** The types of the custom actions of machines that were taken for effects, and so not executed. */
  readonly customActions: readonly string[];
  /** The machines that an error which nothing handles has stopped in some state, each with its errors: `load: Error: no`. */
  readonly failures: readonly string[];
  /** By what a state without successors is told to be an accepted end; `none` where none is. */
  readonly ends: 'mayEnd' | 'final states' | 'none';
  /** The probability that two states shared a 64-bit fingerprint and one was missed; 0 in exact mode. */
  readonly collisionOdds: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** How much of `seconds` went into verifying what reductions rest on; 0 for a model without premises. */
  readonly verifyingSeconds: number;
  /** Peak resident memory of the process. */
  readonly peakBytes: number;
}

/** Where a running search stands. */
export interface Progress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly queue: number;
  /** The reduction whose premise is being verified, after the last state; null before. */
  readonly verifying: string | null;
  readonly seconds: number;
  readonly residentBytes: number;
}
