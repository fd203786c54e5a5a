/** The lanes of a run: those that its header names, and those of drivers, which it has no fields for. */
import type { Lens, LensPaths, RunEvent, RunHeader } from '../../traces/index.js';

/** The variable of the driver of a split host. */
export function driverOf(host: string): string {
  return `${host}, driver`;
}

/** The variable of whoever an event is of. */
export function variableOf({ actor, layer }: RunEvent): string {
  return layer === 'driver' ? driverOf(actor) : actor;
}

/** The hosts of whose drivers there are events. */
export function driversOf({ layers, observed, actors }: RunHeader): readonly string[] {
  return layers?.includes('driver') === true ? (observed ?? actors) : [];
}

const DRIVER: LensPaths = { length: 'pointer', agreed: 'pointer', delivered: 'delivered' };

/** A lens with a lane beside that of each host for its driver. */
export function withDrivers(lens: Lens, drivers: readonly string[]): Lens {
  const hosts = lens.lanes.filter(({ name }) => drivers.includes(name));
  if (hosts.length === 0) return lens;
  const lanes = hosts.map(({ name, label = name }) => {
    return { name: driverOf(name), kind: 'driver', label: `driver${label}`, beside: name };
  });
  return { ...lens, lanes: [...lens.lanes, ...lanes], kinds: { ...lens.kinds, driver: DRIVER } };
}
