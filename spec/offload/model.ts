/** Exo completed with some hosts split into engine and driver (docs/offload.md), as a model to check. */
import type { Model } from '../../checker/index.js';
import { offloadDisplay } from './display.js';
import { glueing } from '../exo/atomic-broadcast.js';
import { expectSound } from '../exo/model.js';
import { reduces } from '../exo/steps-made-one.js';
import { usersRefinement } from './users.js';
import { readingsOf } from '../exo/knobs.js';
import type { OffloadOptions } from './options.js';
import { readingOf } from './readings/index.js';
import { witnessesLeftOut } from '../exo/left-out.js';
import { offloadWitnessesLeftOut } from './left-out.js';
import { premisesOf } from './premises.js';
import { protocolRefinement } from './protocol.js';
import { offloadProperties } from './properties.js';
import { rulesOf } from './rules.js';
import { columnsOf, offloadSystem, routesOf, slotsOf, type BesideSplitHosts } from './system.js';

/**
 * Exo completed with split hosts, as a model for the checker.
 *
 * @example
 * const faults = { timeouts: 0, losses: 0, partitions: 0, crashes: 1, resets: 1 } as const;
 * const room = { split: 1, fifo: 1, queue: 1, window: 'inf', c2: 'late' } as const;
 * const sizes = { hosts: 3, slots: 2, epochs: 2, payloads: 1, medium: 'receive-any' } as const;
 * const model = offloadModel({ ...sizes, ...faults, ...room, reductions: ALL_REDUCTIONS });
 * console.log(check(model).verdict); // exhausted
 *
 * @throws ExoError EXO315 for a reduction that is false without disks.
 */
export function offloadModel(options: OffloadOptions, beside?: BesideSplitHosts): Model {
  expectSound(options);
  const system = offloadSystem(options, beside);
  return {
    name: 'exo with offload',
    slots: slotsOf(system),
    rules: rulesOf(system),
    routes: routesOf(system),
    properties: offloadProperties(system),
    mayEnd: () => true,
    refinements: [
      ...(glueing(options).some((name) => reduces(options, name)) ? [] : [usersRefinement(system)]),
      protocolRefinement(system),
    ],
    premises: premisesOf(system),
    leftOut: [...witnessesLeftOut(system.exo), ...offloadWitnessesLeftOut(system)],
    display: offloadDisplay(columnsOf(system), options.hosts, [
      ...readingsOf(options),
      ...(options.c2 === 'early' ? ['C2 brings entries before they are agreed'] : []),
      ...(options.reading === undefined || options.reading === 'rules'
        ? []
        : [readingOf(options.reading).says]),
    ]),
  };
}
