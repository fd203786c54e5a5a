/**
 * A specified host with cores beside it, as one component of the checker: every event goes to all of them, and what comes
 * of it is compared. To the model it is the specified host.
 */
import { isAskedAgain } from '../../checker/model/asked-again.js';
import { bytesOf, plain, revived, textOf } from '../compare/typed-data.js';
import type { Component, Step } from '../../checker/index.js';
import { decodeValue, encodeValue } from '../../checker/index.js';
import type { CoreState } from '../../impl/parts.js';
import type { HostEvent } from '../../spec/exo/events.js';
import { agreedBy, isSynced } from '../../spec/exo/log.js';
import type { HostComponent, HostEffect, HostSnapshot } from '../../spec/exo/names.js';
import { compareEffects } from '../compare/effects.js';
import { compareStates } from '../compare/states.js';
import { CoreRunner, type Kind, type Side } from './core-side.js';
import { orException, text, unlike, type Difference } from '../compare/difference.js';
import { askingOnce, divergenceAt } from '../compare/interrogation.js';
import type { Implementation } from '../compare/faulty-copy.js';
import { questionsAt, type Alphabet } from './questions.js';

/** Where core and specification part. */
export interface Divergence extends Difference {
  /** Which of the two cores. */
  readonly core: string;
  readonly side: Kind;
  readonly event: string;
}

/** The state of a specified host, and of the cores beside it. */
export type PairState = HostSnapshot & {
  readonly sides: readonly Side[];
  readonly divergence: Divergence | null;
};

/** Whether a local state is one of a paired host. */
export function isPair(state: unknown): state is PairState {
  return typeof state === 'object' && state !== null && 'sides' in state && 'divergence' in state;
}

export interface PairCounts {
  /** Pairs of a state and an event in which a core was compared with the specification. */
  pairs: number;
  /** Pairs of a state and an event that core and specification both refused. */
  refused: number;
  /** Questions that were put to states besides what the model offers there (questions.ts). */
  besides: number;
  /** Squares of a partial acknowledgement by storage. */
  partial: number;
}

/** Counts one more, unless the checker asks what it has asked before. */
export function count(counts: PairCounts, name: keyof PairCounts): void {
  if (!isAskedAgain()) counts[name] += 1;
}

export interface PairOptions extends Alphabet {
  readonly impl: Implementation;
  readonly counts: PairCounts;
  /** The specified host. */
  readonly spec: HostComponent;
  /** Whether hosts have no disks (D1-D10); they have when left out. */
  readonly isDiskless?: boolean;
  /** Whether every new state is asked more than the model offers there; it is when left out. */
  readonly asksMore?: boolean;
}

const KINDS: readonly Kind[] = ['keeps', 'compacts'];

export function pairedComponent(options: PairOptions): Component<PairState, HostEvent, HostEffect> {
  const { impl, self, hosts, spec, counts, asksMore = true } = options;
  const runner = new CoreRunner(impl, self, hosts, options.isDiskless);

  const stepAll = (state: PairState, event: HostEvent): readonly Step<PairState, HostEffect>[] => {
    const [outcome] = spec.step(plainOf(state), event);
    const compared = state.sides.map((side) => compareSide(runner, options, side, state, event, outcome));
    const divergence = compared.find((one) => one.divergence !== null)?.divergence ?? null;
    if (divergence !== null)
      return [{ next: pair(outcome?.next ?? state, state.sides, divergence), effects: [] }];
    if (outcome === undefined) return [];
    const sides = orException(() => compared.map((one) => runner.compacted(one.next, outcome.next)));
    if ('field' in sides) {
      const thrown: Divergence = { ...sides, side: 'compacts', event: text(event) };
      return [{ next: pair(outcome.next, state.sides, thrown), effects: [] }];
    }
    return [{ next: pair(outcome.next, sides, null), effects: outcome.effects }];
  };

  const asked = askingOnce<PairState, Divergence>(
    (state) => encodePair(spec, state),
    (state) =>
      partialWrites(runner, options, state) ??
      divergenceAt(questionsAt(state.context, options), (event) => stepAll(state, event), counts),
    (state, divergence) => pair(plainOf(state), state.sides, divergence),
  );

  const component: Component<PairState, HostEvent, HostEffect> = {
    name: spec.name,
    isXState: true,
    initial: () =>
      spec.initial().map((state) =>
        pair(
          state,
          KINDS.map((kind) => runner.first(kind)),
          null,
        ),
      ),
    step: (state, event) => {
      // Where they have diverged nothing matters any more; but what has begun as one transition comes to its end.
      if (state.divergence !== null) return isEager(event) ? [] : [{ next: state, effects: [] }];
      return stepAll(state, event).map(({ next, effects }) => ({
        next: asksMore ? asked(next) : next,
        effects,
      }));
    },
    encode: (state) => encodePair(spec, state),
    decode: (bytes) => decodePair(spec, bytes),
    show: (state) => ({
      ...(spec.show?.(state) as object),
      core: state.sides.map(shownSide),
      ...(state.divergence !== null && { divergence: state.divergence }),
    }),
  };
  return component;
}

function compareSide(
  runner: CoreRunner,
  { impl, hosts, counts }: PairOptions,
  side: Side,
  state: PairState,
  event: HostEvent,
  outcome: Step<HostSnapshot, HostEffect> | undefined,
): { readonly next: Side; readonly divergence: Divergence | null } {
  if (!isFor(side, state, event)) return { next: side, divergence: null };
  count(counts, 'pairs');
  const diverges = (difference: Difference | null): Divergence | null =>
    difference && { ...difference, side: side.kind, event: text(event) };
  try {
    const {
      isTaken,
      next,
      outgoing,
      difference: unlikeLive,
    } = runner.step(side, state, event, outcome?.next);
    const acceptance = unlike('acceptance', answer(outcome !== undefined), answer(isTaken));
    if (acceptance !== null) return { next: side, divergence: diverges(acceptance) };
    if (outcome === undefined) {
      count(counts, 'refused');
      return { next: side, divergence: null };
    }
    if (next.core === null) return { next, divergence: null };
    const difference =
      unlikeLive ??
      compareStates(impl, outcome.next, next.core) ??
      compareEffects(impl, outcome.effects, outgoing, hosts);
    return { next, divergence: diverges(difference) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { next: side, divergence: diverges(unlike('exception', 'none', message)) };
  }
}

/** What reductions glue to other steps for as long as it is possible. */
function isEager({ type }: HostEvent): boolean {
  return type === 'PERSISTED' || type === 'DELIVER';
}

function answer(isTaken: boolean): string {
  return isTaken ? 'taken' : 'refused';
}

/**
 * Whether an event is one for this core. Whether something is compacted is a fact at a core, and a choice in the
 * specification: what asks for entries is for a core that has them, what asks for a snapshot is for one that has not.
 * And a core delivers what is agreed whatever else is unwritten (docs/decisions/0013).
 */
function isFor({ core }: Side, { context }: PairState, event: HostEvent): boolean {
  if (core === null) return true;
  const { start } = { start: core.log.mark.length };
  switch (event.type) {
    case 'FETCH':
      return (event.packet.wanted === 'entries') === event.packet.length >= start;
    case 'JOIN': {
      const { installed } = context;
      return installed === null || (event.packet.wanted === 'entries') === start <= installed.snapshot;
    }
    case 'DELIVER':
      return isSynced(context);
    default:
      return true;
  }
}

/**
 * Storage may write only some of the entries that wait. That is the run in which the later ones had not been heard yet: the
 * agreement pointer in between is that of the shorter log, and in the end all is as if it had written all at once.
 */
function partialWrites(
  runner: CoreRunner,
  { hosts, counts }: PairOptions,
  state: PairState,
): Divergence | null {
  const { context } = state;
  if (!state.matches({ up: 'following' }) || isSynced(context)) return null;
  for (const side of state.sides) {
    const waiting = side.core?.unwritten ?? 0;
    for (let first = 1; first < waiting; first++) {
      count(counts, 'partial');
      const found = orException(() => ({
        difference: differenceInParts(runner, hosts, state, side, first),
      }));
      const difference = 'difference' in found ? found.difference : found;
      if (difference !== null)
        return { ...difference, side: side.kind, event: `${first} of ${waiting} written` };
    }
  }
  return null;
}

function differenceInParts(
  runner: CoreRunner,
  hosts: number,
  state: PairState,
  side: Side,
  first: number,
): Difference | null {
  const { context } = state;
  const waiting = side.core?.unwritten ?? 0;
  const parts = runner.writesInParts(side, first);
  const shorter = { ...context, log: context.log.slice(0, context.log.length - waiting + first) };
  const between = Math.max(context.agreed, context.delivered, agreedBy(shorter, hosts));
  const whole = runner.step(side, state, { type: 'PERSISTED' }, undefined).next.core;
  const busy = whole && parts && { ...parts.after, queue: whole.queue };
  return (
    unlike('agreed after a part is written', between, parts?.between) ??
    unlike('state after all is written in parts', whole && delivered(whole), busy && delivered(busy))
  );
}

/** Without what the application is given in between. */
function delivered(core: CoreState): CoreState {
  return { ...core, delivered: 0, log: { ...core.log, delivered: 0 } };
}

function pair(snapshot: HostSnapshot, sides: readonly Side[], divergence: Divergence | null): PairState {
  const plain = 'sides' in snapshot ? (Object.getPrototypeOf(snapshot) as HostSnapshot) : snapshot;
  return Object.create(plain, {
    sides: { value: sides, enumerable: true },
    divergence: { value: divergence, enumerable: true },
  }) as PairState;
}

/** The specified host of a pair. */
function plainOf(state: PairState): HostSnapshot {
  return Object.getPrototypeOf(state) as HostSnapshot;
}

function encodePair(spec: HostComponent, state: PairState): Uint8Array {
  const { sides, divergence } = state;
  const own = textOf(spec.encode(plainOf(state)));
  return encodeValue({ own, sides: plain(sides), divergence }, spec.name);
}

function decodePair(spec: HostComponent, bytes: Uint8Array): PairState {
  const { own, sides, divergence } = decodeValue(bytes) as {
    readonly own: string;
    readonly sides: unknown;
    readonly divergence: Divergence | null;
  };
  return pair(spec.decode(bytesOf(own)), revived(sides) as readonly Side[], divergence);
}

/** What a trace shows of a core. */
function shownSide({ kind, core, disk }: Side): unknown {
  if (core === null) return { kind, state: 'down', promised: disk.promised, length: disk.log.length };
  const { status, promised, agreed, delivered: given, log, unwritten } = core;
  return {
    kind,
    status,
    promised,
    start: log.mark.length,
    length: log.length,
    agreed,
    delivered: given,
    unwritten,
  };
}
