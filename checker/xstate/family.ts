/**
 * The local state of a machine together with the actors that it invokes and spawns: a family. Its members are
 * the machine itself, its children and theirs; each has a snapshot, armed timers, and a parent.
 *
 * A local state is the snapshot of the machine. What else belongs to it is kept beside it, and nothing is kept
 * for a machine alone without timers, so that such a snapshot is all there is.
 */
import type { AnyMachineSnapshot, AnyStateMachine, EventObject, StateValue } from 'xstate';
import { deepFreeze } from '../model/deep-freeze.js';
import type { Logic } from './logics.js';
import { inOrder, orderOf } from './node-order.js';
import { asActor, type Reference } from './references.js';

/** A delayed event that has been armed and may go off. */
export interface Timer {
  /** Under which `cancel` finds it; null for one that can only be cancelled by the end of its actor. */
  readonly id: string | null;
  /**
   * False once another one was armed, or went off, under the same id: XState's scheduler then forgets the older
   * one, which goes off all the same.
   */
  readonly isCancellable: boolean;
  readonly event: EventObject;
  readonly to: Reference;
  /** In milliseconds; 0 where it makes no difference. */
  readonly delay: number;
  /** Timers of one batch were armed in one macrostep and are compared by delay; 0 for no batch. */
  readonly batch: number;
}

/** The snapshot of an actor that is no machine. */
export interface PlainSnapshot {
  readonly status: string;
  readonly output?: unknown;
  readonly error?: unknown;
  readonly context?: unknown;
}

/** How far an actor has come that is explored by its outcomes. */
export interface Progress {
  /** Which of its outcomes it has begun; -1 for none yet. */
  readonly option: number;
  /** The number of events that it has sent. */
  readonly at: number;
}

/** One actor of a family. */
export interface Member {
  readonly reference: Reference;
  /** Its name within the family: '' for the machine itself, `todo` for a child, `todo/timer` for its child. */
  readonly session: string;
  readonly id: string;
  readonly parent: string | null;
  readonly logic: Logic;
  /** The name of its logic in its parent; null for logic that is given inline. */
  readonly src: string | null;
  readonly systemId: string | null;
  /** Whether its parent is told of its snapshots. */
  readonly isSync: boolean;
  readonly isRunning: boolean;
  readonly snapshot: AnyMachineSnapshot | PlainSnapshot;
  readonly timers: readonly Timer[];
  readonly progress: Progress;
  /** Kept only where outcomes depend on it. */
  readonly input: unknown;
}

/** The members of a family; the first is the machine itself. */
export type Family = readonly [Member, ...Member[]];

const families = new WeakMap<AnyMachineSnapshot, Family>();

/** The family of a local state; undefined for a machine alone without timers. */
export function familyOf(snapshot: AnyMachineSnapshot): Family | undefined {
  return families.get(snapshot);
}

/** Keeps a family beside the snapshot of its first member, if there is anything in it. */
export function keepFamily(snapshot: AnyMachineSnapshot, family: Family): void {
  if (family.length > 1 || family[0].timers.length > 0) families.set(snapshot, family);
}

/** A local state as plain data. That of a lone machine is its status, value and context. */
export function plainFamily(snapshot: AnyMachineSnapshot, plain: Plainer): object {
  const family = families.get(snapshot);
  const [own, ...others] = family ?? [undefined];
  return {
    ...plainSnapshot(snapshot, plain),
    ...present({
      timers: own && plainTimers(own.timers, plain),
      members: others.length === 0 ? undefined : others.map((member) => plainMember(member, plain)),
    }),
  };
}

/** Without the fields that are undefined: a machine by itself has the same plain data whether it is thought of as a family or not. */
function present(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Makes plain data of what may hold references. */
export type Plainer = (value: unknown) => unknown;

/** A machine's snapshot as plain data; what is empty is left out. */
export function plainSnapshot(snapshot: AnyMachineSnapshot, plain: Plainer): Record<string, unknown> {
  const { status, value, context, output, error, historyValue, children } = snapshot as AnyMachineSnapshot & {
    readonly output?: unknown;
  };
  // What is remembered first is of no account, and nobody can see it.
  const history = Object.entries(historyValue as Record<string, readonly StateNode[]>).sort(byName);
  const references = Object.entries<unknown>(children) as [string, Reference][];
  return {
    ...{ status, value, context: plain(context) },
    ...present({
      order: orderOf(snapshot),
      output: plain(output),
      error: plain(error),
      history: history.length === 0 ? undefined : Object.fromEntries(history.map(plainHistory)),
      children:
        references.length === 0
          ? undefined
          : Object.fromEntries(references.map(([key, { session }]) => [key, session])),
    }),
  };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

type StateNode = AnyStateMachine['root'];

function plainHistory([id, nodes]: readonly [string, readonly StateNode[]]): readonly [string, string[]] {
  return [id, [...nodes].sort((a, b) => a.order - b.order).map((node) => node.id)];
}

/** A timer as plain data; a move names the timer that goes off by it. */
export function plainTimer({ id, isCancellable, event, to, delay, batch }: Timer, plain: Plainer): object {
  return present({
    id: id ?? undefined,
    isForgotten: isCancellable || id === null ? undefined : true,
    event: plain(event),
    to: plain(to),
    delay: delay || undefined,
    batch: batch || undefined,
  });
}

function plainTimers(timers: readonly Timer[], plain: Plainer): unknown {
  return timers.length === 0 ? undefined : timers.map((timer) => plainTimer(timer, plain));
}

function plainMember(member: Member, plain: Plainer): object {
  const { session, id, parent, logic, src, systemId, isSync, isRunning, snapshot, progress } = member;
  const isMachine = logic.machine !== null;
  return present({
    session,
    id,
    parent,
    logic: logic.key,
    src: src ?? undefined,
    systemId: systemId ?? undefined,
    isSync: isSync || undefined,
    isRunning: isRunning || undefined,
    snapshot: isMachine ? plainSnapshot(snapshot as AnyMachineSnapshot, plain) : plain(snapshot),
    timers: plainTimers(member.timers, plain),
    progress: progress.option < 0 ? undefined : progress,
    input: plain(member.input),
  });
}

/** What a snapshot is rebuilt from. */
export interface SnapshotParts {
  readonly status: string;
  readonly value: StateValue;
  readonly context: unknown;
  /** As `orderOf` has it. */
  readonly order?: readonly string[] | undefined;
  readonly output?: unknown;
  readonly error?: unknown;
  readonly history?: Readonly<Record<string, readonly string[]>> | undefined;
}

/**
 * A snapshot of these parts, with its state nodes in the order that they say, or in document order.
 *
 * Throws what XState throws for a state that the machine does not have.
 */
export function rebuilt(
  machine: AnyStateMachine,
  parts: SnapshotParts,
  children: Readonly<Record<string, Reference>>,
): AnyMachineSnapshot {
  const { status, context, order, output, error, history = {} } = parts;
  const historyValue = Object.fromEntries(
    Object.entries(history).map(([id, nodes]) => [id, nodes.map((node) => nodeOf(machine, node))]),
  );
  const value = orderValue(machine.root, parts.value);
  const snapshot = machine.resolveState({ value, context, historyValue } as never);
  snapshot._nodes = inOrder(snapshot._nodes, order, (id) => nodeOf(machine, id));
  if (order !== undefined) snapshot.tags = new Set(snapshot._nodes.flatMap(({ tags }) => tags));
  const references = Object.entries(children).map(([key, child]) => [key, asActor(child)]);
  return Object.assign(snapshot, { status, output, error, children: Object.fromEntries(references) });
}

function nodeOf(machine: AnyStateMachine, id: string): StateNode {
  const node = machine.getStateNodeById(`#${id.replaceAll('.', '\\.')}`) as StateNode | undefined;
  if (node?.id !== id) throw new Error(`no state ${id}`);
  return node;
}

/** The value with its keys in document order. */
export function orderValue(node: StateNode, value: StateValue): StateValue {
  if (typeof value === 'string') return value;
  const keys = Object.keys(node.states).filter((key) => key in value);
  const entries = keys.map((key) => [key, orderValue(node.states[key] ?? node, value[key] ?? {})]);
  return Object.fromEntries(entries) as StateValue;
}

/** Freezes what user code may hold of a family. */
export function freezeFamily(family: readonly Member[]): void {
  for (const { snapshot, timers } of family) {
    deepFreeze(snapshot.context);
    for (const { event } of timers) deepFreeze(event);
  }
}
