/** What may end a search before it is exhausted. Each is inclusive; a limit left out does not apply. */
export interface Limits {
  /** Distinct states. */
  readonly statesMax?: number;
  /** Resident memory of the process; what it has and three quarters of what is free when left out. */
  readonly memoryMaxBytes?: number;
  readonly timeMaxMs?: number;
  /**
   * Transitions from an initial state; states at this depth are not expanded. Breadth-first search visits every state
   * within this depth; depth-first search may pass some over, which it first met at the limit by a longer way.
   */
  readonly depthMax?: number;
}

export type LimitName = keyof Limits | 'walksMax' | 'interrupted';

/** Thrown inside a search where a table cannot grow any further; the search ends as `bounded`. */
export class LimitReached extends Error {
  constructor(readonly limit: LimitName) {
    super(`limit reached: ${limit}`);
  }
}
