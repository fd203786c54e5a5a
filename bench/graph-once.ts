/**
 * One exploration of the literal model by `getAdjacencyMap` of `xstate/graph`, in a process of its own:
 * `node graph-once.js '<bounds as JSON>'`. Prints one GraphRun.
 */
import { getAdjacencyMap } from 'xstate/graph';
import { flatten } from './flatten.js';
import { literalModel, type Bounds } from './literal.js';

export interface GraphRun {
  readonly states: number;
  /**
   * Edges of the map, one for each (state, event). They are the transitions, neither more nor less: the map is asked for
   * enabled events only, so it has no loops for disabled ones; an event names one offer of one rule, so no two transitions
   * of a state share it; and two that lead to the same state are two edges, as they are two transitions.
   */
  readonly transitions: number;
  /** For the call of `getAdjacencyMap` alone. */
  readonly seconds: number;
  /** User and system time of all threads in the meantime. */
  readonly cpuSeconds: number;
}

const { machine, eventsOf } = flatten(literalModel(JSON.parse(process.argv[2] ?? '') as Bounds));
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
const map = getAdjacencyMap(machine, {
  events: ({ context }) => eventsOf(context.ids),
  // A shorter key than the map's own, which is the JSON of value and context.
  serializeState: ({ context }) => context.ids.join(),
});
const seconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);

const nodes = Object.values(map);
const run: GraphRun = {
  states: nodes.length,
  transitions: nodes.reduce((sum, { transitions }) => sum + Object.keys(transitions).length, 0),
  seconds,
  cpuSeconds: (user + system) / 1e6,
};
process.stdout.write(`${JSON.stringify(run)}\n`);
