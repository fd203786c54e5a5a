/** Why a machine does not take an event: the guards that say no, by the names that they have in the chart. */
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import { transitionsOf, type PlacedTransition, type StateNode } from './chart-parts.js';
import { builtGuard, guardName, saysYes } from './guards.js';
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
    writtenAt(node).flatMap(({ descriptor, transition }) =>
      descriptor !== '' && mentionsType(descriptor, type) ? [transition] : [],
    ),
  );
}

const written = new WeakMap<StateNode, readonly PlacedTransition[]>();

/** The transitions of a state stay what they are, and every event that it does not take asks for them. */
function writtenAt(node: StateNode): readonly PlacedTransition[] {
  const known = written.get(node) ?? transitionsOf(node);
  written.set(node, known);
  return known;
}

/** What of a guard is not as it should be; null where all of it is. */
type Saying = (guard: unknown, wanted: boolean) => string | null;

function saying(snapshot: AnyMachineSnapshot, event: EventObject): Saying {
  const say: Saying = (guard, wanted) => {
    if (saysYes(guard, snapshot, event) === wanted) return null;
    const { name, guards = [] } = builtGuard(guard, snapshot) ?? {};
    if (name === 'not') return say(guards[0], !wanted);
    const parts = guards.flatMap((inner) => say(inner, wanted) ?? []);
    if (parts.length > 0) return parts.join(name === 'or' && wanted ? ', and ' : '; ');
    return `${guardName(guard)} says ${wanted ? 'no' : 'yes'}`;
  };
  return say;
}

function stateText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  return Object.entries(value)
    .map(([name, inner]) => [name, stateText(inner)].filter((text) => text !== '').join('.'))
    .join(' | ');
}
