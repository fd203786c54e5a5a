/** The names of the models that are no user's module. A command line is read with these alone: no model is loaded for it. */

/** The name under which traces know the models with code beside what is specified. */
export const REFINE = 'refine';
export const DRIVER = 'driver';
export const DRIVER_AMONG_ANY = 'driver-among-any';
export const DRIVER_SNAPSHOTS = 'driver-snapshots';
export const RING = 'ring';

export const BUILT_IN: readonly string[] = [
  'published',
  'exo',
  REFINE,
  DRIVER,
  DRIVER_AMONG_ANY,
  DRIVER_SNAPSHOTS,
  RING,
];
