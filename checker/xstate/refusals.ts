/** Why a machine does not take an event: the guards that say no, by the names that they have in the chart. */
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import { evaluateGuard } from 'xstate/guards';
import { transitionsOf, type StateNode } from './chart-parts.js';
import { mentionsType } from './validate-machine.js';

/**
 * The reasons, in short sentences, from the innermost state outwards: `isLastSender says no`, and where no transition is for the
 * event, `following does not take INSTALL`. What a guard is made of by `and`, `or` and `not` is told apart.
 */
export function refusalsOf(snapshot: AnyMachineSnapshot, event: EventObject): readonly string[] {
  const candidates = candidatesOf(snapshot, event.type);
  const guarded = candidates.filter(({ guard }) => guard !== undefined);
  if (guarded.length === 0) {
    const state = stateText(snapshot.value);
    return [`${state === '' ? 'it' : state} does not take ${event.type}`];
  }
  const reasons = guarded.map(({ guard }) => saying(snapshot, event)(guard, true) ?? 'its guard says no');
  return [...new Set(reasons)];
}

/** The transitions that are for an event, of all states that the machine is in. */
function candidatesOf({ _nodes }: AnyMachineSnapshot, type: string): readonly { readonly guard?: unknown }[] {
  const inner = [..._nodes].sort((a, b) => b.path.length - a.path.length) as readonly StateNode[];
  return inner.flatMap((node) =>
    transitionsOf(node).flatMap(({ descriptor, transition }) =>
      descriptor !== '' && mentionsType(descriptor, type) ? [transition] : [],
    ),
  );
}

interface Built {
  readonly name: string;
  readonly guards?: readonly unknown[];
}

/** What of a guard is not as it should be; null where all of it is. */
type Saying = (guard: unknown, wanted: boolean) => string | null;

function saying(snapshot: AnyMachineSnapshot, event: EventObject): Saying {
  const isTrue = (guard: unknown): boolean => {
    try {
      return evaluateGuard(guard as never, snapshot.context, event as never, snapshot);
    } catch {
      // One that throws is told by whoever asks the machine.
      return false;
    }
  };
  const say: Saying = (guard, wanted) => {
    if (isTrue(guard) === wanted) return null;
    const { name, guards = [] } = builtOf(snapshot, guard) ?? {};
    if (name === 'not') return say(guards[0], !wanted);
    const parts = guards.flatMap((inner) => say(inner, wanted) ?? []);
    if (parts.length > 0) return parts.join(name === 'or' && wanted ? ', and ' : '; ');
    return `${nameOf(guard)} says ${wanted ? 'no' : 'yes'}`;
  };
  return say;
}

/** A combination of guards, written in place or under a name. */
function builtOf({ machine }: AnyMachineSnapshot, guard: unknown): Built | null {
  if (typeof guard === 'function') return 'check' in guard ? (guard as unknown as Built) : null;
  const named = (machine.implementations.guards as Readonly<Record<string, unknown>>)[nameOf(guard)];
  return typeof named === 'function' && 'check' in named ? (named as unknown as Built) : null;
}

function nameOf(guard: unknown): string {
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'function') return guard.name === '' ? 'a guard' : guard.name;
  return String((guard as { readonly type?: unknown }).type);
}

function stateText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  return Object.entries(value)
    .map(([name, inner]) => [name, stateText(inner)].filter((text) => text !== '').join('.'))
    .join(' | ');
}
