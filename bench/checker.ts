/**
 * The checker beside SPIN and beside `xstate/graph`, on models that they can count too, in one run on one machine:
 * `npm run bench:checker`. Exits with 1 where the counts differ, because then there is nothing to compare.
 */
import { createRequire } from 'node:module';
import { compareWithBefore } from './against-before.js';
import { compareWithGraph } from './against-graph.js';
import { compareWithSpin } from './against-spin.js';
import { benchOptions, runBench, runsFrom } from './command.js';
import type { FewSlots } from './few-slots.js';
import { figuresTable } from './figures.js';
import type { Bounds } from './literal.js';

const HELP = `Usage: npm run -s bench:checker -- [options]

Measures this checker beside SPIN and beside xstate/graph, each in a process of its own, on the literal async form of the
published protocol. SPIN is left out where spin or gcc is missing. Then this checker beside an earlier build of it, on models
whose tables keep little that is used again; without --before, the figures of this checker alone.

  --before folder   a checkout of an earlier commit, with its dependencies installed, and built

  --runs k   how often each program runs, 1 to 99; medians are reported (default 3)
  --quick    small models: whether everything works, not how fast it is
  --json     print a list of { name, value, unit, peer, peerValue, ratio } instead of a table;
             a ratio above 1 says that this checker is better, of speeds and of memory alike
  --help     print this
`;

interface Plan {
  readonly spin: Bounds;
  /** From few states to many. */
  readonly graph: readonly Bounds[];
  readonly fewSlots: readonly FewSlots[];
}

const bounds = (hosts: number, slots: number, timeouts: number, losses: number): Bounds => ({
  hosts,
  slots,
  timeouts,
  losses,
});

const FULL: Plan = {
  spin: bounds(5, 4, 1, 1),
  graph: [
    bounds(3, 4, 2, 2),
    bounds(4, 3, 1, 1),
    bounds(3, 5, 3, 3),
    bounds(3, 5, 4, 4),
    bounds(4, 3, 2, 1),
    bounds(4, 4, 2, 1),
    bounds(5, 2, 1, 1),
  ],
  fewSlots: [
    { model: 'peterson', size: 5 },
    { model: 'whole', size: 5 },
    { model: 'machine', size: 4 },
    { model: 'chain', size: 20_000 },
  ],
};

const QUICK: Plan = {
  spin: bounds(3, 3, 1, 1),
  graph: [bounds(3, 2, 1, 1), bounds(3, 3, 1, 1)],
  fewSlots: [
    { model: 'peterson', size: 3 },
    { model: 'whole', size: 3 },
    { model: 'machine', size: 3 },
    { model: 'chain', size: 500 },
  ],
};

/** The time is that of a whole attempt, as a user waits for it; the heap is half of the memory that is free. */
const GRAPH_LIMITS = {
  timeMaxMs: 30_000,
  heapMaxMib: Math.floor(process.availableMemory() / 2 / 2 ** 20),
};

interface Options {
  readonly json: boolean;
  readonly quick: boolean;
  readonly help: boolean;
  readonly runs: number;
  readonly before: string | null;
}

function optionsFrom(words: readonly string[]): Options {
  const defaults: { runs: string; before: string | undefined } = { runs: '3', before: undefined };
  const { values, ...flags } = benchOptions(words, defaults, { quick: true });
  return { ...flags, runs: runsFrom(values.runs), before: values.before ?? null };
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

function bench({ json, quick, runs, before }: Options): void {
  const plan = quick ? QUICK : FULL;
  const spin = compareWithSpin(plan.spin, runs, note);
  const graph = compareWithGraph(plan.graph, runs, GRAPH_LIMITS, note);
  const few = compareWithBefore(plan.fewSlots, before, runs, note);
  const figures = [...spin.figures, ...graph.figures, ...few.figures];
  const context = [
    `Node ${process.versions.node}, xstate ${versionOf('xstate')} with its xstate/graph; ` +
      `medians of ${runs}; a ratio above 1 says that this checker is better`,
    ...spin.context,
    ...graph.context,
    ...few.context,
  ].join('\n');
  if (json) {
    note(context);
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  } else {
    process.stdout.write(`${figuresTable(figures)}\n\n${context}\n`);
  }
}

function versionOf(name: string): string {
  const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
  return version;
}

process.exitCode = await runBench(HELP, optionsFrom, bench);
