/** The logic that the members of a family run: machines that are explored, and everything else by its outcomes. */
import type { AnyActorLogic, AnyStateMachine, InspectionEvent } from 'xstate';
import { ExoError } from '../../errors/index.js';
import { watchChart, type MachineWatch } from './chart-watch.js';
import { boundMicrosteps } from './evaluator.js';
import { invocationsOf, sourceOf } from './invocations.js';
import { namedMachine, type GuardProblems } from './named-machine.js';
import {
  checkedOutcomes,
  isMachine,
  kindOf,
  UNSAID,
  type LogicKind,
  type Outcome,
  type OutcomesByName,
} from './outcomes.js';
import { withPlaceholders } from './placeholders.js';
import { chartProblem, validateMachine } from './validate-machine.js';

/** What XState tells of itself while it works. */
export type Inspect = (event: InspectionEvent) => void;

/** Some logic, under a name that stays the same from run to run. */
export interface Logic {
  readonly key: string;
  readonly kind: LogicKind;
  readonly logic: AnyActorLogic;
  /** The named and bounded clone that is explored; null for everything that is no machine, or is given outcomes. */
  readonly machine: AnyStateMachine | null;
  /** What may come of it, from its input; null where its own transitions are explored. */
  readonly outcomes: ((input: unknown) => readonly Outcome[]) | null;
  /** Whether the model says what may come of it, or both endings are assumed. */
  readonly isGiven: boolean;
  /** Whether the outcomes depend on the input, which is then part of the local state. */
  readonly readsInput: boolean;
}

/** All logic that a component has met, by key. */
export interface Logics {
  readonly problems: GuardProblems;
  /** The charts of the machines met so far. */
  readonly watches: readonly MachineWatch[];
  readonly root: Logic;
  /** The logic of a child that is invoked or spawned by a machine. */
  of(parent: AnyStateMachine, logic: AnyActorLogic, src: unknown, id: string): Logic;
  /** The logic of a child of a persisted snapshot; undefined if there is none. */
  bySource(parent: AnyStateMachine, src: string, id: string): Logic | undefined;
  byKey(key: string): Logic | undefined;
  /** The machines met so far. */
  machines(): readonly AnyStateMachine[];
  /** The system ids that some chart declares for what it invokes. */
  readonly systemIds: ReadonlySet<string>;
}

/** Collects the logic of a machine and of all that it statically invokes. */
export function logicsOf(name: string, machine: AnyStateMachine, outcomes: OutcomesByName): Logics {
  const byKey = new Map<string, Logic>();
  const systemIds = new Set<string>();
  const problems: GuardProblems = {};
  const watches: MachineWatch[] = [];
  const explore = (key: string, own: AnyStateMachine): Logic => {
    const { watch, prepared } = preparedOf(own, problems);
    watches.push(watch);
    const logic: Logic = { key, kind: 'machine', logic: own, machine: prepared, ...EXPLORED };
    byKey.set(key, logic);
    for (const { id, src, systemId, logic: child } of invocationsOf(prepared)) {
      if (systemId !== undefined) systemIds.add(systemId);
      if (child !== undefined) of(prepared, child, src, id);
    }
    return logic;
  };
  const of = (parent: AnyStateMachine, logic: AnyActorLogic, src: unknown, id: string): Logic => {
    const said = saidFor(outcomes, parent, src, id);
    const kind = kindOf(logic);
    if (said !== undefined) return known(byKey, stubbed(`${kind} ${said}`, kind, logic, outcomes[said]));
    if (kind !== 'machine' && kind !== 'reducer') return known(byKey, stubbed(kind, kind, logic, undefined));
    const key = typeof src === 'string' && !src.startsWith('xstate.invoke.') ? src : nameOf(logic, id);
    for (let n = 1; ; n++) {
      const unique = n === 1 ? key : `${key}#${n}`;
      const met = byKey.get(unique);
      if (met?.logic === logic) return met;
      if (met !== undefined && isAlike(met.logic, logic)) throw madeOnTheFly(name, key);
      if (met === undefined) {
        if (isMachine(logic)) return explore(unique, logic);
        return known(byKey, { key: unique, kind, logic, machine: null, ...EXPLORED });
      }
    }
  };
  const bySource = (parent: AnyStateMachine, src: string, id: string): Logic | undefined => {
    const logic = sourceOf(parent, src);
    return logic && of(parent, logic, src, id);
  };
  const root = explore('', machine);
  const machines = (): readonly AnyStateMachine[] =>
    [...byKey.values()].flatMap(({ machine: one }) => one ?? []);
  // What is spawned by its name is met when that happens; a state may be of another process, in which it has happened.
  const namedBy = (key: string): Logic | undefined => {
    for (const parent of machines()) {
      for (const [src, logic] of Object.entries(parent.implementations.actors)) {
        if (key === src || key.endsWith(` ${src}`)) of(parent, logic as AnyActorLogic, src, '');
      }
    }
    return byKey.get(key);
  };
  const keyed = (key: string): Logic | undefined => byKey.get(key) ?? namedBy(key);
  return { problems, watches, root, of, bySource, byKey: keyed, machines, systemIds };
}

interface Prepared {
  readonly watch: MachineWatch;
  readonly prepared: AnyStateMachine;
}

/** XState finds out about a chart that leads nowhere only when it is looked at: what it then says is the user's to mend. */
function preparedOf(own: AnyStateMachine, problems: GuardProblems): Prepared {
  try {
    validateMachine(own);
    const watch = watchChart(own);
    const prepared = boundMicrosteps(namedMachine(withPlaceholders(own), problems, watch));
    watch.attach(prepared);
    return { watch, prepared };
  } catch (cause) {
    throw chartProblem(own, cause);
  }
}

const EXPLORED = { outcomes: null, isGiven: true, readsInput: false } as const;

/** Whether two machines or reducers differ in nothing but when they were made. */
function isAlike(one: AnyActorLogic, other: AnyActorLogic): boolean {
  const textOf = (logic: AnyActorLogic): string => {
    if (isMachine(logic)) return JSON.stringify(logic.definition);
    return String((logic as { readonly config?: unknown }).config);
  };
  return isMachine(one) === isMachine(other) && textOf(one) === textOf(other);
}

function known(byKey: Map<string, Logic>, logic: Logic): Logic {
  const met = byKey.get(logic.key);
  if (met !== undefined) return met;
  byKey.set(logic.key, logic);
  return logic;
}

function stubbed(
  key: string,
  kind: LogicKind,
  logic: AnyActorLogic,
  said: OutcomesByName[string] | undefined,
): Logic {
  const assumed = kind === 'callback' || kind === 'events' ? UNSAID.slice(1) : UNSAID;
  const outcomes =
    typeof said === 'function'
      ? (input: unknown) =>
          checkedOutcomes(`what outcomes of ${JSON.stringify(key)} give for an input`, said(input))
      : () => said ?? assumed;
  return {
    key,
    kind,
    logic,
    machine: null,
    outcomes,
    isGiven: said !== undefined,
    readsInput: typeof said === 'function',
  };
}

function madeOnTheFly(name: string, key: string): ExoError {
  return new ExoError(
    'EXO165',
    `${name}: spawns a new machine ${JSON.stringify(key)} each time; make the machine once, outside, ` +
      'and pass what differs as input',
  );
}

function nameOf(logic: AnyActorLogic, id: string): string {
  return isMachine(logic) ? logic.id : id;
}

/** The key under which the model says what may come of an invocation: its id, its place, or its source. */
function saidFor(
  outcomes: OutcomesByName,
  parent: AnyStateMachine,
  src: unknown,
  id: string,
): string | undefined {
  const place = invocationsOf(parent).find((invocation) => invocation.id === id)?.place;
  const keys = [id, place, typeof src === 'string' ? src : undefined];
  return keys.find((key) => key !== undefined && Object.hasOwn(outcomes, key));
}
