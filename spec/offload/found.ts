/** What properties of split hosts read of states, and how they say what they find there. */
import type { Finding } from '../../checker/index.js';
import type { Entry } from '../exo/log.js';
import { hostName } from '../ring.js';
import type { DriverSnapshot } from './driver.js';
import { lifeOf, numberOf } from './payload.js';

/** What a slot is at places of a group where it should not be, and why. */
export function at(slot: number, what: string, places: readonly number[], because: string): Finding {
  return { slot, values: [what], at: [places], because };
}

/** A payload by its number and host; of drivers that have crashed, their life besides. */
export function nameOf(payload: number, self: number): string {
  const life = lifeOf(payload) === 0 ? '' : ` (life ${lifeOf(payload)} of its driver)`;
  return `payload ${numberOf(payload)} of ${hostName(self)}${life}`;
}

export function ownIn(log: readonly Entry[], self: number): readonly number[] {
  return log.flatMap(({ source, payload }) => (source === self && payload !== null ? [payload] : []));
}

export function applicationOf({ context }: DriverSnapshot): readonly Entry[] {
  return context.application;
}
