/** A model to check, and what is known of where it comes from. */
import type { Declarations, Model, MutationSubject } from '../../checker/index.js';
import type { Bounds } from './model-options.js';

export interface Source {
  /** As typed: `published`, `exo`, or the path of a module. */
  readonly name: string;
  /** The module, in full; null for a model of ours. */
  readonly file: string | null;
  readonly model: Model;
  /** Empty for a model that takes none. */
  readonly bounds: Bounds;
  /** What a module declares that it takes. */
  readonly declared?: Declarations;
  /** The bounds in a module's own words. */
  readonly boundsText?: readonly string[];
  /** Every knob with its value; for a module, those that were set. */
  readonly knobs: Readonly<Record<string, string>>;
  /** The knobs that are not at their defaults. */
  readonly departures: Readonly<Record<string, string>>;
  /** Null for a model that takes none. */
  readonly medium: string | null;
  readonly literal: boolean;
  /** Whether the literal form drops dead messages. */
  readonly dropDead?: boolean;
  /** Whether hosts are split into engine and driver. */
  readonly offload?: boolean;
  /** The names of the reductions in force. */
  readonly reductions: readonly string[];
  /** The names of the reductions that were switched off. */
  readonly noReduce: readonly string[];
  /** Errors of the model itself, told apart from ours. */
  readonly explain: (error: unknown) => unknown;
  /** What `exo mutate` mutates; only where it was asked for. */
  readonly mutation?: MutationSubject;
}

export interface SourceOptions {
  /** Ask XState's public `transition`, as a replay does. */
  readonly reference?: boolean;
  /** Where the module is, if not at the place that its name says. */
  readonly file?: string;
  /** The mutants of the model are wanted too. */
  readonly mutation?: boolean;
  /** The properties that will be asked for by name: a model may have to be another for one of them. */
  readonly asked?: readonly string[];
}
