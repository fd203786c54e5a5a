/** The model of split hosts, with core and edge beside every engine, and the real driver beside every driver. */
import { each, invariant, type AnySlot, type Model } from '../../checker/index.js';
import * as implementation from '../../impl/parts.js';
import { exoHost } from '../../spec/exo/host.js';
import { exoDriver } from '../../spec/offload/driver.js';
import { exoEngine } from '../../spec/offload/engine.js';
import { offloadModel } from '../../spec/offload/model.js';
import type { OffloadOptions } from '../../spec/offload/options.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { divergenceFinding, NO_PAIR } from '../compare/divergence-finding.js';
import { GuardCoverage, WITHOUT_DISK } from '../refine/guard-coverage.js';
import { FOLLOWS_SPEC, noCounts } from '../refine/model.js';
import type { PairCounts } from '../refine/paired-component.js';
import { besideSplitHosts } from './beside.js';
import { isPaired } from './pair.js';

export interface OffloadConformance {
  /** The implementation that runs, when left out. */
  readonly impl?: Implementation;
  readonly counts?: PairCounts;
  readonly coverage?: GuardCoverage;
  /** Whether every new state is asked more than the model offers there; it is when left out. */
  readonly asksMore?: boolean;
}

/** Where guards of engines and drivers are counted. */
export function offloadCoverage(): GuardCoverage {
  return new GuardCoverage([exoEngine, exoDriver]);
}

/**
 * Where guards of engines without disks, and of their drivers, are counted: those of the edge, of the driver, and of lives. Those of
 * the protocol are counted with disks, and of plain hosts without.
 */
export function disklessOffloadCoverage(): GuardCoverage {
  const ofProtocol = Object.keys(exoHost.implementations.guards).filter((name) => !OF_LIVES.has(name));
  return new GuardCoverage([exoEngine, exoDriver], new Set(ofProtocol));
}

/** An engine at host A gathers no promise within the scopes, so that it asks of none for which life it is. */
const OF_LIVES = new Set([...WITHOUT_DISK].filter((name) => name !== 'isToThisLife'));

export function offloadConformanceModel(options: OffloadOptions, how: OffloadConformance = {}): Model {
  const { impl = implementation, counts = noCounts(), coverage, asksMore = true } = how;
  const beside = besideSplitHosts(options, { impl, counts, asksMore, ...(coverage && { coverage }) });
  const model = offloadModel(options, beside);
  const followsSpec = invariant({
    name: FOLLOWS_SPEC,
    over: each<AnySlot>(model.slots.filter(({ component }) => component.initial().some(isPaired))),
    view: (state: unknown) => (isPaired(state) ? state.divergence : NO_PAIR),
    holds: ([divergence]) => divergence === null || divergence === undefined || divergenceFinding(divergence),
  });
  // The premises are asked of the specification by itself (exo check exo --offload).
  return {
    ...model,
    name: 'offload',
    properties: [followsSpec, ...model.properties],
    premises: [],
    refinements: [],
  };
}
