import type { Model } from '../../checker/index.js';
import type { DriverBounds } from '../../conformance/driver/driver-slot.js';
import { amongAnyModel } from '../../conformance/driver/among-any.js';
import { driverModel } from '../../conformance/driver/model.js';
import { HOSTS_MAX, HOSTS_MIN } from '../../spec/published/options.js';
import { DRIVER, DRIVER_AMONG_ANY, DRIVER_SNAPSHOTS } from './built-in.js';
import { expectSizes, withDefaults, type ModelOptions } from './model-options.js';
import type { Source } from './source.js';
import { parseCount } from '../terminal/units.js';

/** A running host, driver and core, beside specified hosts. Throws EXO3xx where it does not take an option. */
export function driverSource(options: ModelOptions): Source {
  expectSizes(options, HOSTS_MIN, HOSTS_MAX);
  const bounds = boundsFrom(options);
  const source = sourceFrom(bounds, DRIVER, driverModel(bounds));
  return { ...source, reductions: ['dead-messages'] };
}

/** The driver of a host among any two others, which have no state. Throws EXO3xx where it does not take an option. */
export function driverAmongAnySource(options: ModelOptions): Source {
  expectSizes(options, AMONG_ANY_HOSTS, AMONG_ANY_HOSTS);
  const bounds = {
    ...boundsFrom(options),
    compacts: false,
    early: options.slots <= EARLY_SLOTS_MAX ? EARLY : 0,
    asks: true,
    installs: false,
  };
  return sourceFrom(bounds, DRIVER_AMONG_ANY, amongAnyModel(bounds));
}

/** The same host among two others that send it snapshots, and in return ask it nothing, and nothing ahead of its turn. Throws EXO3xx where it does not take an option. */
export function driverSnapshotsSource(options: ModelOptions): Source {
  expectSizes(options, AMONG_ANY_HOSTS, AMONG_ANY_HOSTS);
  const bounds = { ...boundsFrom(options), compacts: false, early: 0, asks: false, installs: true };
  return sourceFrom(bounds, DRIVER_SNAPSHOTS, amongAnyModel(bounds));
}

function boundsFrom(options: ModelOptions): DriverBounds {
  const { hosts, slots, epochs, payloads } = withDefaults(options);
  parseCount('--epochs', String(epochs), 1, 99);
  const submitted = parseCount('--payloads', String(payloads === 'inf' ? DRIVER_PAYLOADS : payloads), 0, 99);
  const log = Math.min(LOG_MAX, slots + 1);
  const queue = Math.max(1, Math.min(QUEUE_MAX, submitted));
  return { ...WORLD, hosts, slots, epochs, payloads: submitted, log, queue };
}

function sourceFrom({ hosts, slots, epochs, payloads }: DriverBounds, name: string, model: Model): Source {
  return {
    name,
    file: null,
    model,
    bounds: { hosts, slots, epochs, payloads },
    knobs: {},
    departures: {},
    medium: 'receive-any',
    literal: false,
    reductions: [],
    noReduce: [],
    explain: (error) => error,
  };
}

const DRIVER_PAYLOADS = 3;

/** The disk may fail, and the application compact. */
const WORLD = { self: 1, diskFails: true, compacts: true } as const;
/** What is known of others is what holds among three hosts. */
const AMONG_ANY_HOSTS = 3;
/** The number of frames that are ahead of their turn at once: one, but where there are many slots none but those that come while a takeover waits. */
const EARLY = 1;
const EARLY_SLOTS_MAX = 2;
/** A log and a queue have no more room than that, and less where less is filled: they are to be full. */
const LOG_MAX = 4;
const QUEUE_MAX = 2;
