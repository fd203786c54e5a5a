import { driverModel, type DriverBounds } from '../../conformance/driver/model.js';
import { HOSTS_MAX, HOSTS_MIN } from '../../spec/published/options.js';
import { expectSizes, withDefaults, type ModelOptions } from './model-options.js';
import type { Source } from './source.js';
import { parseCount } from '../terminal/units.js';

/** The name under which traces know a running host beside specified ones. */
export const DRIVER = 'driver';

/** A running host, driver and core, beside specified hosts. Throws EXO3xx where it does not take an option. */
export function driverSource(options: ModelOptions): Source {
  const { hosts, slots, epochs, payloads } = withDefaults(options);
  expectSizes(options, HOSTS_MIN, HOSTS_MAX);
  parseCount('--epochs', String(epochs), 1, 99);
  const submitted = parseCount('--payloads', String(payloads === 'inf' ? DRIVER_PAYLOADS : payloads), 0, 99);
  const log = Math.min(LOG_MAX, slots + 1);
  const queue = Math.max(1, Math.min(QUEUE_MAX, submitted));
  const bounds: DriverBounds = { ...WORLD, hosts, slots, epochs, payloads: submitted, log, queue };
  return {
    name: DRIVER,
    file: null,
    model: driverModel(bounds),
    bounds: { hosts, slots, epochs, payloads: submitted },
    knobs: {},
    departures: {},
    medium: 'receive-any',
    literal: false,
    reductions: ['dead-messages'],
    noReduce: [],
    explain: (error) => error,
  };
}

const DRIVER_PAYLOADS = 3;

/** The disk may fail, and the application compact. */
const WORLD = { self: 1, diskFails: true, compacts: true } as const;
/** A log and a queue have no more room than that, and less where less is filled: they are to be full. */
const LOG_MAX = 4;
const QUEUE_MAX = 2;
