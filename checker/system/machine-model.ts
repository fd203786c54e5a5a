import type { AnyStateMachine, EventFromLogic, InputFrom, SnapshotFrom } from 'xstate';
import { accepts, eventList, isRecord, rejectUnknownKeys, type CheckGiven } from '../environment/given.js';
import { ExoError } from '../../errors/index.js';
import type { Model } from '../model/model.js';
import { isMachine, type OutcomesByName } from '../xstate/outcomes.js';
import { checkCopy } from '../xstate/supported-copy.js';
import { handledTypes } from '../xstate/validate-machine.js';
import type { SystemDefinition } from './definition.js';
import { isActorName } from './actors.js';
import { COMMON_PARTS } from './definition-shape.js';
import { system } from './system.js';
import type { EventLike } from '../model/component.js';

type StatePredicate<M extends AnyStateMachine> = (state: SnapshotFrom<M>) => boolean;
type PairPredicate<M extends AnyStateMachine> = (
  before: SnapshotFrom<M>,
  after: SnapshotFrom<M>,
  action: string,
) => boolean;

/** What may happen to a machine that is checked by itself, and what should hold of it. All may be left out. */
export interface MachineModelOptions<M extends AnyStateMachine> {
  /** Names the model in reports; the machine's id when left out. */
  readonly name?: string;
  readonly input?: InputFrom<M>;
  /**
   * The events that the machine may be sent, each whenever it accepts it. When left out, one of each type that the
   * chart handles, without anything in it; a wildcard has no type of its own.
   */
  readonly events?: readonly EventFromLogic<M>[];
  /**
   * The names that the machine asks `system.get` for, and `#_parent` where it sends to its parent; none when left out.
   * What it sends to them leaves the model, and what they may send it is to stand in `events`.
   */
  readonly peers?: readonly string[];
  /** What may come of what the machine invokes or spawns, by id, place in the chart or source. */
  readonly outcomes?: OutcomesByName;
  readonly timers?: 'free' | 'ordered';
  readonly timersMax?: number;
  readonly childrenMax?: number;
  /** Properties of every reachable state, by name. */
  readonly always?: Readonly<Record<string, StatePredicate<M>>>;
  /** Properties of every step, by name. */
  readonly steps?: Readonly<Record<string, PairPredicate<M>>>;
  /** Witnesses, by name: each must be true in some reachable state. */
  readonly sometimes?: Readonly<Record<string, StatePredicate<M>>>;
  /** Whether a state in which nothing more can happen is an accepted end; a final state is one when left out. */
  readonly mayEnd?: StatePredicate<M>;
  /** A bound: the search does not go on from states in which this is false. It counts them. */
  readonly within?: StatePredicate<M>;
}

/** What `machineModel` makes: a model to check, whose states can be read as snapshots of the machine. */
export interface MachineModel<M extends AnyStateMachine> extends Model {
  /**
   * The snapshot of the machine in a state of the model, such as one of a counterexample: `initial` of a run, or `states`
   * of one of its steps.
   *
   * @throws ExoError EXO176 for what is no state of this model.
   */
  readonly snapshot: (states: readonly unknown[]) => SnapshotFrom<M>;
}

/**
 * A machine by itself as a model to check: it is sent every event that it handles, in every order, and its timers and
 * what it invokes go as they may.
 *
 * @throws ExoError EXO103 for a machine that cannot be explored, EXO180 for one of a copy of XState that is not supported, EXO176 for an option that there is not, EXO177 for an
 * event that no state handles.
 *
 * @example
 * const light = setup({}).createMachine({
 *   initial: 'green',
 *   states: { green: { after: { 900: 'red' }, on: { PUSH: 'red' } }, red: { after: { 300: 'green' } } },
 * });
 * const model = machineModel(light, { sometimes: { Red: (state) => state.matches('red') } });
 * console.log(check(model).states); // 2
 */
export function machineModel<M extends AnyStateMachine>(
  machine: M,
  options: MachineModelOptions<M> = {},
): MachineModel<M> {
  const given = options as MachineModelOptions<AnyStateMachine>;
  accepts('an object', isRecord)('the options of machineModel', given);
  rejectUnknownKeys('machineModel', given, Object.keys(PARTS));
  for (const [key, check] of Object.entries(PARTS)) {
    const value: unknown = given[key as keyof typeof given];
    if (value !== undefined) check(`'${key}' of machineModel`, value);
  }
  if (!isMachine(machine)) {
    throw new ExoError('EXO176', 'machineModel takes a machine, as createMachine of XState makes one');
  }
  checkCopy(machine);
  const { events, outcomes, input, name = nameOf(machine), ...others } = given;
  const { always, steps, sometimes, mayEnd, within, ...bounds } = others;
  const only = isActorName(nameOf(machine)) ? nameOf(machine) : 'machine';
  const ofState =
    (holds: StatePredicate<AnyStateMachine>): StatePredicateByName =>
    (states) =>
      holds(states[only] as never);
  const ofStep =
    (holds: PairPredicate<AnyStateMachine>): PairPredicateByName =>
    (before, after, action) =>
      holds(before[only] as never, after[only] as never, action);
  const inputs: readonly EventLike[] = events ?? handledTypes(machine).map((type) => ({ type }));
  const definition = {
    name,
    actors: { [only]: input === undefined ? machine : { machine, input } },
    inputs: { [only]: inputs },
    ...(outcomes && { outcomes: { [only]: outcomes } }),
    ...bounds,
    ...(always && { always: mapValues(always, ofState) }),
    ...(steps && { steps: mapValues(steps, ofStep) }),
    ...(sometimes && { sometimes: mapValues(sometimes, ofState) }),
    ...(mayEnd && { mayEnd: ofState(mayEnd) }),
    ...(within && { within: ofState(within) }),
  };
  // Its only name is known only now, so the types of a system say nothing about it.
  const model = system(definition as unknown as SystemDefinition<Readonly<Record<string, AnyStateMachine>>>);
  return Object.assign(model, {
    snapshot: (states: readonly unknown[]) => model.snapshots(states)[only] as SnapshotFrom<M>,
  });
}

type ByName = Readonly<Record<string, unknown>>;
type StatePredicateByName = (states: ByName) => boolean;
type PairPredicateByName = (before: ByName, after: ByName, action: string) => boolean;

/** The id of a machine; XState calls one that has none `(machine)`. */
function nameOf({ id }: AnyStateMachine): string {
  return id === '(machine)' ? 'machine' : id;
}

const PARTS: Readonly<Record<keyof MachineModelOptions<AnyStateMachine>, CheckGiven>> = {
  ...COMMON_PARTS,
  input: () => undefined,
  events: eventList,
  outcomes: accepts('outcomes by the names of what is invoked or spawned', isRecord),
};

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
