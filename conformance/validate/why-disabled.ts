import type { HostEvent } from '../../spec/exo/events.js';
import { exoHost } from '../../spec/exo/host.js';
import type { HostSnapshot } from '../../spec/exo/names.js';
import { stateName } from '../compare/states.js';
import type { SpecifiedHost } from './specified-host.js';
import type { Happening, Situation } from './situation.js';

/** Why the specified host does not take an event. */
export interface Disabled {
  /** The event of the specified host. */
  readonly event: string;
  readonly state: string;
  /** The transitions that it has for such an event there: of each, the first guard that says no. */
  readonly guards: readonly string[];
  /** The events that it would take without a message. */
  readonly enabled: readonly string[];
}

export function whyDisabled(host: SpecifiedHost, situation: Situation, happening: Happening): Disabled {
  const { snapshot, event } = host.question(situation, happening);
  return {
    event: happening.type,
    state: stateName(snapshot),
    guards: transitionsFor(snapshot, event).map(({ guard }) => firstFalse(guard, snapshot, event)),
    enabled: enabledIn(host, situation),
  };
}

interface Transition {
  readonly guard?: unknown;
}

/** The transitions for an event in the states that the host is in, those of the innermost state first. */
function transitionsFor(snapshot: HostSnapshot, { type }: HostEvent): readonly Transition[] {
  const { _nodes: nodes } = snapshot as unknown as {
    readonly _nodes: readonly {
      readonly order: number;
      readonly transitions: ReadonlyMap<string, readonly Transition[]>;
    }[];
  };
  const innermostFirst = [...nodes].sort((a, b) => b.order - a.order);
  return innermostFirst.flatMap((node) => node.transitions.get(type) ?? []);
}

type Guard = (args: { readonly context: unknown; readonly event: HostEvent }, params: unknown) => boolean;

/** The name of the first guard that says no, with `not` where it says yes and should not. */
function firstFalse(guard: unknown, snapshot: HostSnapshot, event: HostEvent): string {
  for (const { name, isNegated } of namesIn(guard)) {
    const ask = (exoHost.implementations.guards as Readonly<Record<string, Guard>>)[name];
    if (ask !== undefined && ask({ context: snapshot.context, event }, undefined) === isNegated) {
      return isNegated ? `not ${name}` : name;
    }
  }
  return 'none';
}

interface NamedGuard {
  readonly name: string;
  readonly isNegated: boolean;
}

/** The guards of an `and`, or a single one, in the order in which they are asked. */
function namesIn(guard: unknown, isNegated = false): readonly NamedGuard[] {
  if (typeof guard === 'string') return [{ name: guard, isNegated }];
  if (typeof guard === 'function' && 'guards' in guard) {
    const isNot = guard.name === 'not';
    return (guard.guards as readonly unknown[]).flatMap((one) => namesIn(one, isNot !== isNegated));
  }
  if (typeof guard === 'object' && guard !== null && 'type' in guard) {
    return [{ name: String(guard.type), isNegated }];
  }
  return [];
}

const ALONE = ['PERSISTED', 'DELIVER', 'BROADCAST', 'CRASH', 'RESTART'] as const;

/** What the specified host may do by itself. */
export function enabledIn(host: SpecifiedHost, situation: Situation): readonly string[] {
  const { self, hosts } = host;
  const next = situation.promised + 1;
  const epoch = next + ((((self - next) % hosts) + hosts) % hosts);
  const happenings: readonly Happening[] = [
    ...ALONE.map((type) => ({ type })),
    { type: 'APPEND', hasPayload: false },
    { type: 'TIMEOUT', epoch },
    { type: 'CATCH_UP', to: (self + 1) % hosts },
    { type: 'RETURN', to: (self + 1) % hosts },
    { type: 'BEGIN', members: [...(situation.gathered?.from ?? []), self].sort((a, b) => a - b) },
  ];
  return happenings.flatMap((one) => (host.ask(situation, one) === null ? [] : [one.type]));
}
