import type { Budget } from '../spec/index.js';

export type { Budget };

/** What a model is to be made of; a user's module that exports a function is called with this. */
export interface ModelOptions {
  readonly hosts: number;
  readonly slots: number;
  readonly timeouts: Budget;
  readonly losses: Budget;
  readonly partitions: Budget;
  readonly crashes: Budget;
  readonly medium: 'bus' | 'async' | 'receive-any';
  readonly literal: boolean;
  /** What `--set` was given. */
  readonly set: Readonly<Record<string, string>>;
}

export type Bounds = Readonly<Record<string, Budget>>;

/** The bounds among the options, by the names that JSON and traces have for them. */
export function boundsOf({ hosts, slots, timeouts, losses, partitions, crashes }: ModelOptions): Bounds {
  return { hosts, slots, timeouts, losses, partitions, crashes };
}
