/** What the author of a system writes, typed by the names of its actors. */
import type { AnyStateMachine, EventFromLogic, InputFrom, SnapshotFrom } from 'xstate';
import type { OutcomesByName } from '../xstate/outcomes.js';
import type { Channel } from '../environment/channel.js';
import type { Model } from '../model/model.js';

type Input = ((copy: number) => unknown) | object | string | number | boolean | null;

/** A machine with what it takes to make actors of it. */
export interface ActorDefinition {
  readonly machine: AnyStateMachine;
  /** The input of the machine, or the input of each copy by its number, from 0. */
  readonly input?: Input;
  /** The number of actors that are made of it, `name[0]`, `name[1]` and so on; a single `name` when left out. */
  readonly count?: number;
}

/** Actors by their names, by which they also know each other: `system.get(name)`. */
export type AnyActors = Readonly<Record<string, AnyStateMachine | ActorDefinition>>;

/** The machine of an actor. */
export type MachineOf<D> = D extends AnyStateMachine
  ? D
  : D extends { readonly machine: infer M extends AnyStateMachine }
    ? M
    : never;

type TupleOf<T, N extends number, Sofar extends readonly T[] = []> = number extends N
  ? readonly T[]
  : Sofar['length'] extends N
    ? Sofar
    : TupleOf<T, N, readonly [...Sofar, T]>;

/** What a property sees of an actor: its snapshot, or where there are several copies, a tuple of theirs. */
export type StateOf<D> = D extends {
  readonly machine: AnyStateMachine;
  readonly count: infer N extends number;
}
  ? TupleOf<SnapshotFrom<MachineOf<D>>, N>
  : SnapshotFrom<MachineOf<D>>;

/** What a property sees: the snapshots of all actors by their names. */
export type StatesOf<A extends AnyActors> = { readonly [K in keyof A]: StateOf<A[K]> };

/** Inputs have the type that the machine takes. */
export type WithInputs<A extends AnyActors> = {
  readonly [K in keyof A]: A[K] extends { readonly machine: AnyStateMachine }
    ? { readonly input?: InputFrom<MachineOf<A[K]>> | ((copy: number) => InputFrom<MachineOf<A[K]>>) }
    : unknown;
};

type NameIn<A extends AnyActors> = keyof A & string;
type Place<A extends AnyActors> = NameIn<A> | `${NameIn<A>}[${number}]`;

/** One channel for every link, or a channel for some links by their ends; the others are `fifo()`. */
export type Network<A extends AnyActors> =
  Channel | { readonly [link in `${Place<A>}->${Place<A>}`]?: Channel };

/** The faults that may happen in a run, and how often each may; none when left out. */
export interface Faults<A extends AnyActors> {
  /** The number of crashes of all actors together, or of each actor that is named. `Infinity` for any number. */
  readonly crashes?: number | { readonly [K in keyof A]?: number };
  /**
   * The number of times that the network may split in two. While it is split, what is sent from one side to the other
   * is lost. Healing is free.
   */
  readonly partitions?: number;
}

/** What an actor has after a crash: the input with which it starts again, or all of its state. */
export type PersistOf<D> = 'all' | ((snapshot: SnapshotFrom<MachineOf<D>>) => InputFrom<MachineOf<D>>);

/** Whether something is true of the snapshots of the actors. */
export type Predicate<A extends AnyActors> = (states: StatesOf<A>) => boolean;

/** Whether something is true of a step: of the snapshots before and after, and the name of the action. */
export type StepPredicate<A extends AnyActors> = (
  before: StatesOf<A>,
  after: StatesOf<A>,
  action: string,
) => boolean;

/** The inputs with which the actors of one initial state are started; those left out start with their own. */
export type Start<A extends AnyActors> = {
  readonly [K in keyof A]?: A[K] extends { readonly count: number }
    ? readonly InputFrom<MachineOf<A[K]>>[]
    : InputFrom<MachineOf<A[K]>>;
};

/** What `system` makes: a model to check, whose states can be read by the names of the actors. */
export interface SystemModel<A extends AnyActors> extends Model {
  /**
   * The snapshots of the actors in a state of the model, such as one of a counterexample: `initial` of a run, or `states`
   * of one of its steps.
   *
   * @throws ExoError EXO176 for what is no state of this model.
   */
  readonly snapshots: (states: readonly unknown[]) => StatesOf<A>;
}

/** A system of XState machines, their network, its faults, and what should hold. */
export interface SystemDefinition<A extends AnyActors> {
  /** Names the system in reports. */
  readonly name: string;
  /** The machines, as they are. Write them first: all else is typed by them. */
  readonly actors: A & WithInputs<A>;
  /**
   * The names of those that actors ask `system.get` for and that are no part of the model, such as a logger; none when
   * left out. What they are sent leaves the model, and what they may send is to stand in `inputs`.
   */
  readonly peers?: readonly string[];
  /** How what actors send to each other travels; `fifo()` on every link when left out. */
  readonly network?: Network<A>;
  /** None when left out. */
  readonly faults?: Faults<A>;
  /** What survives a crash, by actor, or `'all'` for every actor; nothing when left out. */
  readonly persist?: 'all' | { readonly [K in keyof A]?: PersistOf<A[K]> };
  /** What the world may send to each actor (each copy), whenever the actor accepts it. */
  readonly inputs?: { readonly [K in keyof A]?: readonly EventFromLogic<MachineOf<A[K]>>[] };
  /**
   * What may come of what each actor invokes or spawns, by id, place (`loading.invoke[0]`) or source. One that is left
   * out may end well and may fail, with `undefined`. A machine that is invoked is explored with its parent.
   */
  readonly outcomes?: { readonly [K in keyof A]?: OutcomesByName };
  /**
   * `free` when left out: each timer may go off whenever it is armed. With `ordered`, of those that were armed in one
   * macrostep the shorter goes off first.
   */
  readonly timers?: 'free' | 'ordered';
  /** The number of timers for the same event that may be armed at once; 2 when left out. More are beyond the bound. */
  readonly timersMax?: number;
  /** The number of children spawned from one source that there may be at once; 2 when left out. */
  readonly childrenMax?: number;
  /** Properties of every reachable state, by name. */
  readonly always?: Readonly<Record<string, Predicate<A>>>;
  /** Properties of every step that changes anything, by name: an actor, or only what is in flight. */
  readonly steps?: Readonly<Record<string, StepPredicate<A>>>;
  /** Witnesses, by name: each must be true in some reachable state, or the system may be vacuous. */
  readonly sometimes?: Readonly<Record<string, Predicate<A>>>;
  /**
   * Whether a state in which nothing more can happen is an accepted end. When left out: every actor whose chart has
   * a final state at its top must be in one, and actors without any do not count; if no actor has one, no end is
   * accepted.
   */
  readonly mayEnd?: Predicate<A>;
  /** A bound: the search does not go on from states in which this is false. It counts them. */
  readonly within?: Predicate<A>;
  /** The initial states, for actors whose inputs depend on each other: one for each start. */
  readonly initial?: readonly Start<A>[];
}
