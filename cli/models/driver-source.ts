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
  const bounds: DriverBounds = { ...WORLD, hosts, slots, epochs, payloads: submitted };
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

/** A log and a queue that are soon full, and a disk that may fail. */
const WORLD = { self: 1, log: 4, queue: 2, diskFails: true, compacts: true } as const;
