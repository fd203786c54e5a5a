import type { Validation } from '../validate/validation.js';
import type { FaultCounts } from './network.js';
import type { ConformOptions } from './options.js';

/** What came of a run. */
export type ConformVerdict =
  /** Nothing is broken, and all that is up has delivered the same. */
  | { readonly kind: 'holds' }
  | { readonly kind: 'violated'; readonly property: string; readonly text: string }
  /** The faults are over, and the hosts do not come to agree again. */
  | { readonly kind: 'stalled'; readonly text: string }
  /** A program does not do as docs/conform.md says: it hangs, ends by itself, prints what is no message. */
  | { readonly kind: 'broken'; readonly text: string }
  /** A limit came first, or the run was interrupted. */
  | { readonly kind: 'bounded'; readonly text: string };

/** Something that happened in a run, for whoever reads of it. */
export interface Occurrence {
  readonly atMs: number;
  readonly kind: 'submit' | 'deliver' | 'crash' | 'restart' | 'partition' | 'heal';
  /** Hosts by name. */
  readonly hosts: readonly string[];
  /** The payload. */
  readonly payload?: string;
}

export interface ConformResult {
  readonly options: ConformOptions;
  readonly verdict: ConformVerdict;
  readonly ids: readonly string[];
  /** How often each host was started, and how much it has delivered. */
  readonly lives: readonly number[];
  readonly delivered: readonly number[];
  readonly submitted: number;
  /** The order that all hosts have delivered. */
  readonly order: readonly string[];
  readonly messages: number;
  readonly faults: Readonly<FaultCounts>;
  readonly history: readonly Occurrence[];
  /** Milliseconds of the run's own time: all of it, and from the end of the faults until all had delivered the same; null if they have not. */
  readonly timeMs: number;
  readonly againMs: number | null;
  /** What the specified hosts say of the steps that were told; null at the level of users. */
  readonly validation: Validation | null;
  /** The steps that were told, as a run; null at the level of users. */
  readonly run: readonly string[] | null;
  /** The lines that went to the programs and came from them, the last ones if there were many. */
  readonly lines: readonly string[];
}
