/** Guards of a chart, asked one by one to say which of them keeps a transition from being taken. */
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import { evaluateGuard } from 'xstate/guards';

/** `and`, `or`, `not` or `stateIn`, and what they are made of. */
export interface BuiltGuard {
  readonly name: string;
  readonly guards?: readonly unknown[];
  readonly stateValue?: unknown;
}

/** Whether a guard says yes. One that throws does not: that is told by whoever asks the machine. */
export function saysYes(guard: unknown, snapshot: AnyMachineSnapshot, event: EventObject): boolean {
  try {
    return evaluateGuard(guard as never, snapshot.context, event as never, snapshot);
  } catch {
    return false;
  }
}

/** What a guard throws when it is asked, in an array of its own; empty where it answers. */
export function thrownBy(
  guard: unknown,
  snapshot: AnyMachineSnapshot,
  event: EventObject,
): readonly unknown[] {
  try {
    evaluateGuard(guard as never, snapshot.context, event as never, snapshot);
    return [];
  } catch (thrown) {
    return [thrown];
  }
}

/** What a guard is built of, written in place or under a name; null for a function of the model's own. */
export function builtGuard(guard: unknown, { machine }: AnyMachineSnapshot): BuiltGuard | null {
  if (typeof guard === 'function') return isBuilt(guard) ? guard : null;
  const named = (machine.implementations.guards as Readonly<Record<string, unknown>>)[guardName(guard)];
  return isBuilt(named) ? named : null;
}

function isBuilt(guard: unknown): guard is BuiltGuard {
  return typeof guard === 'function' && 'check' in guard;
}

/** How the chart calls a guard. */
export function guardName(guard: unknown): string {
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'function') return guard.name === '' ? 'a guard' : guard.name;
  return String((guard as { readonly type?: unknown } | undefined)?.type);
}
