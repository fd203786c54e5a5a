/** What stands in the slots of split hosts in place of what is specified: that, with the code beside it. */
import type { BesideSplitHosts } from '../../spec/offload/system.js';
import type { OffloadOptions } from '../../spec/offload/options.js';
import type { Implementation } from '../compare/faulty-copy.js';
import type { GuardCoverage } from '../refine/guard-coverage.js';
import type { PairCounts } from '../refine/paired-component.js';
import type { OffloadDivergence } from './pair.js';
import { pairedDriver, type DriverPair, type DriverSpec } from './paired-driver.js';
import { pairedEngine, type EnginePair, type EngineSpec } from './paired-engine.js';

/** By the name of a component: asks code and specification in one of its states more than the model offers there. */
export type Interrogations = Map<string, (state: unknown) => OffloadDivergence | null>;

export interface CodeBeside {
  readonly impl: Implementation;
  readonly counts: PairCounts;
  readonly coverage?: GuardCoverage;
  /** Whether every new state is asked more than the model offers there. */
  readonly asksMore: boolean;
}

/** The code beside engines and drivers. Fills in how each is interrogated. */
export function besideSplitHosts(
  { epochs, hosts, members }: OffloadOptions,
  { impl, counts, coverage, asksMore }: CodeBeside,
  interrogations: Interrogations = new Map(),
): BesideSplitHosts {
  return {
    watching: (machine) => coverage?.watching(machine) ?? machine,
    engine: (specified, config) => {
      const spec = specified as EngineSpec;
      const pair = pairedEngine(spec, {
        ...{ impl, counts, config, epochs, asksMore },
        ...(members && { members }),
      });
      interrogations.set(pair.name, (state) => pair.interrogate(state as EnginePair));
      return pair as typeof specified;
    },
    driver: (specified, config) => {
      const spec = specified as DriverSpec;
      const pair = pairedDriver(spec, { impl, counts, config, hosts, asksMore });
      interrogations.set(pair.name, (state) => pair.interrogate(state as DriverPair));
      return pair as typeof specified;
    },
  };
}
