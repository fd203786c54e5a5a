import { deepFreeze } from '../../checker/index.js';
import { publishedHost, type HostEvent } from '../published/host.js';
import type { Knobs } from '../published/knobs.js';
import { hostSlots } from '../published/host-slots.js';
import type { PublishedOptions } from '../published/options.js';
import type { HostEffect, HostSnapshot } from '../published/names.js';
import { optionsWith } from './options.js';

/** One host by itself, asked with events. Its contexts are deeply frozen, so an impure guard or action throws. */
export interface LoneHost {
  readonly snapshot: HostSnapshot;
  /** What the last event made it emit. */
  readonly effects: readonly HostEffect[];
  /** Whether the event does anything, be it only an effect. */
  readonly reactsTo: (event: HostEvent) => boolean;
  /** The host after the event; throws if the event does nothing. */
  readonly on: (event: HostEvent) => LoneHost;
}

/** Host `self` (0 is A), 3 hosts and 8 slots unless the bounds say otherwise. */
export function loneHost(
  self: number,
  bounds: Partial<Omit<PublishedOptions, 'knobs'>> = {},
  knobs: Partial<Knobs> = {},
): LoneHost {
  const options = optionsWith({ slots: 8, ...bounds }, knobs);
  const component = hostSlots(options)[self]?.component;
  const [start] = component?.initial() ?? [];
  if (component === undefined || start === undefined) throw new Error(`there is no host ${self}`);
  const at = (snapshot: HostSnapshot, effects: readonly HostEffect[]): LoneHost => ({
    snapshot,
    effects,
    reactsTo: (event) => component.step(snapshot, deepFreeze(event)).length > 0,
    on: (event) => {
      const [step] = component.step(snapshot, deepFreeze(event));
      if (step === undefined) {
        throw new Error(
          `${publishedHost.id} ${self} does nothing on ${event.type}: ${JSON.stringify(snapshot.value)}`,
        );
      }
      return at(step.next, step.effects);
    },
  });
  return at(start, []);
}
