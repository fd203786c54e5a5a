import { ExoError } from '../../checker/index.js';
import { DRIVER, DRIVER_AMONG_ANY, driverAmongAnySource, driverSource } from './driver-source.js';
import { exoSource } from './exo-source.js';
import type { ModelOptions } from './model-options.js';
import { loadModule } from './module-source.js';
import { offloadSource } from './offload-source.js';
import { publishedSource } from './published-source.js';
import { REFINE, refineSource } from './refine-source.js';
import { RING, ringSource } from './ring-source.js';
import type { Source, SourceOptions } from './source.js';

/** The models that are no user's module. */
export const BUILT_IN: readonly string[] = ['published', 'exo', REFINE, DRIVER, DRIVER_AMONG_ANY, RING];

/** The model of that name. Throws EXO14x for a module that cannot be used, EXO3xx for options that do not fit. */
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
      return publishedSource(options, how);
    case 'exo':
      return options.offload === true ? offloadSource(options, how) : exoSource(options, how);
    case REFINE:
      return refineSource(options, how);
    case DRIVER:
      return driverSource(options);
    case DRIVER_AMONG_ANY:
      return driverAmongAnySource(options);
    case RING:
      return ringSource(options);
    default:
      return loadModule(name, options, how);
  }
}
