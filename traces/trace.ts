/**
 * A trace of a model: the states of one run, each with the action that led to it. Plain data, nothing of it
 * mutable.
 */
export interface Trace {
  readonly meta: TraceMeta;
  /** The variables of the model in the order of the columns; every state gives each of them a value. */
  readonly vars: readonly string[];
  /** At least one state, the initial one first. */
  readonly states: readonly TraceState[];
  /** In a lasso, the index of the state that follows the last one; absent in a finite run. */
  readonly loop?: number;
  /**
   * The tool that wrote the trace, where it is none of ours: `Apalache`, `Quint`, `TLC` or `another tool`. Such a trace
   * can be looked at and compared, but it names no model that could be executed again.
   */
  readonly foreign?: string;
}

/** Where a trace comes from, and how to make it again. Fields beyond these are kept as they are. */
export interface TraceMeta {
  readonly model: string;
  /** The budgets of the run by name; `inf` for one without limit. */
  readonly bounds: Readonly<Record<string, number | 'inf'>>;
  readonly knobs: Readonly<Record<string, string>>;
  /** The property that the trace is about, PascalCase; `null` if about none (a deadlock, a simulation). */
  readonly property: string | null;
  readonly verdict: string;
  /** The version of the tool that wrote the trace. */
  readonly version: string;
  /** The command line that reproduces it. */
  readonly command: string;
  readonly [extra: string]: Json;
}

export interface TraceState {
  /** The action that led here, PascalCase; `init` in the first state; empty where another tool did not record it. */
  readonly action: string;
  /** What the action chose, by name: its parameters, and what is drawn for it. */
  readonly picks: Readonly<Record<string, Value>>;
  readonly vars: Readonly<Record<string, Value>>;
  /** The messages that travelled in this step, in order. */
  readonly messages?: readonly TraceMessage[];
  /** What happened, in one plain line. */
  readonly summary?: string;
}

/** A message between two variables of the trace, which stand for the hosts; `from` and `to` may be the same. */
export interface TraceMessage {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly lost?: boolean;
  /** What it is known by, where it may be met in another step than that in which it was sent, or by several. */
  readonly id?: string;
  /** How it travels: `broadcast`, `oob` or `channel`. */
  readonly via?: string;
  /** What became of it in this step; not known where it is left out. */
  readonly fate?: Fate;
  /** Why it was ignored, or where it was lost, in a few words. */
  readonly why?: string;
}

/**
 * What became of a message at its receiver. `sent`: it was given to the medium in this step, and met by nobody yet; `from` and
 * `to` are the sender then. `installed`: it changed more than the log; `taken`: something else came of it. `lost` and `down` are
 * said only by who knows it: a simulator, a relay.
 */
export type Fate = (typeof FATES)[number];

export const FATES = [
  ...(['sent', 'appended', 'disputed', 'installed', 'taken', 'ignored'] as const),
  ...(['lost', 'down', 'unknown'] as const),
] as const;

/**
 * A value of a state. Numbers are integers: 3 and 3n are the same value. Sets, maps and records have no order,
 * and two of their elements or keys are the same when they are equal in structure. Fields may have
 * any name.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Value[]
  | ReadonlySet<Value>
  | ReadonlyMap<Value, Value>
  | { readonly [key: string]: Value };

/** What a JSON text can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
