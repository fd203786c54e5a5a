import type { ChartWatch } from './chart-watch.js';

/**
 * One part of the system: an XState machine (see `xstateComponent`), a packed environment such as a medium or
 * a budget (see `plainComponent`), or real code behind an adapter.
 */
export interface Component<S, E, F> {
  /** Named in errors and in the counts of local states. */
  readonly name: string;
  /** True where `step` asks an XState machine; the report counts those calls apart. */
  readonly isXState?: boolean;
  /** Every local state in which the component may start; at least one. */
  initial(): readonly S[];
  /**
   * The local states of `initial()`, in the same order, with the effects of starting in each. They are routed before
   * the first transition. When left out, starting has no effects.
   */
  initialSteps?(): readonly Step<S, F>[];
  /** All outcomes of the event, several if the component chooses; none if the event is disabled. */
  step(state: S, event: E): readonly Step<S, F>[];
  /** Canonical bytes: equal states give equal bytes, different states different bytes. */
  encode(state: S): Uint8Array;
  /** The inverse of `encode`. */
  decode(bytes: Uint8Array): S;
  /** The state as plain data, for traces; the state itself when left out. */
  show?(state: S): unknown;
  /**
   * Which bound of the component a state is beyond, in a few words; undefined for most. As with `within` of a model,
   * the search counts such a state and does not go on from it.
   */
  beyond?(state: S): string | undefined;
  /** The state of the component's chart, without its context, by which received events are counted. */
  stateName?(state: S): string;
  /** Whether the component has come to its end in this state; left out where it never does. */
  isDone?(state: S): boolean;
  /** Why an event is disabled in a state, in short sentences for people; no search asks. */
  refusals?(state: S, event: E): readonly string[];
  /** Charts of the component, watched: see `CheckResult.coverage`. */
  charts?(): readonly ChartWatch[];
  /** The types of the custom actions that are taken for effects, as far as any were met. */
  customActions?(): readonly string[];
  /** With what the component was met to have come to an end that it cannot have meant, such as an error that nothing handles. */
  failures?(): readonly string[];
  /** Whether custom actions are to be called from now on, to find out those that change what they are given. */
  callActions?(isOn: boolean): void;
}

/** What a component does on an event: its next local state, and the effects that it emits, in order. */
export interface Step<S, F> {
  readonly next: S;
  readonly effects: readonly F[];
}

/** A step of any component. */
export type AnyStep = Step<unknown, EffectLike>;

/** The least that an event needs: a type. Everything else in it is plain data. */
export interface EventLike {
  readonly type: string;
}

/** A named effect with its parameters, as XState's pure transition returns them. */
export interface EffectLike {
  readonly type: string;
  readonly params?: unknown;
}
