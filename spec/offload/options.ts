/** The bounds of the model with split hosts. */
import type { AnyStateMachine } from 'xstate';
import type { Budget } from '../../checker/environment/budget.js';
import type { C2Form } from './edge.js';
import type { ExoOptions } from '../exo/options.js';
import type { ReadingName } from './readings/index.js';

export interface OffloadOptions extends Omit<ExoOptions, 'component'> {
  /** How many hosts are split, from host 0 on; 1 to all. */
  readonly split: number;
  /** Records that C1 holds, and C2; at least 1. */
  readonly fifo: number;
  /** O7: places in an engine's queue; at least 1. */
  readonly queue: number;
  /** O6: entries that an engine's log holds behind what is compacted; at least 1, or any number. */
  readonly window: number | 'inf';
  /** O5: the form of C2. */
  readonly c2: C2Form;
  /** How O1 to O12 are read; as they stand when left out. */
  readonly reading?: ReadingName;
  /** Resets of engines. `crashes` are those of drivers, and of plain hosts. */
  readonly resets: Budget;
  /** Machines in place of those of the rules, and an effect that none of them emits: mutants. */
  readonly machines?: Machines;
  /** How machines are asked; by XState's public `transition` in replays. */
  readonly via?: 'transition';
}

/** Machines of split hosts that are changed in one place. */
export interface Machines {
  readonly engine?: AnyStateMachine;
  readonly driver?: AnyStateMachine;
  readonly silenced: string | null;
}

/**
 * O7: payloads that a driver keeps before it refuses another. As many as there are; where there is always one more, as many as
 * C1 and the queue hold, so that both can be full.
 */
export function pendingMax({ payloads, fifo, queue }: OffloadOptions): number {
  return payloads === 'inf' ? fifo + queue : Math.max(1, payloads);
}
