/** Exo completed with some hosts split into engine and driver (docs/protocol.md, section 6), as a model to check. */
import type { Model } from '../../checker/index.js';
import { exoDisplay } from '../exo/display.js';
import type { OffloadOptions } from './options.js';
import { premisesOf } from './premises.js';
import { offloadProperties } from './properties.js';
import { rulesOf } from './rules.js';
import { offloadSystem, routesOf, slotsOf, type BesideSplitHosts } from './system.js';

export function offloadModel(options: OffloadOptions, beside?: BesideSplitHosts): Model {
  const system = offloadSystem(options, beside);
  return {
    name: 'exo with offload',
    slots: slotsOf(system),
    rules: rulesOf(system),
    routes: routesOf(system),
    properties: offloadProperties(system),
    mayEnd: () => true,
    premises: premisesOf(system),
    display: exoDisplay(slotsOf(system), options.hosts),
  };
}
