import { describe, expect, it } from 'vitest';
import { tokenRingModel } from '../examples/token-ring.js';
import {
  check,
  invariant,
  plainComponent,
  refinementMapping,
  refines,
  renderRefinement,
  rule,
  slot,
  type ExoError,
  type Model,
} from '../index.js';
import {
  chain,
  errorOf,
  graph,
  graphMapping,
  hourOf,
  hours,
  minutes,
  pairOfCounters,
  refineBy,
  same,
  upTo,
  type Go,
} from './refines.test.helper.js';

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
