/** Exo as completed, as a model to check: hosts, media, budgets of faults, and the joint actions. */
import { ExoError, type Model } from '../../checker/index.js';
import { atomicBroadcastRefinement, glueing } from './atomic-broadcast.js';
import { exoDisplay } from './display.js';
import { readingsOf } from './knobs.js';
import { REFUSED_DISKLESS, type ExoOptions } from './options.js';
import { premisesOf } from './premises/index.js';
import { witnessesLeftOut } from './left-out.js';
import { exoProperties } from './properties.js';
import { rulesOf } from './rules.js';
import { isDiskless, reduces } from './steps-made-one.js';
import { cannotTell } from './standard.js';
import { routesOf, slotsOf, systemOf } from './system.js';

/**
 * Exo completed, as a model for the checker.
 *
 * @example
 * const bounds = { hosts: 2, slots: 2, epochs: 2, timeouts: 'inf', losses: 'inf', partitions: 0, crashes: 0 } as const;
 * const options = { ...bounds, medium: 'receive-any', payloads: 'inf', reductions: ALL_REDUCTIONS } as const;
 * console.log(check(exoModel(options)).verdict); // exhausted
 *
 * @throws ExoError EXO315 for a reduction that is false without disks.
 */
export function exoModel(options: ExoOptions): Model {
  expectSound(options);
  const system = systemOf(options);
  return {
    name: 'exo',
    slots: slotsOf(system),
    rules: rulesOf(system),
    routes: routesOf(system),
    properties: exoProperties(system),
    mayEnd: () => true,
    refinements: glueing(options).some((name) => reduces(options, name))
      ? []
      : [atomicBroadcastRefinement(system)],
    premises: premisesOf(system),
    cannotTell: cannotTell(options),
    leftOut: witnessesLeftOut(system),
    display: exoDisplay(system.hosts, options.hosts, readingsOf(options)),
  };
}

/**
 * Refuses reductions that are false of this storage.
 *
 * @throws ExoError EXO315 for one.
 */
export function expectSound(options: ExoOptions): void {
  const refused = isDiskless(options)
    ? options.reductions.find((name) => REFUSED_DISKLESS[name] !== undefined)
    : undefined;
  if (refused === undefined) return;
  throw new ExoError(
    'EXO315',
    `the reduction '${refused}' is false without disks (${REFUSED_DISKLESS[refused] ?? ''}): leave it out`,
  );
}
