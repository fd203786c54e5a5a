import { refusedBy } from '../../checker/xstate/why-disabled.js';
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
    guards: refusedBy(snapshot, event).map(({ guard }) => (guard === '' ? 'none' : guard)),
    enabled: enabledIn(host, situation),
  };
}

const ALONE = ['PERSISTED', 'DELIVER', 'BROADCAST', 'CRASH', 'ASK_AGAIN'] as const;

/** What the specified host may do by itself. */
export function enabledIn(host: SpecifiedHost, situation: Situation): readonly string[] {
  const { self, hosts } = host;
  const next = situation.promised + 1;
  const epoch = next + ((((self - next) % hosts) + hosts) % hosts);
  const happenings: readonly Happening[] = [
    ...ALONE.map((type) => ({ type })),
    { type: 'RESTART', ...(situation.lives !== null && { life: situation.lives.life + 1 }) },
    { type: 'APPEND', hasPayload: false },
    { type: 'TIMEOUT', epoch },
    { type: 'CATCH_UP', to: (self + 1) % hosts },
    { type: 'RETURN', to: (self + 1) % hosts },
    { type: 'BEGIN', members: [...(situation.gathered?.from ?? []), self].sort((a, b) => a - b) },
  ];
  return happenings.flatMap((one) => (host.ask(situation, one) === null ? [] : [one.type]));
}
