import { check } from '../../checker/index.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { amongAnyModel, type AmongAnyBounds } from '../driver/among-any.js';
import { driverModel } from '../driver/model.js';
import type { Found } from './found.js';

const SMALL: AmongAnyBounds = {
  ...{ hosts: 3, self: 1, slots: 2, epochs: 2, payloads: 1, log: 3, queue: 1 },
  ...{ diskFails: true, compacts: true, early: 1, asks: false, installs: false },
};
/** The least bounds in which a snapshot waits for a flush. */
const WITH_SNAPSHOTS: AmongAnyBounds = {
  ...SMALL,
  ...{ epochs: 3, log: 4, queue: 2, compacts: false, early: 0, installs: true },
};
const SEARCHES = [
  { name: 'among any', model: (impl: Implementation) => amongAnyModel(SMALL, impl) },
  {
    name: 'among any, three epochs',
    model: (impl: Implementation) => amongAnyModel({ ...SMALL, slots: 1, epochs: 3 }, impl),
  },
  {
    name: 'among any that send snapshots',
    model: (impl: Implementation) => amongAnyModel(WITH_SNAPSHOTS, impl),
  },
  { name: 'beside specified hosts', model: (impl: Implementation) => driverModel(SMALL, impl) },
];

/** A running host, driver and core, in small searches: among any others, and beside specified ones. */
export function byDriver(impl: Implementation): Found | null {
  for (const { name, model } of SEARCHES) {
    const { verdict, property, counterexample } = check(model(impl));
    if (verdict !== 'violated') continue;
    return { how: property ?? verdict, where: `${name}, step ${counterexample?.steps.length ?? 0}` };
  }
  return null;
}
