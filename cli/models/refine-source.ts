import { ExoError } from '../../checker/index.js';
import { conformanceModel, type ConformanceOptions } from '../../conformance/index.js';
import { offloadConformanceModel } from '../../conformance/offload/model.js';
import type { OffloadOptions } from '../../spec/offload/options.js';
import { ALL_REDUCTIONS, type ExoOptions } from '../../spec/index.js';
import { REFINE } from './built-in.js';
import { exoOptions, exoSource } from './exo-source.js';
import { offloadOptions, offloadSource } from './offload-source.js';
import type { ModelOptions } from './model-options.js';
import type { Source, SourceOptions } from './source.js';

/**
 * The completed model with the implementation's core beside every host; where hosts are split, with core and edge beside every
 * engine, and the driver beside every driver. Throws EXO3xx where it does not take an option.
 */
export function refineSource(
  options: ModelOptions,
  { reference = false }: SourceOptions = {},
  how: ConformanceOptions = {},
): Source {
  if (options.offload === true) {
    const offload = { ...offloadOptions(options), ...(reference && { via: 'transition' as const }) };
    expectRepaired(offload.recovery);
    return { ...offloadSource(options), name: REFINE, model: offloadConformanceModel(offload, how) };
  }
  const ofSpec = exoOptions(options);
  expectRepaired(ofSpec.recovery);
  const model = conformanceModel(ofSpec, { ...how, isReference: reference });
  return { ...exoSource(options), name: REFINE, model };
}

/** Throws EXO313 for hosts whose life goes on: the code has none. */
function expectRepaired(recovery: ExoOptions['recovery']): void {
  if (recovery !== 'naive') return;
  throw new ExoError('EXO313', 'the core recovers as D1-D10 say: --diskless-recovery takes repaired here');
}

/** Options of the specification as the command line has them. */
export function modelOptionsOf(options: ExoOptions): ModelOptions {
  const { hosts, slots, epochs, payloads, timeouts, losses, partitions, crashes, medium, reductions } =
    options;
  const { members, recovery = null } = options;
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
    set: { ...(members !== undefined && { members }), ...(recovery !== null && { storage: 'diskless' }) },
    noReduce,
  };
}

/** Options of the specification of split hosts as the command line has them. */
export function offloadModelOptionsOf(options: OffloadOptions): ModelOptions {
  const { split, fifo, queue, window, resets, c2 } = options;
  const plain = modelOptionsOf(options);
  return { ...plain, offload: true, split, fifo, queue, window, resets, set: { ...plain.set, c2 } };
}
