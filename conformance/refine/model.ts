/** The completed model with the implementation's core beside every host. */
import { each, invariant, xstateComponent, type Model } from '../../checker/index.js';
import * as implementation from '../../impl/parts.js';
import { showHost } from '../../spec/exo/display.js';
import { exoModel } from '../../spec/exo/model.js';
import type { HostComponent } from '../../spec/exo/names.js';
import type { ExoOptions } from '../../spec/exo/options.js';
import { hostInput } from '../../spec/exo/host-component.js';
import { isDiskless } from '../../spec/exo/steps-made-one.js';
import { hostName } from '../../spec/ring.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { divergenceFinding, NO_PAIR } from '../compare/divergence-finding.js';
import type { GuardCoverage } from './guard-coverage.js';
import { isPair, pairedComponent, type PairCounts } from './paired-component.js';

/** The property that says that the core follows the specification. */
export const FOLLOWS_SPEC = 'FollowsSpec';

export interface ConformanceOptions {
  /** The implementation that runs, when left out. */
  readonly impl?: Implementation;
  readonly counts?: PairCounts;
  readonly coverage?: GuardCoverage;
  /** Ask XState by its public `transition`, as a replay does. */
  readonly isReference?: boolean;
}

export function noCounts(): PairCounts {
  return { pairs: 0, refused: 0, besides: 0, partial: 0 };
}

/**
 * Hosts that are pairs of a specified host and a core, as a model: its property `FollowsSpec` says that the core does as the specification says.
 *
 * @example
 * const bounds = { hosts: 2, slots: 1, epochs: 2, timeouts: 'inf', losses: 'inf', partitions: 0, crashes: 0 } as const;
 * const model = conformanceModel({ ...bounds, medium: 'receive-any', payloads: 'inf', reductions: ALL_REDUCTIONS });
 * console.log(check(model).verdict); // exhausted
 */
export function conformanceModel(options: ExoOptions, conformance: ConformanceOptions = {}): Model {
  const { impl = implementation, counts = noCounts(), coverage, isReference = false } = conformance;
  const component: NonNullable<ExoOptions['component']> = (machine, self) =>
    pairedComponent({
      impl,
      self,
      hosts: options.hosts,
      epochs: options.epochs,
      ...(options.members !== undefined && { members: options.members }),
      counts,
      isDiskless: isDiskless(options),
      spec: xstateComponent(coverage?.watching(machine) ?? machine, {
        name: `host ${hostName(self)}`,
        input: hostInput(options, self),
        show: showHost,
        ...(isReference && { via: 'transition' }),
      }) as HostComponent,
    });
  const model = exoModel({ ...options, component });
  const hosts = model.slots.slice(0, options.hosts);
  const followsSpec = invariant({
    name: FOLLOWS_SPEC,
    over: each(hosts),
    view: (state) => (isPair(state) ? state.divergence : NO_PAIR),
    holds: ([divergence]) => divergence === null || divergenceFinding(divergence),
  });
  const properties = [followsSpec, ...model.properties];
  // The premises are asked of the specification by itself (exo check exo); of a pair they would be asked of the core too.
  return { ...model, name: 'refine', properties, premises: [], refinements: [] };
}
