/** What an XState machine is as a component, beyond what every component is. */
import type { AnyStateMachine, InputFrom, SnapshotFrom } from 'xstate';
import type { ChartWatch, UnsaidFields } from '../model/chart-watch.js';
import type { OutcomesByName } from './outcomes.js';
import type { Component, EventLike, Step } from '../model/component.js';
import type { Params } from '../model/rules.js';

/** How a machine is asked, and what it may count on around it. */
export interface XStateOptions<M extends AnyStateMachine> {
  /** The machine's id when left out. */
  readonly name?: string;
  readonly input?: InputFrom<M>;
  /** How the machine is asked: with one inert scope (fast), or by XState's public `transition` (reference). */
  readonly via?: 'scope' | 'transition';
  /** The number of questions that are asked twice, before only every eighth is: 2,000 when left out. */
  readonly askedTwice?: number;
  /** The state as plain data for traces: `{ state: value, ...context }` when left out. */
  readonly show?: (snapshot: SnapshotFrom<M>) => unknown;
  /**
   * The names for which `system.get(name)` gives a reference to another actor; none when left out. What is sent
   * to one leaves the component as an effect `{ type: 'xstate.sendTo', params: { to: name, event } }`.
   */
  readonly peers?: readonly string[];
  /**
   * What may come of the promises, callbacks and observables that the machine invokes or spawns, by id, by place in
   * the chart (`loading.invoke[0]`) or by the name of the source. One that is left out may end well and may fail,
   * with `undefined`. A child machine is explored, unless it is given outcomes.
   */
  readonly outcomes?: OutcomesByName;
  /**
   * `free` when left out: each timer may go off whenever it is armed. With `ordered`, of those that were armed in
   * one macrostep the shorter goes off first.
   */
  readonly timers?: 'free' | 'ordered';
  /**
   * The number of timers for the same event that may be armed at once: 2 when left out. A state with more is
   * `beyond`. A timer with an id does not count while it can be cancelled.
   */
  readonly timersMax?: number;
  /** The number of children spawned from the same source that there may be at once: 2 when left out. */
  readonly childrenMax?: number;
  /**
   * Whether custom actions are called once for each state and event, to find those that change their context or event
   * (EXO112). They are not when left out: an action is an effect. They are called for real, with copies of what they
   * would be given; `self` and `system` do nothing.
   */
  readonly callActions?: boolean;
}

/** What a machine may do by itself in a state: a timer goes off, or something that it invoked ends. */
export interface Move {
  /** The name of the action in traces and counts: `Timer`, `Done`. */
  readonly action: string;
  /** What tells the move from the others of its name. */
  readonly params: Params;
  /** Plain data that `step` of the same component understands. */
  readonly event: EventLike;
}

/** A component whose local states are the snapshots of an XState machine. */
export interface XStateComponent<S, E, F> extends Component<S, E, F> {
  /** The charts of the machine and of its children, watched. */
  charts(): readonly ChartWatch[];
  /** What the machine has read of events that had nothing but their type. */
  unsaid(): readonly UnsaidFields[];
  /** The types of the custom actions that were taken for effects. */
  customActions(): readonly string[];
  /** What the machine may do by itself now, in a fixed order. */
  moves(state: S): readonly Move[];
  /** The ways in which the machine may start, each with the effects of starting. */
  initialSteps(): readonly Step<S, F>[];
  /** What `getPersistedSnapshot` of an actor in this state gives, as plain data. */
  persisted(state: S): unknown;
  /** The machine resumed from what was persisted, as `createActor(machine, { snapshot })` does. */
  restored(persisted: unknown): readonly Step<S, F>[];
  /** The machine started afresh with this input. */
  restarted(input: unknown): readonly Step<S, F>[];
  /** Whether any state of the chart mentions the event type, if only to forbid it. */
  accepts(type: string): boolean;
  /** Why the state is beyond a bound of the component, such as `timersMax`; undefined if it is within all. */
  beyond(state: S): string | undefined;
}
