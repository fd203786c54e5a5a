/** Small models of which one refines another, or nearly. */
import {
  ExoError,
  leg,
  plainComponent,
  refines,
  rule,
  slot,
  type Model,
  type RefinementMapping,
  type RefinementResult,
  type Rule,
  type SearchOptions,
} from '../index.js';
import { twoPhaseCommitModel } from '../testing/two-phase-commit.js';

export const valueOf = ({ value }: { readonly value: string }): string => value;

/** The state of each resource manager is what transaction commit has of it. */
export function commitMapping(low: Model): RefinementMapping {
  return {
    name: 'TwoPhaseIsCommit',
    reads: low.slots.filter(({ name }) => name.startsWith('rm')),
    view: (state) => valueOf(state as { readonly value: string }),
    map: (values) => values,
    seen: (state) => valueOf(state as { readonly value: string }),
  };
}

/** Two-phase commit in which a resource manager takes two prepared messages for a decision to commit. */
export function hastyTwoPhaseCommit(): Model {
  const model = twoPhaseCommitModel(3);
  const isHasty = (sent: readonly string[]): boolean =>
    sent.filter((message) => message.startsWith('Prepared')).length === 2;
  const rules = model.rules.map((old): Rule => {
    if (old.name !== 'ReceiveCommit') return old;
    const offer = { legs: [leg(old.slot, { type: 'COMMIT_RECEIVED' } as never)] };
    return { ...old, offers: ([, sent]) => (isHasty(sent as readonly string[]) ? [offer] : []) };
  });
  return { ...model, rules };
}

export interface Go {
  readonly type: 'GO';
  readonly to: number;
}

/** Numbers that go from one to the next along `ways`, all in one component; each way is an action. */
export function graph(
  name: string,
  ways: Readonly<Record<string, readonly (readonly [from: number, to: number])[]>>,
  initial: readonly number[] = [0],
): Model {
  const at = slot(
    'at',
    plainComponent<number, Go, never>({ name, initial, step: (_, { to }) => [{ next: to, effects: [] }] }),
  );
  const rules = Object.entries(ways).map(([action, edges]) =>
    rule({
      name: action,
      slot: at,
      offers: (own) =>
        edges
          .filter(([from]) => from === own)
          .map(([, to]) => ({ params: { to }, legs: [leg(at, { type: 'GO', to })] })),
    }),
  );
  return { name, slots: [at], rules, routes: [], properties: [], mayEnd: () => true };
}

/** A mapping of the one slot of a graph. */
export function graphMapping(
  { slots }: Model,
  map: (at: number) => readonly unknown[],
  seen?: (at: number) => unknown,
): RefinementMapping {
  return {
    name: 'Refines',
    reads: slots,
    map: ([at]) => map(at as number),
    ...(seen && { seen: (at: unknown) => seen(at as number) }),
  };
}

/** Two counters that go on together, one by one and one by two. */
export function pairOfCounters(): Model {
  const counter = plainComponent<number, Go, never>({
    name: 'counter',
    initial: [0],
    step: (at, { to }) => (at + to > 4 ? [] : [{ next: at + to, effects: [] }]),
  });
  const [left, right] = [slot('left', counter), slot('right', counter)];
  const both = rule({
    name: 'Both',
    slot: left,
    offers: () => [{ legs: [leg(left, { type: 'GO', to: 1 }), leg(right, { type: 'GO', to: 2 })] }],
  });
  return { name: 'pair', slots: [left, right], rules: [both], routes: [], properties: [] };
}

/** Asks whether one graph refines another by a function. */
export function refineBy(
  low: Model,
  high: Model,
  map: (at: number) => readonly unknown[],
  options: SearchOptions = {},
): RefinementResult {
  return refines(low, high, graphMapping(low, map), options);
}

/** Ways from each number to the next, up to the last. */
export function upTo(last: number): readonly (readonly [from: number, to: number])[] {
  return Array.from({ length: last }, (_, from) => [from, from + 1] as const);
}

export function errorOf(question: () => unknown): ExoError {
  try {
    question();
  } catch (error) {
    if (error instanceof ExoError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Six minutes, and the two hours that are in them. */
export const minutes = graph('minutes', { Tick: [...upTo(5), [5, 0]] });
export const hours = graph('hours', { Strike: [...upTo(1), [1, 0]] });
export const chain = graph('chain', { Up: upTo(2) });
export const hourOf = (minute: number): readonly unknown[] => [Math.floor(minute / 3)];
export const same = (at: number): readonly unknown[] => [at];
