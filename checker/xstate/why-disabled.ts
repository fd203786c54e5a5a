/** Why a machine does not take an event: of each transition that it has for it, the first guard that says no. */
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import { transitionsOf } from './chart-parts.js';
import { builtGuard, guardName, saysYes } from './guards.js';
import { isForType } from './validate-machine.js';

/** A transition of a chart that is not taken. */
export interface Refused {
  /** `waiting.on.REQUEST[0]` */
  readonly place: string;
  /** The guard, by its name or place; `not` before one that says yes and should not; empty if none says no. */
  readonly guard: string;
}

/** The transitions for an event in the states that a machine is in, those of the innermost state first. */
export function refusedBy(snapshot: AnyMachineSnapshot, event: EventObject): readonly Refused[] {
  const innermostFirst = [...snapshot._nodes].sort((a, b) => b.order - a.order);
  return innermostFirst.flatMap((node) =>
    transitionsOf(node)
      .filter(({ descriptor }) => isForType(descriptor, event.type))
      .map(({ place, transition }) => ({ place, guard: failing(transition.guard, snapshot, event) ?? '' })),
  );
}

/** The first guard that says no; null if all say yes. */
function failing(guard: unknown, snapshot: AnyMachineSnapshot, event: EventObject): string | null {
  if (guard === undefined || guard === null || saysYes(guard, snapshot, event)) return null;
  const { name, guards = [], stateValue } = builtGuard(guard, snapshot) ?? {};
  const answers = guards.map((one) => failing(one, snapshot, event));
  switch (name) {
    case 'and':
      return answers.find((answer) => answer !== null) ?? null;
    case 'or':
      return answers.join(' or ');
    case 'not':
      return `not ${guardName(guards[0])}`;
    case 'stateIn':
      return `stateIn(${JSON.stringify(stateValue)})`;
    default:
      return guardName(guard);
  }
}
