/** A specified driver, and a specified engine, with the code beside it, led through events. */
import * as implementation from '../../impl/parts.js';
import type { DriverEvent } from '../../spec/offload/driver.js';
import type { EngineEvent } from '../../spec/offload/engine.js';
import type { OffloadOptions } from '../../spec/offload/options.js';
import { offloadSystem, type SplitHost } from '../../spec/offload/system.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { noCounts } from '../refine/model.js';
import { besideSplitHosts, type Interrogations } from './beside.js';
import { isPaired, type Beside, type OffloadDivergence } from './pair.js';
import type { DriverPair } from './paired-driver.js';
import type { EnginePair } from './paired-engine.js';

/** Three hosts, of which the first is split, with room for two of everything, and every step apart. */
export const SPLIT: OffloadOptions = {
  ...{ hosts: 3, slots: 4, epochs: 4, medium: 'receive-any', payloads: 4 },
  ...{ timeouts: 0, losses: 0, partitions: 0, crashes: 0, resets: 0 },
  ...{ split: 1, fifo: 2, queue: 2, window: 'inf', c2: 'late', reductions: [] },
};

export interface SplitPair {
  readonly host: SplitHost;
  /** Asks code and specification more than the model offers. */
  readonly asked: Interrogations;
}

/** Engine and driver of host A, each with the code beside it, which is asked no more than it is led through. */
export function splitPair(impl: Implementation = implementation, options: OffloadOptions = SPLIT): SplitPair {
  const asked: Interrogations = new Map();
  const beside = besideSplitHosts(options, { impl, counts: noCounts(), asksMore: false }, asked);
  const [host] = offloadSystem(options, beside).split;
  if (host === undefined) throw new RangeError('a host is split');
  return { host, asked };
}

interface Stepping {
  initial(): readonly unknown[];
  step(
    state: never,
    event: never,
  ): readonly { readonly next: unknown; readonly effects: readonly unknown[] }[];
}

/** Where a component is after some events; it stays where it has diverged. */
function led(component: Stepping, events: readonly object[]): unknown {
  let [state] = component.initial();
  for (const event of events) {
    const [step] = component.step(state as never, event as never);
    if (step === undefined) throw new Error(`${JSON.stringify(event)} is refused`);
    state = step.next;
  }
  return state;
}

export function ledDriver({ host }: SplitPair, ...events: readonly DriverEvent[]): DriverPair {
  return led(host.driver.component, events) as DriverPair;
}

export function ledEngine({ host }: SplitPair, ...events: readonly EngineEvent[]): EnginePair {
  return led(host.engine.component, events) as EnginePair;
}

/** Where code and specification part; null where they do not. */
export function divergenceOf(state: unknown): OffloadDivergence | null {
  if (!isPaired(state)) throw new RangeError('code is beside it');
  return (state as Beside<unknown>).divergence;
}
