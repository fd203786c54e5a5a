import { afterEach, describe, expect, it, vi } from 'vitest';
import { TransitionGraph } from './transition-graph.js';
import {
  check,
  each,
  invariant,
  leg,
  plainComponent,
  rule,
  slot,
  sometimes,
  type Model,
  type SearchOptions,
} from '../index.js';
import { seededRandom } from '../search/random.js';
import { SparseRows } from './sparse-rows.js';
import { naiveSearch } from '../testing/naive-search.js';
import { NODE_WORDS } from './walk-tables.js';

const SEED = 20_260_729;

describe('the sparse rows', () => {
  it('are as a plain map would have them, while they grow many times', () => {
    const random = seededRandom(SEED);
    const below = (limit: number): number => Math.floor(random() * limit);
    const rows = new SparseRows();
    const plain = new Map<string, number>();
    const keys: (readonly [node: number, id: number])[] = [];
    let missing = 0;
    for (let i = 0; i < 60_000; i++) {
      // Few nodes and many local states, or the other way round; rows that end at once are negative.
      const [nodes, ids] = i % 2 === 0 ? [40, 100_000] : [20_000, 600];
      const [node, id] = [NODE_WORDS * below(nodes), below(ids)];
      const key = `${node} ${id}`;
      if (plain.has(key)) continue;
      const row = (random() < 0.5 ? -1 : 1) * (1 + below(2 ** 30));
      if (rows.get(node, id) === 0) missing += 1;
      rows.set(node, id, row);
      plain.set(key, row);
      keys.push([node, id]);
    }
    expect([rows.size, missing], `seed ${SEED}`).toEqual([plain.size, plain.size]);
    expect(rows.size).toBeGreaterThan(50_000);
    const wrong = keys.filter(([node, id]) => rows.get(node, id) !== plain.get(`${node} ${id}`));
    expect(wrong, `seed ${SEED}`).toEqual([]);
  });

  it('have no row for a node and a local state of which only one is known', () => {
    const rows = new SparseRows();
    rows.set(4, 512, 9);
    rows.set(8, 600, 7);
    expect([rows.get(4, 512), rows.get(8, 600)]).toEqual([9, 7]);
    expect([rows.get(4, 600), rows.get(8, 512), rows.get(512, 4), rows.get(0, 512)]).toEqual([0, 0, 0, 0]);
  });

  it('take the first node and the first local state like any other', () => {
    const rows = new SparseRows();
    expect(rows.get(0, 0)).toBe(0);
    rows.set(0, 0, -3);
    expect(rows.get(0, 0)).toBe(-3);
    expect(rows.size).toBe(1);
  });

  it('keep every row through a growth that comes in the midst of one node', () => {
    const rows = new SparseRows();
    for (let id = 0; id < 5_000; id++) rows.set(NODE_WORDS, id, id + 1);
    expect(rows.size).toBe(5_000);
    const found = Array.from({ length: 5_000 }, (_, id) => rows.get(NODE_WORDS, id));
    expect(found).toEqual(Array.from({ length: 5_000 }, (_, id) => id + 1));
    expect(rows.get(NODE_WORDS, 5_000)).toBe(0);
  });
});

const BITS = 11;

type BagEvent = { readonly type: 'PUT'; readonly item: number } | { readonly type: 'EMPTY' | 'LOOK' };

/**
 * A bag with many local states, into which items are put one by one, and a lamp that is switched. A rare event is
 * possible only in the bags that `isRare` names; it empties the bag or only looks into it. It comes after the switch
 * of the lamp, so that the search asks about it apart from all else that the bag can do.
 */
function bagModel(rare: 'EMPTY' | 'LOOK', isRare: (items: number) => boolean): Model {
  const bag = slot(
    'bag',
    plainComponent<number, BagEvent, never>({
      name: 'bag',
      initial: [0],
      step: (items, event) => {
        if (event.type === 'PUT') {
          const next = items | (1 << event.item);
          return next === items ? [] : [{ next, effects: [] }];
        }
        return [{ next: event.type === 'EMPTY' ? 0 : items, effects: [] }];
      },
    }),
  );
  const lamp = slot(
    'lamp',
    plainComponent<number, { readonly type: 'SWITCH' }, never>({
      name: 'lamp',
      initial: [0],
      step: (light) => [{ next: (light + 1) % 3, effects: [] }],
    }),
  );
  return {
    name: 'bag and lamp',
    slots: [lamp, bag],
    rules: [
      rule({
        name: 'Put',
        slot: bag,
        offers: () =>
          Array.from({ length: BITS }, (_, item) => ({
            params: { item },
            legs: [leg(bag, { type: 'PUT', item })],
          })),
      }),
      rule({
        name: 'Rare',
        slot: bag,
        when: isRare,
        offers: () => [{ legs: [leg(lamp, { type: 'SWITCH' }), leg(bag, { type: rare })] }],
      }),
    ],
    routes: [],
    properties: [
      invariant({ name: 'Lit', over: each([lamp]), holds: ([light = 0]) => light < 3 }),
      sometimes({ name: 'Full', over: each([bag]), holds: ([items]) => items === 2 ** BITS - 1 }),
    ],
    mayEnd: () => true,
  };
}

const FEW = (items: number): boolean => items % 97 === 5;
/** Rarely at first, and always in full bags, which come last: then the node's rows move to the dense table. */
const FEW_THEN_MANY = (items: number): boolean => FEW(items) || countOf(items) >= 7;

function countOf(items: number): number {
  return [...items.toString(2)].filter((bit) => bit === '1').length;
}

describe('a search that needs them', () => {
  afterEach(() => vi.restoreAllMocks());

  function searched(model: Model, options: SearchOptions = {}) {
    const set = vi.spyOn(SparseRows.prototype, 'set');
    const found = check(model, options);
    return { found, sparse: set.mock.calls.length };
  }

  it.each([
    { rare: 'EMPTY', isRare: FEW, states: 6_144, transitions: 33_858, sparse: 16 },
    { rare: 'LOOK', isRare: FEW, states: 3_986, transitions: 20_056, sparse: 16 },
    { rare: 'LOOK', isRare: FEW_THEN_MANY, states: 4_140, transitions: 22_314, sparse: 91 },
  ] as const)(
    'counts $states states and $transitions transitions, as the naive search does, with $sparse sparse rows',
    ({ rare, isRare, states, transitions, sparse }) => {
      const result = searched(bagModel(rare, isRare));
      expect(result.found).toMatchObject({ verdict: 'exhausted', states, transitions });
      expect(result.sparse).toBe(sparse);
      const naive = naiveSearch(bagModel(rare, isRare));
      const { depth, actions } = result.found;
      expect({ states, transitions, depth, actions }).toEqual({
        states: naive.states,
        transitions: naive.transitions,
        depth: naive.depth,
        actions: naive.actions,
      });
    },
  );

  it('comes to the same in exact mode and depth first', () => {
    const counts = { verdict: 'exhausted', states: 4_140, transitions: 22_314 };
    for (const options of [{ exact: true }, { search: 'dfs' }] as const) {
      const { found, sparse } = searched(bagModel('LOOK', FEW_THEN_MANY), options);
      expect(found).toMatchObject(counts);
      expect(sparse).toBeGreaterThan(0);
    }
  });

  it('makes no row twice, also of those that have moved from the sparse table to the dense one', () => {
    const set = vi.spyOn(SparseRows.prototype, 'set');
    const edgesFrom = vi.spyOn(TransitionGraph.prototype, 'edgesFrom');
    check(bagModel('LOOK', FEW_THEN_MANY));
    const places = new Set(set.mock.calls.map(([place]) => place));
    expect(places.size).toBe(1);
    const asked = edgesFrom.mock.calls
      .filter(([node]) => places.has(NODE_WORDS * node))
      .map(([node, id]) => `${node} ${id}`);
    expect(asked.length).toBeGreaterThan(500);
    expect(new Set(asked).size).toBe(asked.length);
  });
});
