/**
 * Where steps stand along a picture, in columns from the first one on: step by step, or by the times of their clocks. A time says where a step
 * is drawn, and never which step comes before which.
 */
export interface Axis {
  /** The column of a step; fractions where steps stand by time. */
  readonly at: (step: number) => number;
  /** The step nearest to a column. */
  readonly stepAt: (column: number) => number;
  /** The place of a step among all, as they stand from left to right. */
  readonly rank: (step: number) => number;
  /** How many steps stand before a column. */
  readonly before: (column: number) => number;
  /** No step before this one stands in this column or behind it. */
  readonly from: (column: number) => number;
  /** No step behind this one stands in this column or before it. */
  readonly to: (column: number) => number;
  /** Null where steps stand one by one. */
  readonly time: TimeAxis | null;
}

/** A stretch of time as it is drawn; one in which nothing happens is folded, and takes less room. */
export interface TimeStretch {
  /** Microseconds since the first step. */
  readonly fromUs: number;
  readonly toUs: number;
  /** In columns. */
  readonly from: number;
  readonly to: number;
  readonly isFolded: boolean;
}

export interface TimeAxis {
  /** By time. */
  readonly stretches: readonly TimeStretch[];
  /** When a step happened by the clock of its actor, in microseconds since the first of all. */
  readonly timeOf: (step: number) => number;
}
