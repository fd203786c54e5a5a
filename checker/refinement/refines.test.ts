import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenRingModel } from '../examples/token-ring.js';
import { transactionCommitModel } from '../examples/transaction-commit.js';
import { twoPhaseCommitModel } from '../testing/two-phase-commit.js';
import {
  check,
  ExoError,
  initialStates,
  invariant,
  leg,
  plainComponent,
  refinementMapping,
  refines,
  refinesAsync,
  renderRefinement,
  rule,
  slot,
  successors,
  type AnySlot,
  type Model,
  type RefinementMapping,
  type RefinementResult,
  type Rule,
  type SearchOptions,
} from '../index.js';
import { randomModels } from '../testing/random-models.js';

const valueOf = ({ value }: { readonly value: string }): string => value;

/** The state of each resource manager is what transaction commit has of it. */
function commitMapping(low: Model): RefinementMapping {
  return {
    name: 'TwoPhaseIsCommit',
    reads: low.slots.filter(({ name }) => name.startsWith('rm')),
    view: (state) => valueOf(state as { readonly value: string }),
    map: (values) => values,
    seen: (state) => valueOf(state as { readonly value: string }),
  };
}

/** Two-phase commit in which a resource manager takes two prepared messages for a decision to commit. */
function hastyTwoPhaseCommit(): Model {
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

describe('two-phase commit', () => {
  it.each([
    { managers: 3, lowStates: 288, highStates: 34 },
    { managers: 4, lowStates: 1568, highStates: 96 },
  ])('refines transaction commit, $managers resource managers', ({ managers, lowStates, highStates }) => {
    const low = twoPhaseCommitModel(managers);
    const result = refines(low, transactionCommitModel(managers), commitMapping(low));
    expect(result).toMatchObject({
      verdict: 'exhausted',
      states: lowStates,
      highStates,
      highNeverTaken: [],
      checked: ['Consistent', 'TwoPhaseIsCommit'],
      sides: null,
    });
    expect(highStates).toBe(check(transactionCommitModel(managers)).states);
  });

  it('refines it in any order of search, as far as that goes', () => {
    const low = twoPhaseCommitModel(3);
    const high = transactionCommitModel(3);
    const [bfs, dfs, walks] = (['bfs', 'dfs', 'random'] as const).map((search) =>
      refines(low, high, commitMapping(low), { search }),
    );
    expect(dfs).toMatchObject({ verdict: 'exhausted', steps: bfs?.steps, highStates: 34 });
    expect(walks).toMatchObject({ verdict: 'bounded', limit: 'walksMax', highNeverTaken: [] });
  });

  it('refines it as its components show it, if the mapping does not say what is seen', () => {
    const low = twoPhaseCommitModel(3);
    const { seen, ...mapping } = commitMapping(low);
    expect(seen).toBeDefined();
    const shown = { ...mapping, map: (values: readonly unknown[]) => values.map((state) => ({ state })) };
    expect(refines(low, transactionCommitModel(3), shown).verdict).toBe('exhausted');
  });

  it('counts the steps that change what is read, each kind once', () => {
    const low = twoPhaseCommitModel(3);
    const { steps } = refines(low, transactionCommitModel(3), commitMapping(low));
    expect(steps).toEqual({
      compared: 120,
      stutters: 0,
      actions: { Prepare: 27, DecideCommit: 12, DecideAbort: 81 },
    });
  });

  it('does not refine it if one commits before all are prepared, and the sides show that step', () => {
    const low = hastyTwoPhaseCommit();
    const result = refines(low, transactionCommitModel(3), commitMapping(low));
    expect(result).toMatchObject({ verdict: 'violated', property: 'TwoPhaseIsCommit' });
    expect(result.sides).toEqual({
      slots: ['rm1', 'rm2', 'rm3'],
      initial: ['working', 'working', 'working'],
      steps: [
        {
          low: { action: 'Prepare', slot: 'rm1', params: {} },
          match: 'step',
          high: [{ action: 'Prepare', slot: 'rm1', params: {} }],
          before: ['working', 'working', 'working'],
          after: ['prepared', 'working', 'working'],
        },
        {
          low: { action: 'Prepare', slot: 'rm2', params: {} },
          match: 'step',
          high: [{ action: 'Prepare', slot: 'rm2', params: {} }],
          before: ['prepared', 'working', 'working'],
          after: ['prepared', 'prepared', 'working'],
        },
        {
          low: { action: 'ReceiveCommit', slot: 'rm1', params: {} },
          match: 'none',
          high: [],
          before: ['prepared', 'prepared', 'working'],
          after: ['committed', 'prepared', 'working'],
        },
      ],
      divergesAt: 'step',
      instead: [
        { action: 'DecideAbort', slot: 'rm1', params: {}, after: ['aborted', 'prepared', 'working'] },
        { action: 'DecideAbort', slot: 'rm2', params: {}, after: ['prepared', 'aborted', 'working'] },
        { action: 'Prepare', slot: 'rm3', params: {}, after: ['prepared', 'prepared', 'prepared'] },
        { action: 'DecideAbort', slot: 'rm3', params: {}, after: ['prepared', 'prepared', 'aborted'] },
      ],
      initialInstead: [],
      insteadLeftOut: 0,
    });
  });

  it.each(['bfs', 'dfs', 'random'] as const)('that is broken is found out by a %s search', (search) => {
    const low = hastyTwoPhaseCommit();
    const result = refines(low, transactionCommitModel(3), commitMapping(low), { search });
    expect(result).toMatchObject({ verdict: 'violated', property: 'TwoPhaseIsCommit', search });
    const matches = result.sides?.steps.map(({ match }) => match) ?? [];
    expect(matches.at(-1)).toBe('none');
    expect(matches.slice(0, -1)).not.toContain('none');
    expect(matches).toHaveLength(result.counterexample?.steps.length ?? -1);
  });

  it('comes to the same result in slices', async () => {
    const low = twoPhaseCommitModel(3);
    const result = await refinesAsync(low, transactionCommitModel(3), commitMapping(low));
    const { steps, highStates } = refines(low, transactionCommitModel(3), commitMapping(low));
    expect(result).toMatchObject({ verdict: 'exhausted', states: 288, steps, highStates });
  });

  it('reports what else is wrong with the low model, with the high side of the run', () => {
    const model = twoPhaseCommitModel(3);
    const never = invariant({
      name: 'NoneAborts',
      over: [model.slots.slice(0, 3)],
      holds: (states) => !states.some((state) => valueOf(state as { readonly value: string }) === 'aborted'),
    });
    const low = { ...model, properties: [never] };
    const result = refines(low, transactionCommitModel(3), commitMapping(low));
    expect(result).toMatchObject({ verdict: 'violated', property: 'NoneAborts' });
    expect(result.sides).toMatchObject({ divergesAt: null, instead: [], steps: [{ match: 'step' }] });
    expect(renderRefinement(result)).toContain('cannot be told, because NoneAborts is violated');
  });

  it('is checked for refinement whichever of its own properties are named', () => {
    const low = twoPhaseCommitModel(3);
    const result = refines(low, transactionCommitModel(3), commitMapping(low), { properties: ['AllAbort'] });
    expect(result).toMatchObject({ verdict: 'exhausted', checked: ['TwoPhaseIsCommit'] });
    expect(result.witnesses.map(({ name }) => name)).toEqual(['AllAbort']);
  });
});

interface Go {
  readonly type: 'GO';
  readonly to: number;
}

/** Numbers that go from one to the next along `ways`, all in one component; each way is an action. */
function graph(
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
function graphMapping(
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
function pairOfCounters(): Model {
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
function refineBy(
  low: Model,
  high: Model,
  map: (at: number) => readonly unknown[],
  options: SearchOptions = {},
): RefinementResult {
  return refines(low, high, graphMapping(low, map), options);
}

/** Ways from each number to the next, up to the last. */
function upTo(last: number): readonly (readonly [from: number, to: number])[] {
  return Array.from({ length: last }, (_, from) => [from, from + 1] as const);
}

function errorOf(question: () => unknown): ExoError {
  try {
    question();
  } catch (error) {
    if (error instanceof ExoError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Six minutes, and the two hours that are in them. */
const minutes = graph('minutes', { Tick: [...upTo(5), [5, 0]] });
const hours = graph('hours', { Strike: [...upTo(1), [1, 0]] });
const chain = graph('chain', { Up: upTo(2) });
const hourOf = (minute: number): readonly unknown[] => [Math.floor(minute / 3)];
const same = (at: number): readonly unknown[] => [at];

describe('refines', () => {
  it('holds of a low model that goes round for ever', () => {
    const result = refineBy(minutes, hours, hourOf);
    expect(result).toMatchObject({
      verdict: 'exhausted',
      steps: { compared: 6, stutters: 4, actions: { Strike: 2 } },
      highStates: 2,
      highNeverTaken: [],
    });
  });

  it('holds where all steps stutter, and says that no high action was taken', () => {
    const result = refineBy(minutes, hours, () => [0]);
    expect(result).toMatchObject({
      verdict: 'exhausted',
      steps: { compared: 6, stutters: 6, actions: { Strike: 0 } },
      highStates: 1,
      highNeverTaken: ['Strike'],
    });
    expect(renderRefinement(result)).toMatch(/never taken +Strike/);
  });

  it('takes a step that leaves the high state as it is for a stutter, if a high action does so too', () => {
    const idle = graph('idle', { Rest: [[0, 0]] });
    const result = refineBy(minutes, idle, () => [0]);
    expect(result).toMatchObject({ verdict: 'exhausted', steps: { stutters: 6 }, highNeverTaken: ['Rest'] });
  });

  it('fails where a step would be two of the high model', () => {
    const leap = graph('leap', { Leap: [[0, 2]] });
    const result = refineBy(leap, chain, same);
    expect(result).toMatchObject({ verdict: 'violated', sides: { divergesAt: 'step' } });
    expect(result.sides?.instead).toEqual([{ action: 'Up', slot: 'at', params: { to: 1 }, after: [1] }]);
  });

  it('fails where a step leads to what no high state looks like', () => {
    const result = refineBy(minutes, hours, (at) => [at === 0 ? 0 : { hour: 'unknown' }]);
    expect(result.sides?.steps).toMatchObject([{ match: 'none', before: [0], after: [{ hour: 'unknown' }] }]);
  });

  it('names every high action that a step may be', () => {
    const high = graph('high', { Walk: [[0, 1]], Run: [[0, 1]], Stay: [] });
    const low = graph('low', { Move: [[0, 1]] });
    const result = refineBy(low, high, same);
    expect(result).toMatchObject({
      steps: { actions: { Walk: 1, Run: 1, Stay: 0 } },
      highNeverTaken: ['Stay'],
    });
  });

  it('matches a step with one that changes several high slots at once', () => {
    const high = pairOfCounters();
    const both = refineBy(chain, high, (at) => [at, 2 * at]);
    expect(both).toMatchObject({ verdict: 'exhausted', steps: { actions: { Both: 2 } }, highStates: 3 });
    const one = refineBy(chain, high, (at) => [at, at]);
    expect(one.sides?.steps).toMatchObject([{ match: 'none', before: [0, 0], after: [1, 1] }]);
    expect(one.sides?.instead).toMatchObject([{ slot: 'left', action: 'Both', after: [1, 2] }]);
  });

  it('holds of every model and itself, from all of its initial states', () => {
    const ring = tokenRingModel(4, 4);
    const itself = { name: 'Itself', reads: ring.slots, map: (views: readonly unknown[]) => views };
    expect(refines(ring, ring, itself)).toMatchObject({
      verdict: 'exhausted',
      states: 256,
      highStates: 256,
      steps: { compared: check(ring).transitions, stutters: 0 },
    });
  });

  it('lists at most twelve of the steps that the high model has instead', () => {
    const ways = Array.from({ length: 30 }, (_, i) => [0, i + 1] as const);
    const low = graph('low', { Go: [[0, 99]] });
    const result = refineBy(low, graph('high', { Go: ways }), same);
    expect(result.sides?.instead).toHaveLength(12);
    expect(result.sides?.insteadLeftOut).toBe(18);
    expect(renderRefinement(result)).toContain('  and 18 more');
  });

  it('ends as bounded at a limit', () => {
    const result = refineBy(minutes, hours, hourOf, { statesMax: 3 });
    expect(result).toMatchObject({ verdict: 'bounded', limit: 'statesMax', sides: null });
    expect(renderRefinement(result)).toContain('as far as it was searched');
  });
});

describe('initial states', () => {
  const low = graph('low', { Up: [[0, 1]] }, [0, 1, 2]);

  it.each(['bfs', 'dfs', 'random'] as const)('that map to none are found by a %s search', (search) => {
    const high = graph('high', { Up: [[0, 1]] }, [0, 1]);
    const result = refineBy(low, high, same, { search, statesMax: 1, walksMax: 1 });
    expect(result).toMatchObject({ verdict: 'violated', property: 'Refines' });
    expect(result.counterexample).toMatchObject({ initial: [2], steps: [] });
    expect(result.sides).toMatchObject({
      divergesAt: 'initial',
      initial: [2],
      steps: [],
      instead: [],
      initialInstead: [[0], [1]],
      insteadLeftOut: 0,
    });
  });

  it('must map to initial states, not to others that the high model comes to', () => {
    const result = refineBy(low, chain, same);
    expect(result).toMatchObject({ verdict: 'violated', counterexample: { initial: [1] } });
  });

  it('are those that the low model lists, where it does, and not all combinations of local ones', () => {
    const counter = plainComponent<number, Go, never>({
      name: 'counter',
      initial: [0, 1],
      step: (_, { to }) => [{ next: to, effects: [] }],
    });
    const [left, right] = [slot('left', counter), slot('right', counter)];
    const alike: Model = {
      ...{ name: 'alike', slots: [left, right], routes: [], properties: [], mayEnd: () => true },
      rules: [rule({ name: 'Stay', slot: left, offers: () => [] })],
      initial: [
        [0, 0],
        [1, 1],
      ],
    };
    const mapping = refinementMapping({
      name: 'Refines',
      reads: [left, right],
      map: ([one, other]: readonly number[]) => [one === other ? 0 : 1],
    });
    expect(refines(alike, chain, mapping)).toMatchObject({ verdict: 'exhausted', initialStates: 2 });
    const other = refines({ ...alike, initial: [[0, 1]] }, chain, mapping);
    expect(other).toMatchObject({ verdict: 'violated', counterexample: { initial: [0, 1] } });
  });

  it('may all map to one', () => {
    const result = refineBy(low, hours, () => [0]);
    expect(result).toMatchObject({ verdict: 'exhausted', initialStates: 3, highStates: 1 });
  });
});

describe('a mapping', () => {
  it('that throws is an error that names it, with the cause', () => {
    const cause = new RangeError('no hour');
    const map = (at: number): readonly unknown[] => {
      if (at === 4) throw cause;
      return [Math.floor(at / 3)];
    };
    const error = errorOf(() => refines(minutes, hours, graphMapping(minutes, map)));
    expect(error).toMatchObject({ code: 'EXO127', cause });
    expect(error.message).toBe(`mapping 'Refines': exception in 'map': no hour`);
  });

  it('whose other functions throw is one too', () => {
    const fails = (): never => {
      throw new RangeError('too far');
    };
    const mapping = graphMapping(minutes, () => [0]);
    expect(errorOf(() => refines(minutes, hours, { ...mapping, view: fails })).message).toBe(
      `mapping 'Refines': exception in 'view' of slot 'at': too far`,
    );
    expect(errorOf(() => refines(minutes, hours, { ...mapping, seen: fails })).message).toBe(
      `mapping 'Refines': exception in 'seen' of slot 'at': too far`,
    );
  });

  it('must give plain data, a value for each high slot', () => {
    const give = (values: readonly unknown[]): ExoError =>
      errorOf(() => refineBy(minutes, hours, () => values));
    expect(give([0, 0])).toMatchObject({
      code: 'EXO127',
      message: `mapping 'Refines': 'map' gives 2 values: give a value for each of the 1 slots of 'hours'`,
    });
    expect(give([new Date(0)])).toMatchObject({ code: 'EXO101' });
    expect(give([new Date(0)]).message).toMatch(/^mapping 'Refines': the value for slot 'at' is/);
  });

  it('must have a name and slots of its own', () => {
    const mapping = graphMapping(minutes, () => [0]);
    const named = {
      ...minutes,
      properties: [invariant({ ...mapping, over: [minutes.slots], holds: () => true })],
    };
    expect(errorOf(() => refines(named, hours, mapping)).code).toBe('EXO127');
    const twice = { ...mapping, reads: [...minutes.slots, ...minutes.slots] };
    expect(errorOf(() => refines(minutes, hours, twice)).code).toBe('EXO127');
    expect(errorOf(() => refines(minutes, hours, { ...mapping, reads: hours.slots })).code).toBe('EXO123');
    expect(errorOf(() => refines(minutes, hours, { ...mapping, reads: [] })).code).toBe('EXO123');
  });

  it('must tell apart the high states that it meets', () => {
    const isEven = (at: number): boolean => at % 2 === 0;
    const even = graphMapping(chain, (at) => [isEven(at)], isEven);
    const error = errorOf(() => refines(chain, chain, even));
    expect(error.code).toBe('EXO128');
    expect(error.message).toContain(`'chain' comes to two states that look alike`);
    expect(error.message).toContain(`slot 'at' seen as true`);
    const first = graph('high', { Up: [[0, 1]] }, [0, 2]);
    expect(errorOf(() => refines(chain, first, even)).code).toBe('EXO128');
  });

  it('need not tell apart high states that it does not come near', () => {
    const far = graph('far', { Up: upTo(9) });
    const capped = (at: number): number => Math.min(at, 8);
    const result = refines(chain, far, graphMapping(chain, same, capped));
    expect(result.verdict).toBe('exhausted');
  });

  it('is typed by the slots that it reads', () => {
    const at = slot(
      'at',
      plainComponent<{ n: number }, Go, never>({ name: 'n', initial: [{ n: 0 }], step: () => [] }),
    );
    const mapping = refinementMapping({
      name: 'Typed',
      reads: [at],
      view: ({ n }) => n,
      high: { one: at, both: [at, at] },
      map: ([n]) => ({ one: n + 1, both: [n, -n] }),
      seen: { one: ({ n }) => n, both: ({ n }) => n },
    });
    expect(mapping.view?.({ n: 3 }, at)).toBe(3);
    expect(mapping.map([1])).toEqual([2, 1, -1]);
    expect(mapping.seen?.({ n: 4 }, at)).toBe(4);
  });

  it('says which slot of the high model the mapping does not name', () => {
    const model = graph('graph', { Up: upTo(1) });
    const other = slot('other', plainComponent({ name: 'n', initial: [0], step: () => [] }));
    const mapping = refinementMapping({
      name: 'Names',
      reads: model.slots,
      high: { other },
      map: () => ({ other: 0 }),
      seen: { other: (n) => n },
    });
    expect(errorOf(() => refines(model, model, mapping))).toMatchObject({
      code: 'EXO127',
      message: expect.stringContaining("slot 'at'") as string,
    });
  });
});

describe('renderRefinement', () => {
  it('shows both sides of a counterexample next to each other', () => {
    const low = hastyTwoPhaseCommit();
    const result = refines(low, transactionCommitModel(3), commitMapping(low));
    expect(renderRefinement(result).split('\n')).toEqual([
      `TwoPhaseIsCommit: 'two-phase commit, 3 resource managers' does not refine 'transaction commit, 3 resource managers': the last step below is none of its steps`,
      '',
      '  low states       29',
      '  high states      19',
      '  steps compared   34 that change what is read, 0 of them stutters',
      '  high actions     Prepare 15, DecideAbort 18',
      '',
      'step   low                 high            high state',
      '   0   initial state       initial state   rm1: working  rm2: working  rm3: working',
      '   1   rm1 Prepare         rm1 Prepare     rm1: prepared',
      '   2   rm2 Prepare         rm2 Prepare     rm2: prepared',
      '   3   rm1 ReceiveCommit   ✗               rm1: committed',
      '',
      'Before it, the high state is  rm1: prepared  rm2: prepared  rm3: working',
      'There the high model can only',
      '  rm1 DecideAbort   rm1: aborted',
      '  rm2 DecideAbort   rm2: aborted',
      '  rm3 Prepare       rm3: prepared',
      '  rm3 DecideAbort   rm3: aborted',
    ]);
  });

  it('shows stutters as dots, params, and a high model that can do nothing', () => {
    const low = graph('low', {
      Tick: upTo(3),
    });
    const high = graph('high', { Strike: [[0, 1]] });
    const result = refineBy(low, high, (at) => [Math.floor(at / 1.5)]);
    expect(renderRefinement(result).split('\n').slice(-8)).toEqual([
      'step   low             high              high state',
      '   0   initial state   initial state     at: 0',
      '   1   at Tick(to=1)   ·',
      '   2   at Tick(to=2)   at Strike(to=1)   at: 1',
      '   3   at Tick(to=3)   ✗                 at: 2',
      '',
      'Before it, the high state is  at: 1',
      'There the high model can do nothing',
    ]);
  });

  it('shows where the high model starts, if the low one starts elsewhere', () => {
    const result = refineBy(minutes, hours, (at) => [at + 1]);
    expect(renderRefinement(result).split('\n').slice(-5)).toEqual([
      'step   low             high   high state',
      '   0   initial state   ✗      at: 1',
      '',
      'The high model starts in',
      '  at: 0',
    ]);
  });

  it('is short where nothing is wrong', () => {
    const result = refineBy(minutes, hours, hourOf);
    expect(renderRefinement(result).split('\n')).toEqual([
      `Refines: 'minutes' refines 'hours'`,
      '',
      '  low states       6',
      '  high states      2',
      '  steps compared   6 that change what is read, 4 of them stutters',
      '  high actions     Strike 2',
    ]);
  });
});

interface Question {
  readonly low: Model;
  readonly high: Model;
  readonly mapping: RefinementMapping;
}

/** What the definition says: `alike` if two high states that count look alike, and this is noticed first. */
interface NaiveAnswer {
  readonly verdict: 'exhausted' | 'violated' | 'alike';
  /** The steps of the shortest run to a violation. */
  readonly length: number | null;
}

/** Refinement by the letter, breadth-first over the reference semantics of both models; states are numbers. */
function naiveRefines({ low, high, mapping }: Question): NaiveAnswer {
  const { reads, map, seen = (state: unknown) => state } = mapping;
  const keyOf = (states: readonly unknown[]): string => states.join();
  const lookOf = (states: readonly unknown[]): string =>
    keyOf(states.map((state, i) => seen(state, high.slots[i] as AnySlot)));
  const imageOf = (states: readonly unknown[]): string =>
    keyOf(map(reads.map((read) => states[low.slots.indexOf(read)])));
  const highOf = new Map<string, readonly unknown[]>();
  const looksFrom = new Map<string, readonly string[]>();
  let isAlike = false;
  const take = (states: readonly unknown[]): string => {
    const look = lookOf(states);
    const known = highOf.get(look) ?? states;
    if (keyOf(known) !== keyOf(states)) isAlike = true;
    highOf.set(look, known);
    return look;
  };

  const starts = initialStates(high).map(take);
  if (isAlike) return { verdict: 'alike', length: null };
  const queue = initialStates(low).map((states) => ({ states, depth: 0 }));
  if (queue.some(({ states }) => !starts.includes(imageOf(states))))
    return { verdict: 'violated', length: 0 };
  const visited = new Set(queue.map(({ states }) => keyOf(states)));
  for (const { states, depth } of queue) {
    for (const { states: next } of successors(low, states)) {
      const [before, after] = [imageOf(states), imageOf(next)];
      if (before !== after) {
        const looks =
          looksFrom.get(before) ?? successors(high, highOf.get(before) ?? []).map((way) => take(way.states));
        looksFrom.set(before, looks);
        if (isAlike) return { verdict: 'alike', length: null };
        if (!looks.includes(after)) return { verdict: 'violated', length: depth + 1 };
      }
      if (visited.has(keyOf(next))) continue;
      visited.add(keyOf(next));
      queue.push({ states: next, depth: depth + 1 });
    }
  }
  return { verdict: 'exhausted', length: null };
}

function answerOf({ low, high, mapping }: Question, search: 'bfs' | 'dfs'): NaiveAnswer {
  try {
    const { verdict, counterexample, sides } = refines(low, high, mapping, { search, properties: [] });
    if (verdict !== 'exhausted' && verdict !== 'violated') throw new Error(`the search ended as ${verdict}`);
    expect(sides?.divergesAt ?? null).toBe(
      verdict === 'exhausted' ? null : counterexample?.steps.length === 0 ? 'initial' : 'step',
    );
    return { verdict, length: counterexample?.steps.length ?? null };
  } catch (error) {
    if (error instanceof ExoError && error.code === 'EXO128') return { verdict: 'alike', length: null };
    throw error;
  }
}

/** Holds some questions against the definition; returns how often each verdict was met. */
function compareWithNaive(questions: fc.Arbitrary<Question>): Readonly<Record<string, number>> {
  const times: Record<string, number> = { exhausted: 0, violated: 0, alike: 0 };
  fc.assert(
    fc.property(questions, (question) => {
      const naive = naiveRefines(question);
      times[naive.verdict] = (times[naive.verdict] ?? 0) + 1;
      expect(answerOf(question, 'bfs')).toEqual(naive);
      // Depth-first search may come upon something else that is wrong, but upon something if and only if there is.
      expect(answerOf(question, 'dfs').verdict === 'exhausted').toBe(naive.verdict === 'exhausted');
    }),
    { numRuns: 300 },
  );
  return times;
}

const endless = (model: Model): Model => ({ ...model, mayEnd: () => true });

/** FNV-1a: the same answer to the same question. */
function drawn(seed: number, question: string, below: number): number {
  let hash = 0x811c9dc5;
  for (const char of `${seed}|${question}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  return (Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 8) % below;
}

/** One slot with a number from 0 to 5, that goes from most of them to most others. */
function denseModel(seed: number, percent: number, initial: readonly number[]): Model {
  const numbers = [0, 1, 2, 3, 4, 5];
  const ways = (parity: number): (readonly [number, number])[] =>
    numbers.flatMap((from) =>
      numbers
        .filter((to) => to % 2 === parity && drawn(seed, `from ${from} to ${to}`, 100) < percent)
        .map((to) => [from, to] as const),
    );
  return graph('dense', { ToEven: ways(0), ToOdd: ways(1) }, initial);
}

describe('the definition', () => {
  it('is met for a random model and the same with a rule gone', { tags: 'long' }, () => {
    const questions = fc
      .record({ model: randomModels(), gone: fc.nat(8) })
      .map(({ model, gone }): Question => {
        const low = endless(model);
        const rules = low.rules.length > 1 ? low.rules.filter((_, i) => i !== gone) : low.rules;
        return {
          low,
          high: { ...low, rules },
          mapping: { name: 'Same', reads: low.slots, map: (views) => views },
        };
      });
    const times = compareWithNaive(questions);
    expect(Math.min(times['exhausted'] ?? 0, times['violated'] ?? 0)).toBeGreaterThan(10);
    expect(times['alike']).toBe(0);
  });

  it(
    'is met for a random model, a random mapping of some of its slots, and a high model with most steps',
    { tags: 'long' },
    () => {
      const questions = fc
        .record({
          model: randomModels(),
          seed: fc.nat(),
          percent: fc.constantFrom(70, 90, 98, 100),
          initial: fc.constantFrom([0], [0, 1, 2], [0, 1, 2, 3, 4, 5]),
          reads: fc.integer({ min: 1, max: 4 }),
          range: fc.constantFrom(1, 3, 6),
          isBlurred: fc.boolean(),
        })
        .map(({ model, seed, percent, initial, reads, range, isBlurred }): Question => {
          const low = endless(model);
          const high = denseModel(seed, percent, initial);
          const mapping: RefinementMapping = {
            name: 'Drawn',
            reads: low.slots.slice(0, reads),
            map: (views) => [drawn(seed, views.join(), range)],
            ...(isBlurred && { seen: (state) => Math.min(state as number, 4) }),
          };
          return { low, high, mapping };
        });
      const times = compareWithNaive(questions);
      for (const verdict of ['exhausted', 'violated', 'alike']) expect(times[verdict]).toBeGreaterThan(10);
    },
  );
});
