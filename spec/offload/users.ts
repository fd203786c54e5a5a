/**
 * What users get of split hosts (O11, second refinement): plain atomic broadcast, with submissions and deliveries at the driver. The
 * machine of plain atomic broadcast is the completed model's; what applications could notice of a split host is what its driver
 * has handed over.
 */
import { refinementMapping, type Model, type RefinementMapping } from '../../checker/index.js';
import {
  ATOMIC_BROADCAST,
  longest,
  payloadsOf,
  seen,
  visibleOf,
  type Visible,
} from '../exo/atomic-broadcast.js';
import type { HostSnapshot } from '../exo/names.js';
import { isDiskless } from '../exo/steps-made-one.js';
import { allHosts } from '../ring.js';
import type { DriverSnapshot } from './driver.js';
import { NUMBERS_A_LIFE, payloadOf } from './payload.js';
import { pendingMax, type OffloadOptions } from './options.js';
import type { OffloadSystem } from './system.js';
import { broadcastSlot } from '../exo/broadcast-machine.js';
import { broadcastModel, firstOfLives } from '../exo/broadcast-model.js';

/** Splits count no submissions here: that a payload was submitted is asked of each hand that it goes through. */
export function usersRefinement(system: OffloadSystem): {
  readonly high: () => Model;
  readonly mapping: RefinementMapping;
} {
  const { options, exo, split } = system;
  const isSplit = (host: number): boolean => host < split.length;
  const broadcast = broadcastSlot(exo.options, isSplit);
  const drivers = split.map(({ driver }) => driver);
  const mapping = refinementMapping({
    name: ATOMIC_BROADCAST,
    reads: [...exo.hosts, ...drivers],
    view: (state): Visible => visibleIn(state as HostSnapshot | DriverSnapshot),
    high: { broadcast },
    seen: { broadcast: seen },
    map: (views) => {
      const hosts = views.slice(0, exo.hosts.length);
      const applications = views.slice(exo.hosts.length);
      return {
        broadcast: {
          submitted: hosts.map(({ submitted }, host) => (isSplit(host) ? 'inf' : submitted)),
          order: longest(hosts.map(({ agreed }) => agreed)),
          delivered: hosts.map(({ delivered }, host) => applications[host]?.delivered ?? delivered),
        },
      };
    },
  });
  const numbers = allNumbers(options);
  const ofPlain = isDiskless(options) ? firstOfLives(exo.options) : (): readonly number[] => [];
  return {
    high: () => broadcastModel(broadcast, exo.options, (host) => (isSplit(host) ? numbers : ofPlain(host))),
    mapping,
  };
}

function visibleIn(state: HostSnapshot | DriverSnapshot): Visible {
  const { context } = state;
  if (!('application' in context)) return visibleOf(state as HostSnapshot);
  return { submitted: 'inf', agreed: [], delivered: payloadsOf(context.application) };
}

/** Every payload that a driver could number: a life ends with a crash of it, and begins where the engine says. */
export function allNumbers(options: OffloadOptions): readonly number[] {
  const { crashes, slots, resets } = options;
  const lives = crashes === 'inf' ? slots : crashes + 1;
  const counts = allHosts(slots + pendingMax(options) * lives);
  const engineLives = isDiskless(options) && resets !== 'inf' ? resets + 1 : 1;
  const numbers = allHosts(engineLives).flatMap((life) =>
    counts.map((count) => life * NUMBERS_A_LIFE + count),
  );
  return allHosts(lives).flatMap((life) => numbers.map((number) => payloadOf(life, number)));
}
