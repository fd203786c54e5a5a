import { ExoError } from '../../errors/index.js';
import { BUILT_IN, DRIVER, DRIVER_AMONG_ANY, DRIVER_SNAPSHOTS, REFINE, RING } from './built-in.js';
import type { ModelOptions } from './model-options.js';
import type { Source, SourceOptions } from './source.js';

/** The model of that name. Throws EXO14x for a module that cannot be used, EXO3xx for options that do not fit. Only what that model needs is loaded. */
export async function sourceOf(
  name: string,
  options: ModelOptions,
  how: SourceOptions = {},
): Promise<Source> {
  const [bound] = Object.keys(options.bound ?? {});
  if (bound !== undefined && BUILT_IN.includes(name)) {
    throw new ExoError(
      'EXO338',
      `model '${name}' has no bound '${bound}': its bounds are flags, see exo list`,
    );
  }
  switch (name) {
    case 'published':
      return (await import('./published-source.js')).publishedSource(options, how);
    case 'exo':
      return options.offload === true
        ? (await import('./offload-source.js')).offloadSource(options, how)
        : (await import('./exo-source.js')).exoSource(options, how);
    case REFINE:
      return (await import('./refine-source.js')).refineSource(options, how);
    case DRIVER:
      return (await import('./driver-source.js')).driverSource(options);
    case DRIVER_AMONG_ANY:
      return (await import('./driver-source.js')).driverAmongAnySource(options);
    case DRIVER_SNAPSHOTS:
      return (await import('./driver-source.js')).driverSnapshotsSource(options);
    case RING:
      return (await import('./ring-source.js')).ringSource(options);
    default:
      return (await import('./module-source.js')).loadModule(name, options, how);
  }
}
