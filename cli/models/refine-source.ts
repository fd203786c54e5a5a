import { conformanceModel, type ConformanceOptions } from '../../conformance/index.js';
import { ALL_REDUCTIONS, type ExoOptions } from '../../spec/index.js';
import { exoOptions, exoSource } from './exo-source.js';
import type { ModelOptions } from './model-options.js';
import type { Source, SourceOptions } from './source.js';

/** The name under which traces know the completed model with the core beside every host. */
export const REFINE = 'refine';

/** The completed model with the implementation's core beside every host. Throws EXO3xx where it does not take an option. */
export function refineSource(
  options: ModelOptions,
  { reference = false }: SourceOptions = {},
  how: ConformanceOptions = {},
): Source {
  const model = conformanceModel(exoOptions(options), { ...how, isReference: reference });
  return { ...exoSource(options), name: REFINE, model };
}

/** Options of the specification as the command line has them. */
export function modelOptionsOf(options: ExoOptions): ModelOptions {
  const { hosts, slots, epochs, payloads, timeouts, losses, partitions, crashes, medium, reductions } =
    options;
  const noReduce = ALL_REDUCTIONS.filter((name) => !reductions.includes(name));
  return {
    hosts,
    slots,
    epochs,
    payloads,
    timeouts,
    losses,
    partitions,
    crashes,
    medium,
    literal: false,
    set: {},
    noReduce,
  };
}
