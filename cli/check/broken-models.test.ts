/**
 * Models broken in all sorts of ways: whatever the functions of a model do or give, a search ends with a verdict that can be
 * reported, or with an error that has a code; never with an internal error.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import {
  check,
  invariant,
  leg,
  plainComponent,
  replay,
  route,
  rule,
  slot,
  sometimes,
  stepProperty,
  tableText,
  tryTraceOf,
  metaOfResult,
  xstateComponent,
  type Model,
} from '../../checker/index.js';
import { readItf, writeItf } from '../../traces/index.js';
import { codeOf } from '../exit-codes.js';
import type { Source } from '../models/source.js';
import type { Terminal } from '../terminal/terminal.js';
import { checkFlagsOf } from './flags.js';
import { jsonReport } from './json-report.js';
import { reportText } from './report.js';

type Loose = Record<string, unknown>;
type Answer = (...given: readonly unknown[]) => unknown;

const lamp = setup({}).createMachine({
  id: 'lamp',
  initial: 'off',
  states: { off: { on: { SWITCH: 'on' } }, on: { on: { SWITCH: 'off' } } },
});

/** A sound model, made anew each time: a counter rings a bell, a lamp is switched. */
function soundModel(): Loose {
  const counter = slot(
    'counter',
    plainComponent({
      name: 'counter',
      initial: [0],
      step: (n: number, event: { readonly type: 'ADD' }) =>
        n < 4 && event.type === 'ADD' ? [{ next: n + 1, effects: [{ type: 'ring', params: { n } }] }] : [],
    }),
  );
  const bell = slot(
    'bell',
    plainComponent({
      name: 'bell',
      initial: [false],
      step: (rung: boolean, { type }: { readonly type: 'RING' }) =>
        type === 'RING' ? [{ next: !rung, effects: [] }] : [],
    }),
  );
  const light = slot('light', xstateComponent(lamp));
  const model: Model = {
    name: 'a counter, a bell and a light',
    slots: [counter, bell, light],
    rules: [
      rule({
        name: 'Add',
        slot: counter,
        reads: [bell],
        when: (n) => n < 4,
        offers: (n) => [{ params: { n }, legs: [leg(counter, { type: 'ADD' })] }],
      }),
      rule({
        name: 'Switch',
        slot: light,
        offers: () => [{ legs: [leg(light, { type: 'SWITCH' }, 'skip')] }],
      }),
    ],
    routes: [route(counter, ({ type }) => (type === 'ring' ? [leg(bell, { type: 'RING' })] : []))],
    properties: [
      invariant({ name: 'Few', over: [[counter]], holds: ([n]) => n < 4 }),
      stepProperty({ name: 'Up', over: [[counter, bell]], holds: ([before], [after]) => after >= before }),
      sometimes({ name: 'Rung', over: [[bell]], view: (rung) => rung, holds: ([rung]) => rung }),
    ],
    within: ([n]) => (n as number) < 9,
    mayEnd: () => false,
    display: {
      columns: [counter, bell],
      cell: (_, shown) => String(shown),
      messages: () => [{ from: 'counter', to: 'bell', text: 'ring' }],
      summary: ({ rule: { name } }) => name,
    },
  };
  return model as unknown as Loose;
}

function cyclic(): unknown {
  const one: Loose = {};
  one['self'] = one;
  return one;
}

function deep(): unknown {
  let value: unknown = 0;
  for (let level = 0; level < 20_000; level++) value = [value];
  return value;
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function thrower(): never {
  throw new Error('on purpose');
}

/** What nobody expects, each made anew. */
const JUNK: Readonly<Record<string, () => unknown>> = {
  null: () => null,
  undefined: () => undefined,
  number: () => 7,
  NaN: () => Number.NaN,
  fraction: () => 0.5,
  bigint: () => 12n,
  true: () => true,
  'empty string': () => '',
  'long string': () => 'x'.repeat(100_000),
  'lines and escapes': () => 'a\n\u001b[31mb\u0000\ud800',
  symbol: () => Symbol('junk'),
  function: () => () => 1,
  'async function': () => async () => 1,
  promise: () => Promise.resolve([]),
  'empty object': () => ({}),
  'empty list': () => [],
  'list with a hole': () => new Array<unknown>(2),
  'list of null': () => [null],
  'list of lists': () => [[[]]],
  'list of empty objects': () => [{}],
  'object without prototype': () => Object.create(null) as unknown,
  'cyclic object': cyclic,
  'deep list': deep,
  'revoked proxy': revoked,
  date: () => new Date(0),
  map: () => new Map([[{}, new Set([1])]]),
  'typed array': () => new Float64Array(3),
  'object with __proto__': () => JSON.parse('{"__proto__": 1, "constructor": 2}') as unknown,
  'toJSON that throws': () => ({ toJSON: thrower }),
  'toString that throws': () => ({ toString: thrower, [Symbol.toPrimitive]: thrower }),
  'getter that throws': () => ({
    get type() {
      return thrower();
    },
  }),
  'event of junk': () => [{ params: cyclic(), legs: [] }],
  'offer of junk': () => [{ params: { s: Symbol('p'), b: 1n, f: thrower }, legs: [] }],
  'leg of junk': () => [{ legs: [{ slot: { name: 'x' }, event: { type: 'ADD' }, ifDisabled: 'skip' }] }],
  'leg to nowhere': () => [{ slot: null, event: null, ifDisabled: null }],
  'step of junk': () => [{ next: Symbol('s'), effects: [] }],
  'step with no effects': () => [{ next: 1 }],
  'step with bad effects': () => [{ next: 1, effects: [null, 3, { type: 4 }] }],
  'step with unrouted effect': () => [{ next: 1, effects: [{ type: 'nowhere' }] }],
  'message of junk': () => [{ from: 1, to: 'x', text: Symbol('t') }],
};

/** Ways to answer wrongly, given a right answer and what nobody expects. */
const MANNERS: Readonly<Record<string, (right: Answer, junk: () => unknown) => Answer>> = {
  'always gives': (_, junk) => () => junk(),
  'throws an error': () => thrower,
  throws: (_, junk) => () => {
    throw junk();
  },
  'is async':
    (right) =>
    async (...given) => {
      try {
        return await Promise.resolve(right(...given));
      } catch {
        // A promise that nobody waits for must not reject here, where it would be taken for an error of the test.
        return null;
      }
    },
  'gives it at times': (right, junk) => {
    let calls = 0;
    return (...given) => (++calls % 3 === 0 ? junk() : right(...given));
  },
  'gives it from the tenth time on': (right, junk) => {
    let calls = 0;
    return (...given) => (++calls > 10 ? junk() : right(...given));
  },
  'reads a clock':
    (right) =>
    (...given) =>
      Date.now() > 0 ? right(...given) : null,
  'never stops recursing': () => {
    const again = (): unknown => [again()];
    return again;
  },
  'changes what it is given':
    (right) =>
    (...given) => {
      for (const one of given) if (typeof one === 'object' && one !== null) Object.assign(one, { junk: 1 });
      return right(...given);
    },
};

/** The places of a value at which something may be broken: `rules.0.offers`. Slots come up again where they are used. */
function placesIn(value: unknown, depth = 0): readonly string[] {
  if (typeof value !== 'object' || value === null || depth > 3) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    key,
    ...placesIn(inner, depth + 1).map((place) => `${key}.${place}`),
  ]);
}

/** What the checker itself makes of a machine, and nobody writes. */
const INSIDES = ['charts', 'moves', 'persisted', 'restored', 'restarted', 'accepts'];

const PLACES = placesIn(soundModel()).filter((place) => INSIDES.every((inside) => !place.includes(inside)));
const FUNCTIONS = PLACES.filter((place) => typeof valueAt(soundModel(), place.split('.')) === 'function');

function valueAt(model: Loose, path: readonly string[]): unknown {
  return path.reduce((inner: unknown, step) => (inner as Loose)[step], model);
}

interface Break {
  readonly place: string;
  readonly junk: string;
  /** How a function is broken; null to put junk in its place. */
  readonly manner: string | null;
}

const breaks: fc.Arbitrary<Break> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      place: fc.constantFrom(...FUNCTIONS),
      junk: fc.constantFrom(...Object.keys(JUNK)),
      manner: fc.constantFrom(...Object.keys(MANNERS)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      place: fc.constantFrom(...PLACES),
      junk: fc.constantFrom(...Object.keys(JUNK)),
      manner: fc.constant(null),
    }),
  },
);

function breakAt(model: Loose, { place, junk, manner }: Break): void {
  const path = place.split('.');
  const key = path.pop() ?? '';
  const make = JUNK[junk] ?? thrower;
  try {
    const holder = valueAt(model, path) as Loose;
    const value = holder[key];
    const answer = manner === null ? undefined : MANNERS[manner];
    holder[key] = typeof value === 'function' && answer ? answer(value as Answer, make) : make();
  } catch {
    // What was broken before has no such place, and what is frozen stays as it is.
  }
}

const SCREEN: Terminal = {
  columns: 80,
  colour: false,
  paint: { dim: same, green: same, red: same, yellow: same } as never,
} as never;

function same(text: string): string {
  return text;
}

/** All that a command does with a model; what came of it, in a word. */
function outcomeOf(model: Model, search: 'bfs' | 'dfs' | 'random', exact: boolean): string {
  try {
    const bounds = {
      statesMax: 300,
      timeMaxMs: 5000,
      walksMax: 5,
      depthMax: search === 'random' ? 30 : 1000,
    };
    const result = check(model, { search, exact, ...bounds });
    const source: Source = {
      name: 'broken.js',
      file: null,
      model,
      ...{
        bounds: {},
        knobs: {},
        departures: {},
        medium: null,
        literal: false,
        reductions: [],
        noReduce: [],
      },
      explain: (error) => error,
    };
    reportText(source, result, checkFlagsOf({ search, coverage: true }), SCREEN);
    JSON.stringify(jsonReport(source, result, null));
    const { counterexample } = result;
    if (counterexample === null) return result.verdict;
    const { trace } = tryTraceOf(model, counterexample, metaOfResult(model, result));
    if (trace === null) return result.verdict;
    tableText(trace, model, { columns: 80 });
    const again = readItf(writeItf(trace));
    replay(model, again);
    return result.verdict;
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    return code;
  }
}

const RUNS = Number(process.env['EXO_FUZZ_RUNS'] ?? 300);

describe('a model that is broken at random', () => {
  it('ends with a verdict that can be reported, or with an error that has a code', () => {
    const outcomes = new Map<string, number>();
    fc.assert(
      fc.property(
        fc.array(breaks, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('bfs' as const, 'dfs' as const, 'random' as const),
        fc.boolean(),
        (broken, search, exact) => {
          const model = soundModel();
          for (const one of broken) breakAt(model, one);
          const outcome = outcomeOf(model as unknown as Model, search, exact);
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        },
      ),
      { seed: 7, numRuns: RUNS },
    );
    expect(Math.max(...outcomes.values())).toBeLessThan(RUNS / 2);
    expect([...outcomes.keys()]).toEqual(expect.arrayContaining(['violated', 'EXO123', 'EXO132', 'EXO133']));
  });

  it('would not be broken if nothing were done to it', () => {
    const model = soundModel() as unknown as Model;
    expect(check(model)).toMatchObject({ verdict: 'violated', property: 'Few' });
  });
});
