/**
 * A specified engine with a core and its edge beside it, as one component of the checker: every event goes to both, and what comes of it is
 * compared. To the model it is the specified engine.
 */
import type { Component, Step } from '../../checker/index.js';
import { isSynced } from '../../spec/exo/log.js';
import type { HostEffect } from '../../spec/exo/names.js';
import type { EngineConfig } from '../../spec/offload/edge.js';
import type { EngineEvent, EngineSnapshot } from '../../spec/offload/engine.js';
import type { OffloadOptions } from '../../spec/offload/options.js';
import type { EngineEffect } from '../../spec/offload/system.js';
import { orException, text } from '../compare/difference.js';
import { askingOnce, divergenceAt } from '../compare/interrogation.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { EngineRunner } from './engine-runner.js';
import type { EngineCode } from './saved-engine.js';
import { decodePaired, encodePaired, paired, plainOf, type OffloadDivergence, type Paired } from './pair.js';
import { engineQuestions } from './questions.js';
import { count, type PairCounts } from '../refine/paired-component.js';

export type EngineSpec = Component<EngineSnapshot, EngineEvent, HostEffect | EngineEffect>;
export type EnginePair = Paired<EngineSnapshot, EngineCode>;
type EngineComponent = Component<EnginePair, EngineEvent, HostEffect | EngineEffect> & {
  /** Asks both in a state more than the model offers there. Returns the first difference. */
  readonly interrogate: (state: EnginePair) => OffloadDivergence | null;
};
type Outcome = Step<EngineSnapshot, HostEffect | EngineEffect>;

export interface PairedEngineOptions {
  readonly impl: Implementation;
  readonly counts: PairCounts;
  readonly config: EngineConfig;
  /** Epochs 0, 1, … below this number. */
  readonly epochs: number;
  /** R5: who may be left out of an epoch that one has promised. */
  readonly members?: OffloadOptions['members'];
  readonly asksMore: boolean;
}

export function pairedEngine(spec: EngineSpec, options: PairedEngineOptions): EngineComponent {
  const { impl, counts, config, epochs, members, asksMore } = options;
  const { self, hosts } = config;
  const runner = new EngineRunner(impl, self, hosts, config);

  const stepBoth = (
    state: EnginePair,
    event: EngineEvent,
  ): readonly Step<EnginePair, HostEffect | EngineEffect>[] => {
    const outcome = settledOutcome(spec, plainOf(state), event);
    const { next, divergence } = isFor(state, event)
      ? compared(state, event, outcome)
      : { next: state.code, divergence: null };
    if (divergence !== null) {
      return [
        { next: paired(outcome?.next ?? state, state.code, divergence), effects: outcome?.effects ?? [] },
      ];
    }
    return outcome === undefined
      ? []
      : [{ next: paired(outcome.next, next, null), effects: outcome.effects }];
  };
  const compared = (
    state: EnginePair,
    event: EngineEvent,
    outcome: Outcome | undefined,
  ): { readonly next: EngineCode; readonly divergence: OffloadDivergence | null } => {
    count(counts, 'pairs');
    if (outcome === undefined) count(counts, 'refused');
    const found = orException(() => runner.step(state.code, plainOf(state), event, outcome));
    if ('next' in found && found.difference === null) return { next: found.next, divergence: null };
    const divergence = 'next' in found ? found.difference : found;
    return { next: state.code, divergence: divergence && { ...divergence, event: text(event) } };
  };

  const interrogate = (state: EnginePair): OffloadDivergence | null => {
    const cases = [
      ['C2 is full', () => runner.differenceWhereFull(state.code)],
      ['a register of no session', () => runner.differenceWhereApart(state.code)],
    ] as const;
    for (const [event, differenceThere] of cases) {
      const asked = orException(() => ({ found: differenceThere() }));
      const found = 'found' in asked ? asked.found : asked;
      if (found !== null) return { ...found, event };
    }
    const questions = engineQuestions(plainOf(state), { self, hosts, epochs, ...(members && { members }) });
    return divergenceAt(questions, (event) => stepBoth(state, event), counts);
  };
  const asked = askingOnce<EnginePair, OffloadDivergence>(
    (state) => encodePaired(spec, state),
    interrogate,
    (state, divergence) => paired(state, state.code, divergence),
  );
  const first = (state: EngineSnapshot): EnginePair => {
    const found = orException(() => ({ code: runner.first() }));
    if ('code' in found) return paired(state, found.code, null);
    return paired(state, runner.empty, { ...found, event: 'the first session' });
  };
  return {
    name: spec.name,
    isXState: true,
    interrogate,
    initial: () => spec.initial().map(first),
    step: (state, event) => {
      if (state.divergence !== null) return isEager(event) ? [] : [{ next: state, effects: [] }];
      return stepBoth(state, event).map(({ next, effects }) => ({
        next: asksMore ? asked(next) : next,
        effects,
      }));
    },
    encode: (state) => encodePaired(spec, state),
    decode: (bytes) => decodePaired(spec, bytes),
    show: (state) => ({
      ...(spec.show?.(state) as object),
      code: {
        ...state.code.edge,
        next: state.code.numbers.next,
        start: state.code.core?.log.mark.length ?? null,
      },
      ...(state.divergence !== null && { divergence: state.divergence }),
    }),
  };
}

/**
 * What the specification does on an event. What a driver says that it has is acknowledged at once, and all of it, as the code does: so
 * a session begins, or the register is looked at, and then nothing of it is left to be acknowledged.
 */
function settledOutcome(spec: EngineSpec, state: EngineSnapshot, event: EngineEvent): Outcome | undefined {
  const [outcome] = spec.step(state, event);
  if (outcome === undefined) return undefined;
  const delivered =
    event.type === 'ATTACH' ? event.begin.delivered : event.type === 'DELIVER' ? event.delivered : undefined;
  if (delivered === undefined) return outcome;
  let { next } = outcome;
  for (;;) {
    const [further] = spec.step(next, { type: 'DELIVER', delivered });
    if (further === undefined) return { ...outcome, next };
    ({ next } = further);
  }
}

/** What reductions glue to other steps for as long as it is possible. */
function isEager(event: EngineEvent): boolean {
  return event.type === 'PERSISTED' || (event.type === 'DELIVER' && event.delivered === undefined);
}

/**
 * Whether an event is one for the code. What goes through the edge is for an engine that has a driver in this session, and
 * where nothing is unwritten; whether something is compacted is a fact here, and a choice in the specification.
 */
function isFor({ code: { core }, context }: EnginePair, event: EngineEvent): boolean {
  if (core === null) return true;
  const start = core.log.mark.length;
  switch (event.type) {
    case 'FETCH':
      return (event.packet.wanted === 'entries') === event.packet.length >= start;
    case 'JOIN': {
      const { installed } = context;
      return installed === null || (event.packet.wanted === 'entries') === start <= installed.snapshot;
    }
    case 'SUBMIT':
    case 'PUT_C2':
      return context.edge.cursor !== null && isSynced(context);
    case 'DELIVER':
      return event.delivered !== undefined && context.edge.cursor !== null && isSynced(context);
    case 'ATTACH':
      return isSynced(context);
    default:
      return true;
  }
}
