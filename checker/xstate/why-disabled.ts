/** Why a machine does not take an event: of each transition that it has for it, the first guard that says no. */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { EventLike } from '../model/model.js';
import { transitionsOf } from './chart-parts.js';

/** A transition of a chart that is not taken. */
export interface Refused {
  /** `waiting.on.REQUEST[0]` */
  readonly place: string;
  /** The guard, by its name or place; `not` before one that says yes and should not; empty if none says no. */
  readonly guard: string;
}

/** The transitions for an event in the states that a machine is in, those of the innermost state first. */
export function refusedBy(snapshot: AnyMachineSnapshot, event: EventLike): readonly Refused[] {
  const innermostFirst = [...snapshot._nodes].sort((a, b) => b.order - a.order);
  return innermostFirst.flatMap((node) =>
    transitionsOf(node)
      .filter(({ descriptor }) => isFor(descriptor, event.type))
      .map(({ place, transition }) => ({ place, guard: failing(transition.guard, snapshot, event) ?? '' })),
  );
}

/** `a.*` is for `a` and `a.b`, `*` for all. */
function isFor(descriptor: string, type: string): boolean {
  if (descriptor === '') return false;
  if (descriptor === '*' || descriptor === type) return true;
  if (!descriptor.endsWith('.*')) return false;
  const stem = descriptor.slice(0, -2);
  return type === stem || type.startsWith(`${stem}.`);
}

type Guard = (args: object, params: unknown) => unknown;

/** The first guard that says no; null if all say yes. */
function failing(guard: unknown, snapshot: AnyMachineSnapshot, event: EventLike): string | null {
  if (guard === undefined || guard === null) return null;
  if (typeof guard === 'function') return failingFunction(guard, snapshot, event);
  const { type: name, params } =
    typeof guard === 'string' ? { type: guard } : (guard as { type: string; params?: unknown });
  const { guards } = (snapshot.machine as AnyStateMachine).implementations;
  const implementation = (guards as unknown as Readonly<Record<string, Guard | undefined>>)[name];
  if (implementation === undefined) return name;
  if (isBuiltin(implementation)) return failing(implementation, snapshot, event);
  const args = { context: snapshot.context as unknown, event };
  const given: unknown = typeof params === 'function' ? (params as Guard)(args, undefined) : params;
  return implementation(args, given) === true ? null : name;
}

function isBuiltin(guard: object): boolean {
  return 'check' in guard || 'guards' in guard;
}

/** `and`, `or`, `not`, `stateIn`, or a function of the model's own. */
function failingFunction(guard: object, snapshot: AnyMachineSnapshot, event: EventLike): string | null {
  const { name } = guard as { readonly name: string };
  const inner = 'guards' in guard ? (guard.guards as readonly unknown[]) : [];
  const answers = inner.map((one) => failing(one, snapshot, event));
  switch (name) {
    case 'and':
      return answers.find((answer) => answer !== null) ?? null;
    case 'or':
      return answers.includes(null) ? null : answers.join(' or ');
    case 'not':
      return answers[0] === null ? `not ${nameOf(inner[0])}` : null;
    case 'stateIn': {
      const { stateValue } = guard as { readonly stateValue?: unknown };
      return isIn(snapshot, stateValue) ? null : `stateIn(${JSON.stringify(stateValue)})`;
    }
    default:
      return (guard as Guard)({ context: snapshot.context as unknown, event }, undefined) === true
        ? null
        : name;
  }
}

function isIn(snapshot: AnyMachineSnapshot, stateValue: unknown): boolean {
  if (typeof stateValue === 'string' && stateValue.startsWith('#')) {
    return snapshot._nodes.some(({ id }) => `#${id}` === stateValue);
  }
  return snapshot.matches(stateValue as never);
}

function nameOf(guard: unknown): string {
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'function') return guard.name;
  return String((guard as { readonly type?: unknown } | undefined)?.type);
}
