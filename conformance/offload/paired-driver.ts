/**
 * A specified driver with the real one beside it, as one component of the checker: every event goes to both, and what comes of it is compared.
 * To the model it is the specified driver.
 */
import type { Component, Step } from '../../checker/index.js';
import type { DriverConfig, DriverEffect, DriverEvent, DriverSnapshot } from '../../spec/offload/driver.js';
import { orException, text } from '../compare/difference.js';
import { askingOnce, divergenceAt } from '../compare/interrogation.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { count, type PairCounts } from '../refine/paired-component.js';
import { DriverRunner, type DriverCode } from './driver-runner.js';
import { decodePaired, encodePaired, paired, plainOf, type OffloadDivergence, type Paired } from './pair.js';
import { driverQuestions } from './questions.js';

export type DriverSpec = Component<DriverSnapshot, DriverEvent, DriverEffect>;
export type DriverPair = Paired<DriverSnapshot, DriverCode>;

type DriverComponent = Component<DriverPair, DriverEvent, DriverEffect> & {
  /** Asks both in a state more than the model offers there. Returns the first difference. */
  readonly interrogate: (state: DriverPair) => OffloadDivergence | null;
};

export interface PairedDriverOptions {
  readonly impl: Implementation;
  readonly counts: PairCounts;
  readonly config: DriverConfig;
  readonly hosts: number;
  readonly asksMore: boolean;
}

export function pairedDriver(
  spec: DriverSpec,
  { impl, counts, config, hosts, asksMore }: PairedDriverOptions,
): DriverComponent {
  const runner = new DriverRunner(impl, config, hosts);
  const stepBoth = (state: DriverPair, event: DriverEvent): readonly Step<DriverPair, DriverEffect>[] => {
    const [outcome] = spec.step(plainOf(state), event);
    count(counts, 'pairs');
    if (outcome === undefined) count(counts, 'refused');
    const found = orException(() => runner.step(state.code, plainOf(state), event, outcome));
    const difference = 'next' in found ? found.difference : found;
    const divergence = difference && { ...difference, event: text(event) };
    if (divergence !== null) {
      return [
        { next: paired(outcome?.next ?? state, state.code, divergence), effects: outcome?.effects ?? [] },
      ];
    }
    if (outcome === undefined) return [];
    const next = 'next' in found ? found.next : state.code;
    return [{ next: paired(outcome.next, next, null), effects: outcome.effects }];
  };
  const interrogate = (state: DriverPair): OffloadDivergence | null => {
    // O8: nothing is numbered before the first session. Between the two ends of one that begins nothing else is asked.
    if (state.code?.attachment !== 'attached')
      return stepBoth(state, { type: 'OFFER' })[0]?.next.divergence ?? null;
    const { code } = state;
    const asked = orException(() => ({ found: runner.differenceWhereFull(code) }));
    const full = 'found' in asked ? asked.found : asked;
    if (full !== null) return { ...full, event: 'C1 is full' };
    return divergenceAt(driverQuestions(state, hosts), (event) => stepBoth(state, event), counts);
  };
  const asked = askingOnce<DriverPair, OffloadDivergence>(
    (state) => encodePaired(spec, state),
    interrogate,
    (state, divergence) => paired(state, state.code, divergence),
  );
  const first = (state: DriverSnapshot): DriverPair => {
    const found = orException(() => ({ code: runner.first() }));
    if ('code' in found) return paired(state, found.code, null);
    return paired(state, null, { ...found, event: 'the first session' });
  };
  return {
    name: spec.name,
    isXState: true,
    interrogate,
    initial: () => spec.initial().map(first),
    step: (state, event) => {
      if (state.divergence !== null) return [{ next: state, effects: [] }];
      return stepBoth(state, event).map(({ next, effects }) => ({
        next: asksMore ? asked(next) : next,
        effects,
      }));
    },
    encode: (state) => encodePaired(spec, state),
    decode: (bytes) => decodePaired(spec, bytes),
    show: (state) => ({
      ...(spec.show?.(state) as object),
      ...(state.divergence !== null && { divergence: state.divergence }),
    }),
  };
}
