import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromPromise, not, setup } from 'xstate';
import { createTestModel, getShortestPaths, getSimplePaths } from 'xstate/graph';
import { client, server } from '../checker/examples/retrying-client-mended.js';
import { lossy, machineModel, system } from '../checker/index.js';
import { coveringWalks, type Arc } from './cover.js';
import { model, order } from './examples/order.js';
import { commandsOf } from './fast-check/index.js';
import { graphOf } from './graph.js';
import { testsOf, TestFailure, type Adapter, type GeneratedTest } from './index.js';
import { labelOf } from './steps.js';

const stepsIn = (tests: readonly GeneratedTest[]): number =>
  tests.reduce((sum, { steps }) => sum + steps.length, 0);

describe('coveringWalks', () => {
  const graph = fc
    .record({
      nodes: fc.integer({ min: 1, max: 5 }),
      picks: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 7 }),
    })
    .map(({ nodes, picks }) => {
      // Every node can be reached: each but the first has an arc from one before it.
      const tree = Array.from({ length: nodes - 1 }, (_, i): Arc => ({ from: i >> 1, to: i + 1 }));
      const more = picks.map(([from, to]): Arc => ({ from: from % nodes, to: to % nodes }));
      return { nodes, arcs: [...tree, ...more] };
    });

  /** The least number of steps, by trying all ways to go on: breadth first over (node, arcs taken). */
  function least(arcs: readonly Arc[]): number {
    const all = (1 << arcs.length) - 1;
    let level = new Set([0]);
    const keyOf = (node: number, taken: number): number => taken * 8 + node;
    const seen = new Set(level);
    for (let steps = 0; ; steps++) {
      const next = new Set<number>();
      for (const key of level) {
        const [node, taken] = [key % 8, Math.floor(key / 8)];
        if (taken === all) return steps;
        for (const from of [node, 0]) {
          arcs.forEach((arc, i) => {
            if (arc.from !== from) return;
            const then = keyOf(arc.to, taken | (1 << i));
            if (!seen.has(then)) next.add(then);
            seen.add(then);
          });
        }
      }
      level = next;
    }
  }

  test('take every arc, go on where they are, and take the least number of steps', () => {
    fc.assert(
      fc.property(graph, ({ nodes, arcs }) => {
        const walks = coveringWalks(nodes, 0, arcs);
        for (const walk of walks) {
          walk.forEach((arc, i) => expect(arcs[arc]?.from).toBe(i === 0 ? 0 : arcs[walk[i - 1] ?? 0]?.to));
        }
        expect(new Set(walks.flat()).size).toBe(arcs.length);
        expect(walks.flat().length).toBe(least(arcs));
      }),
      { numRuns: 150, seed: 4 },
    );
  });

  test('are not searched for where the root does not lead to all nodes', () => {
    expect(() => coveringWalks(3, 0, [{ from: 1, to: 2 }])).toThrow('every node is reached from the root');
  });
});

/** A path of xstate/graph, as far as it is looked at here: its first step is the start. */
interface GraphPath {
  readonly steps: readonly { readonly state: unknown; readonly event: { readonly type: string } }[];
}

/** The paths of xstate/graph for the order, by the name of the function. */
function pathsOfXState(): Readonly<Record<string, readonly GraphPath[]>> {
  const options = { events: order.events.map((type) => ({ type })) };
  const tested = createTestModel(order, options);
  return {
    getShortestPaths: getShortestPaths(order, options),
    getSimplePaths: getSimplePaths(order, options),
    'TestModel.getShortestPaths': tested.getShortestPaths(),
    'TestModel.getSimplePaths': tested.getSimplePaths(),
  };
}

/** An edge by its state and event. */
function edgeOf(state: unknown, type: string): string {
  const { value, context } = state as { readonly value: unknown; readonly context: unknown };
  return JSON.stringify([value, context, type]);
}

const { states, edges } = graphOf(model, 100, labelOf);
const edgesOfModel = edges.map(({ from, transition }) => edgeOf(states[from]?.[0], transition.rule.name));

/** The least number of steps from the start to each state. */
const distances = states.map(() => Infinity).with(0, 0);
for (const { from, to } of edges) {
  distances[to] = Math.min(distances[to] ?? Infinity, (distances[from] ?? Infinity) + 1);
}

describe('testsOf', () => {
  test('takes every transition, which no paths of xstate/graph do, and in fewer runs and steps than those with the missing ones', () => {
    const tests = testsOf(model, { cover: 'transitions' });
    expect([edges.length, tests.length, stepsIn(tests)]).toEqual([18, 1, 32]);
    const compared = Object.entries(pathsOfXState()).map(([name, paths]) => {
      const taken = new Set(
        paths.flatMap(({ steps }) =>
          steps.slice(1).map(({ event }, i) => edgeOf(steps[i]?.state, event.type)),
        ),
      );
      const missing = edges.filter((_, i) => !taken.has(edgesOfModel[i] ?? ''));
      const steps = paths.reduce((sum, one) => sum + one.steps.length - 1, 0);
      const whole = steps + missing.reduce((sum, { from }) => sum + (distances[from] ?? 0) + 1, 0);
      return {
        name,
        taken: taken.size,
        runs: paths.length,
        steps,
        wholeRuns: paths.length + missing.length,
        whole,
      };
    });
    expect(compared.map(({ name, taken, runs, steps }) => [name, taken, runs, steps])).toEqual([
      ['getShortestPaths', 9, 10, 21],
      ['getSimplePaths', 13, 14, 37],
      ['TestModel.getShortestPaths', 14, 7, 23],
      ['TestModel.getSimplePaths', 16, 12, 66],
    ]);
    for (const { wholeRuns, whole } of compared) {
      expect(wholeRuns).toBeGreaterThan(tests.length);
      expect(whole).toBeGreaterThan(stepsIn(tests));
    }
  });

  test('takes every pair of transitions that follow on each other', () => {
    const tests = testsOf(model, { cover: 'pairs' });
    const pairs = edges.flatMap((one) => edges.filter(({ from }) => from === one.to)).length;
    const taken = new Set<string>();
    for (const { steps } of tests) {
      steps
        .slice(1)
        .forEach((step, i) => taken.add(`${String(steps[i]?.event?.type)} ${String(step.event?.type)}`));
    }
    expect([pairs, tests.map(({ steps }) => steps.length)]).toEqual([32, [40, 5, 2, 1]]);
    expect(taken.has('REFUND REOPEN') && taken.has('RETURN REOPEN')).toBe(true);
  });

  test.each([
    ['transitions', ['BREAK', 'OPEN CLOSE']],
    ['pairs', ['BREAK', 'OPEN CLOSE OPEN']],
  ] as const)('begins in each initial state to cover %s', (cover, expected) => {
    const door = setup({
      types: { context: {} as { locked: boolean }, input: {} as boolean },
      guards: { isLocked: ({ context }) => context.locked },
    }).createMachine({
      context: ({ input }) => ({ locked: input }),
      initial: 'closed',
      states: {
        closed: {
          on: {
            OPEN: { guard: not('isLocked'), target: 'open' },
            BREAK: { guard: 'isLocked', target: 'broken' },
          },
        },
        open: { on: { CLOSE: 'closed' } },
        broken: {},
      },
    });
    const doors = system({
      name: 'a door that is locked, or not',
      actors: { door },
      inputs: { door: ['OPEN', 'CLOSE', 'BREAK'].map((type) => ({ type })) },
      initial: [{ door: false }, { door: true }],
    });
    const runs = testsOf(doors, { cover }).map(({ steps }) =>
      steps.map(({ event }) => event?.type).join(' '),
    );
    expect(runs.sort()).toEqual(expected);
  });

  test('makes runs of a system, with who acts and what it takes from whom', () => {
    const asking = system({
      name: 'asking',
      actors: { client, server },
      network: lossy({ losses: 1 }),
      inputs: { client: [{ type: 'START' }] },
      mayEnd: () => true,
    });
    const steps = testsOf(asking, { cover: 'transitions' }).flatMap((one) => one.steps);
    const told = steps.map(({ actor, action, event, from }) => [actor, action, event?.type ?? null, from]);
    expect(told).toContainEqual(['client', 'Receive', 'START', null]);
    expect(told).toContainEqual(['server', 'Receive', 'REQUEST', 'client']);
    expect(told).toContainEqual(['client', 'Timer', null, null]);
    expect(told).toContainEqual([null, 'Lose', null, null]);
  });

  test('goes on with whatever the system under test has chosen, and says how far a test came', async () => {
    const coin = setup({ actors: { throw: fromPromise(() => Promise.resolve('')) } }).createMachine({
      id: 'coin',
      initial: 'held',
      states: {
        held: { invoke: { src: 'throw', id: 'throw', onDone: 'heads', onError: 'tails' } },
        heads: {},
        tails: {},
      },
    });
    const unsteady = machineModel(coin, { mayEnd: () => true });
    const thrown: Adapter<{ side: string }> = {
      start: () => ({ side: 'held' }),
      act: (system, { action }) => (system.side = action === 'Done' ? 'heads' : 'tails'),
      observe: ({ side }) => ({ value: side }),
    };
    const tests = testsOf(unsteady, { cover: 'transitions' });
    const outcomes = await Promise.all(tests.map((one) => one.run(thrown)));
    expect(outcomes).toEqual([
      { taken: 1, of: 1 },
      { taken: 1, of: 1 },
    ]);
    await expect(tests[0]?.run({ ...thrown, observe: () => ({ value: 'held' }) })).rejects.toThrow(
      /after step 1, .*: value is "held", and "(heads|tails)" in the model/,
    );
  });

  test('refuses a model with more states than it may have; commands say that they have not seen all', () => {
    expect(() => testsOf(model, { cover: 'transitions', statesMax: 5 })).toThrow('has more than 5 states');
    const nothing: Adapter<null> = { start: () => null, act: () => null, observe: () => ({}) };
    expect(commandsOf(model, nothing).isWhole).toBe(true);
    expect(commandsOf(model, nothing, { statesMax: 5 }).isWhole).toBe(false);
  });

  const right: Adapter<null> = { start: () => null, act: () => null, observe: () => ({}) };
  const untyped = (value: unknown) => value as never;

  test.each<[string, unknown, RegExp]>([
    ['undefined', undefined, /^observe of the adapter gives undefined, and nothing could be compared/],
    ['null', null, /^observe of the adapter gives null/],
    ['a text', 'open', /^observe of the adapter gives "open"/],
    ['a list', [], /^observe of the adapter gives \[\]/],
  ])('refuses an adapter that observes %s', async (_, observed, message) => {
    const adapter: Adapter<null> = { ...right, observe: () => observed };
    const [one] = testsOf(model, { cover: 'transitions' });
    const refused = { code: 'EXO217', message: expect.stringMatching(message) as string };
    await expect(one?.run(adapter)).rejects.toMatchObject(refused);
    await expect(commandsOf(model, adapter).run([])).rejects.toMatchObject(refused);
  });

  test('refuses an adapter that observes nothing of one of several actors', async () => {
    const asking = system({
      name: 'asking',
      actors: { client, server },
      inputs: { client: [{ type: 'START' }] },
      mayEnd: () => true,
    });
    const [one] = testsOf(asking, { cover: 'transitions' });
    await expect(
      one?.run({ ...right, observe: () => ({ client: {}, server: undefined }) }),
    ).rejects.toMatchObject({
      code: 'EXO217',
      message: expect.stringContaining("gives undefined for 'server'") as string,
    });
  });

  test.each(['act', 'observe'] as const)('says in which step %s throws, and what led there', async (name) => {
    const stopped: string[] = [];
    const boom = new TypeError('boom');
    let calls = 0;
    const adapter: Adapter<null> = {
      ...{ start: () => null, act: () => null, observe: () => ({}) },
      [name]: () => {
        calls += 1;
        if (calls === (name === 'act' ? 2 : 3)) throw boom;
        return {};
      },
      stop: () => void stopped.push('stopped'),
    };
    const [one] = testsOf(model, { cover: 'transitions' });
    const failure = await one?.run(adapter).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TestFailure);
    expect(failure).toMatchObject({ steps: one?.steps.slice(0, 2), differences: [], cause: boom });
    expect((failure as TestFailure).message).toMatch(
      /^in step 2, order gets \w+: the adapter throws TypeError: boom\n {2}1\. order gets \w+\n {2}2\. /,
    );
    expect(stopped).toEqual(['stopped']);
    const { commands, run } = commandsOf(model, {
      ...adapter,
      act: () => Promise.reject(boom),
      observe: () => ({}),
    });
    await expect(
      fc.assert(fc.asyncProperty(fc.commands([...commands]), run), { seed: 1 }),
    ).rejects.toMatchObject({
      cause: {
        name: 'TestFailure',
        message: expect.stringMatching(
          /^in step 1, order gets \w+: the adapter throws TypeError: boom/,
        ) as string,
      },
    });
  });

  test('ends a system that does not start as the model does', async () => {
    const stopped: string[] = [];
    const adapter = { ...right, observe: () => ({ value: 'odd' }), stop: () => void stopped.push('stopped') };
    await expect(commandsOf(model, adapter).run([])).rejects.toThrow('at the start: value is "odd"');
    expect(stopped).toEqual(['stopped']);
  });

  test.each<[string, () => unknown, string, string]>([
    [
      'no options',
      () => testsOf(model, untyped(undefined)),
      'EXO176',
      "the options of testsOf is undefined: it takes an object with 'cover'",
    ],
    [
      'no model',
      () => testsOf(untyped(undefined), { cover: 'pairs' }),
      'EXO176',
      'the model of testsOf is undefined',
    ],
    [
      'no cover',
      () => testsOf(model, untyped({})),
      'EXO176',
      `'cover' of testsOf is undefined: it takes "transitions" or "pairs"`,
    ],
    [
      'another cover',
      () => testsOf(model, untyped({ cover: 'x' })),
      'EXO176',
      `'cover' of testsOf is "x": it takes "transitions" or "pairs"`,
    ],
    [
      'an unknown option',
      () => testsOf(model, untyped({ cover: 'pairs', max: 1 })),
      'EXO176',
      "testsOf has no 'max'",
    ],
    [
      'a text as statesMax',
      () => testsOf(model, untyped({ cover: 'pairs', statesMax: 'x' })),
      'EXO176',
      `'statesMax' of testsOf is "x": it takes a whole number from 1`,
    ],
    [
      'a negative statesMax',
      () => testsOf(model, { cover: 'pairs', statesMax: -1 }),
      'EXO176',
      "'statesMax' of testsOf is -1",
    ],
    [
      'a statesMax of commands',
      () => commandsOf(model, right, { statesMax: -1 }),
      'EXO176',
      "'statesMax' of commandsOf is -1",
    ],
    [
      'no adapter of commands',
      () => commandsOf(model, untyped(undefined)),
      'EXO217',
      'the adapter is undefined: it takes an object with start, act and observe',
    ],
    [
      'an adapter without observe',
      () => commandsOf(model, untyped({ ...right, observe: undefined })),
      'EXO217',
      'observe of the adapter is undefined: it takes a function',
    ],
  ])('refuses %s, by name', (_, make, code, message) => {
    const thrown: unknown[] = [];
    try {
      make();
    } catch (error) {
      thrown.push(error);
    }
    expect(thrown).toMatchObject([{ code, message: expect.stringContaining(message) as string }]);
  });

  test('refuses a missing adapter before it starts anything', async () => {
    const [one] = testsOf(model, { cover: 'transitions' });
    await expect(one?.run(untyped(undefined))).rejects.toMatchObject({ code: 'EXO217' });
    await expect(one?.run(untyped({ start: 1 }))).rejects.toMatchObject({ code: 'EXO217' });
  });

  test('does without fast-check, which only the entry for commands loads', () => {
    const files = readdirSync(import.meta.dirname).filter((name) => /^(?!.*\.test).*\.ts$/.test(name));
    expect(files).toContain('index.ts');
    for (const file of files) {
      expect(readFileSync(path.join(import.meta.dirname, file), 'utf8')).not.toMatch(
        /from '(fast-check|\.\/fast-check)/,
      );
    }
  });
});
