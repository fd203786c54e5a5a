import type { Model } from '../checker/model/model.js';
import type { Observation } from '../checker/model/observation.js';
import { ExoError } from '../errors/index.js';
import { after, doStep, startsAs, type Adapter } from './adapter.js';
import { coveringWalks, type Arc } from './cover.js';
import { checkAdapter, checkGiven } from './given.js';
import { graphOf, type GraphEdge, type StateGraph } from './graph.js';
import { labelOf, stepOf, tellerOf, type Teller, type TestStep } from './steps.js';

/** What the tests are to cover. */
export interface TestsOptions {
  /** `transitions`: each edge of the transition graph; `pairs`: each two that follow on each other, the first of a run among them. */
  readonly cover: 'transitions' | 'pairs';
  /** The most states that the model may have, from 1: 10,000 when left out. A larger model is refused. */
  readonly statesMax?: number;
  /** How the model is observed, if it is not made by `system` or `machineModel`. */
  readonly observation?: Observation;
}

/** A run of a model to be tried on an implementation of it. */
export interface GeneratedTest {
  /** Its number and its steps, in a line. */
  readonly name: string;
  readonly steps: readonly TestStep[];
  /** Tries it. See `runTest`. */
  readonly run: <S>(adapter: Adapter<S>) => Promise<TestOutcome>;
}

/** How far a test came without a failure. */
export interface TestOutcome {
  /** The number of steps taken. */
  readonly taken: number;
  /** Fewer than all, where the system under test has chosen another way that the model has too, so that the next step is not possible. */
  readonly of: number;
}

/**
 * Runs of a model that together take each of its transitions, or each pair of them, with as few steps as there can be, and of such runs as few
 * as there can be.
 *
 * @throws ExoError EXO216 for a model with more states than `statesMax`, EXO215 for one of which nothing says how it is observed, EXO176 for options that it
 * does not take.
 *
 * @example
 * const lamp = setup({}).createMachine({
 *   initial: 'off',
 *   states: { off: { on: { PRESS: 'on' } }, on: { on: { PRESS: 'off' } } },
 * });
 * const adapter: Adapter<{ isOn: boolean }> = {
 *   start: () => ({ isOn: false }),
 *   act: (real) => (real.isOn = !real.isOn),
 *   observe: ({ isOn }) => ({ value: isOn ? 'on' : 'off' }),
 * };
 * for (const one of testsOf(machineModel(lamp), { cover: 'transitions' })) {
 *   console.log(await one.run(adapter)); // { taken: 2, of: 2 }
 * }
 */
export function testsOf(model: Model, options: TestsOptions): readonly GeneratedTest[] {
  checkGiven('testsOf', model, options, ['cover', 'statesMax', 'observation'], ['cover']);
  const { cover, statesMax = 10_000, observation } = options;
  const teller = tellerOf(model, observation);
  const graph = graphOf(model, statesMax, labelOf);
  if (!graph.isWhole) {
    throw new ExoError(
      'EXO216',
      `model '${model.name}' has more than ${statesMax} states, and not all of their transitions would be covered; ` +
        'bound it with within, or raise statesMax',
    );
  }
  const runs = cover === 'pairs' ? pairRuns(graph) : edgeRuns(graph);
  return runs.map((edges, i) => testOf(teller, graph, edges, i + 1));
}

/** Walks over all edges: their root leads to each initial state. */
function edgeRuns({ states, initial, edges }: StateGraph): readonly (readonly GraphEdge[])[] {
  const root = states.length;
  const starts = initial.map((to): Arc => ({ from: root, to }));
  const walks = coveringWalks(states.length + 1, root, [...starts, ...edges]);
  return nonEmpty(walks.map((walk) => walk.flatMap((arc) => edges[arc - starts.length] ?? [])));
}

/** Walks over all pairs of edges: the edges are the nodes, and the root leads to each with which a run can begin. */
function pairRuns({ states, initial, edges }: StateGraph): readonly (readonly GraphEdge[])[] {
  const out = Array.from({ length: states.length }, (): number[] => []);
  edges.forEach(({ from }, i) => out[from]?.push(i));
  const root = edges.length;
  const arcs: Arc[] = [
    ...initial.flatMap((node) => (out[node] ?? []).map((to) => ({ from: root, to }))),
    ...edges.flatMap(({ to: node }, from) => (out[node] ?? []).map((to) => ({ from, to }))),
  ];
  const walks = coveringWalks(edges.length + 1, root, arcs);
  return nonEmpty(walks.map((walk) => walk.flatMap((arc) => edges[arcs[arc]?.to ?? -1] ?? [])));
}

/** An initial state in which nothing is possible makes no test. */
function nonEmpty<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.filter((list) => list.length > 0);
}

const NAMED_STEPS_MAX = 6;

function testOf(
  teller: Teller,
  { states }: StateGraph,
  edges: readonly GraphEdge[],
  number: number,
): GeneratedTest {
  const steps = edges.map(({ transition, from }) => stepOf(teller, transition, states[from] ?? []));
  const labels = edges.map(({ transition }) => labelOf(transition));
  const shown = steps.slice(0, NAMED_STEPS_MAX).map(({ event, action }) => event?.type ?? action);
  const more = steps.length > shown.length ? `, … (${steps.length} steps)` : '';
  return {
    name: `${number}: ${shown.join(', ')}${more}`,
    steps,
    run: (adapter) => runSteps(teller, steps, labels, adapter),
  };
}

/** Starts a system under test, does each step, and compares what is seen after it. */
async function runSteps<S>(
  teller: Teller,
  steps: readonly TestStep[],
  labels: readonly string[],
  adapter: Adapter<S>,
): Promise<TestOutcome> {
  checkAdapter(adapter);
  const system = await adapter.start();
  try {
    let candidates = await startsAs(teller, adapter, system);
    for (const [i, step] of steps.entries()) {
      const next = after(teller, candidates, labels[i] ?? '');
      if (next.length === 0) return { taken: i, of: steps.length };
      candidates = await doStep(teller, adapter, system, { before: steps.slice(0, i), step, next });
    }
    return { taken: steps.length, of: steps.length };
  } finally {
    await adapter.stop?.(system);
  }
}
