/**
 * Watches what a search meets of a chart. It is noted when a machine is asked, which is once for each local state
 * and event, so it costs next to nothing. What was asked in vain counts too: a step that another component then
 * blocked.
 */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { ChartPart, ChartWatch } from '../model/chart-watch.js';
import { doesSomething, nodesBelow, transitionsOf, type StateNode } from './chart-parts.js';

/** A watched chart, and what its machine tells of itself. */
export interface MachineWatch extends ChartWatch {
  /** Notes the answer of a guard. */
  guard(name: string, answer: boolean): void;
  /** Notes what belongs to the machine's start, so that it is never forgotten. */
  keep(): void;
}

/** What XState tells after every microstep. */
interface Microstep {
  readonly type: string;
  readonly event?: { readonly type: string };
  readonly snapshot?: unknown;
  readonly _transitions?: readonly object[];
}

const watches = new WeakMap<AnyStateMachine, Chart>();

/** A watch of the chart of a machine, to be given the clone that is asked. */
export function watchChart(
  machine: AnyStateMachine,
): MachineWatch & { attach(clone: AnyStateMachine): void } {
  return new Chart(machine);
}

/** Notes a microstep of any machine that is watched. */
export function noteMicrostep({ type, event, snapshot, _transitions = [] }: Microstep): void {
  if (type !== '@xstate.microstep' || event === undefined) return;
  const { machine } = snapshot as AnyMachineSnapshot;
  const chart = watches.get(machine);
  if (chart === undefined) return;
  chart.microstep(event.type, _transitions);
  chart.states(snapshot as AnyMachineSnapshot);
}

/** Notes the states in which a machine is. */
export function noteStates(snapshot: AnyMachineSnapshot): void {
  watches.get(snapshot.machine)?.states(snapshot);
}

class Chart implements MachineWatch {
  readonly machine: string;
  readonly chart: object;
  parts: readonly ChartPart[] = [];
  /** The same set from search to search: it is emptied, never replaced. */
  private readonly met = new Set<string>();
  private kept: readonly string[] = [];
  /** What is noted of a transition or a state node. */
  private readonly noteOf = new Map<object, string>();
  /** What is noted of a guard that says no, and of one that says yes. */
  private readonly notesOfGuard = new Map<string, readonly [no: string, yes: string]>();

  constructor(machine: AnyStateMachine) {
    this.machine = machine.id;
    this.chart = machine.config;
  }

  attach(clone: AnyStateMachine): void {
    watches.set(clone, this);
    const nodes = nodesBelow(clone.root);
    const transitions = nodes.flatMap(transitionsOf);
    for (const { place, transition } of transitions) this.noteOf.set(transition, `transitions ${place}`);
    for (const node of nodes) this.noteOf.set(node, `states ${node.path.join('.')}`);
    const names = transitions.flatMap(({ transition }) => guardNames(clone, transition.guard));
    this.parts = [
      ...nodes.filter((node) => node !== clone.root).map((node) => part('states', node.path.join('.'))),
      ...transitions.filter(doesSomething).map(({ place }) => part('transitions', place)),
      ...[...new Set(names)].flatMap((name) => [true, false].map((way) => part('guards', wayOf(name, way)))),
      ...[...new Set(nodes.flatMap(ownEvents))].map((type) => part('events', type)),
    ];
  }

  isMet({ kind, place }: ChartPart): boolean {
    return this.met.has(`${kind} ${place}`);
  }

  guard(name: string, answer: boolean): void {
    const notes = this.notesOfGuard.get(name) ?? guardNotes(name);
    this.notesOfGuard.set(name, notes);
    this.met.add(notes[answer ? 1 : 0]);
  }

  microstep(type: string, transitions: readonly object[]): void {
    this.met.add(`events ${type}`);
    for (const transition of transitions) this.note(transition);
  }

  states({ _nodes }: AnyMachineSnapshot): void {
    for (const node of _nodes) this.note(node);
  }

  private note(one: object): void {
    const note = this.noteOf.get(one);
    if (note !== undefined) this.met.add(note);
  }

  keep(): void {
    this.kept = [...this.met];
  }

  forget(): void {
    this.met.clear();
    for (const note of this.kept) this.met.add(note);
  }
}

function part(kind: ChartPart['kind'], place: string): ChartPart {
  return { kind, place };
}

function guardNotes(name: string): readonly [no: string, yes: string] {
  return [`guards ${wayOf(name, false)}`, `guards ${wayOf(name, true)}`];
}

function wayOf(guard: string, answer: boolean): string {
  return `${guard} is ${answer}`;
}

/** Whether a machine of this chart may come to its end: whether there is a final state at its top. */
export function canFinish(root: StateNode): boolean {
  const children = Object.values(root.states);
  if (root.type === 'parallel') return children.length > 0 && children.every(canFinish);
  return children.some(({ type }) => type === 'final');
}

/** The functions that a guard is made of, by the names under which they are asked. */
function guardNames(
  machine: AnyStateMachine,
  guard: unknown,
  seen: readonly string[] = [],
): readonly string[] {
  if (guard === undefined) return [];
  if (typeof guard === 'function') {
    const { guards } = guard as { readonly guards?: readonly unknown[] };
    if (guards !== undefined) return guards.flatMap((inner) => guardNames(machine, inner, seen));
    return 'check' in guard ? [] : [guard.name];
  }
  const name = typeof guard === 'string' ? guard : String((guard as { readonly type?: unknown }).type);
  if (seen.includes(name)) return [];
  const implementation: unknown = (machine.implementations.guards as Record<string, unknown>)[name];
  return guardNames(machine, implementation, [...seen, name]);
}

/** The events from outside that a state mentions by their full name. */
function ownEvents(node: StateNode): readonly string[] {
  return [...node.transitions.keys()].filter((type) => !type.startsWith('xstate.') && !type.endsWith('*'));
}
