import { runChild, runChildToEnd } from './child.js';
import { median, rate, speed, type Comparison } from './figures.js';
import type { GraphRun } from './graph-once.js';
import { boundsText, countsText, requireEqualCounts, type Bounds } from './literal.js';
import type { SearchRun } from './search-once.js';

export interface GraphLimits {
  readonly timeMaxMs: number;
  /** The map keeps a snapshot for every edge, so it is given as much heap as there is to give. */
  readonly heapMaxMib: number;
}

interface Pair {
  readonly ours: SearchRun;
  readonly theirs: GraphRun;
}

/**
 * This checker and the adjacency map of `xstate/graph` on one model: the last of `ladder`, which grows, that the map
 * finishes within the limits. Then both again on that one, until they have run `runs` times; medians.
 *
 * @throws Error where they count different states or transitions, or the map does not finish even the first.
 */
export function compareWithGraph(
  ladder: readonly Bounds[],
  runs: number,
  limits: GraphLimits,
  note: (text: string) => void,
): Comparison {
  const { bounds, pair, end } = climb(ladder, limits, note);
  const pairs = [pair];
  for (let run = 2; run <= runs; run++) {
    const ours = runChildToEnd<SearchRun>('search-once.js', bounds);
    const theirs = runChildToEnd<GraphRun>('graph-once.js', bounds, limits.heapMaxMib);
    requireEqualCounts(bounds, ours, 'xstate/graph', theirs);
    pairs.push({ ours, theirs });
    note(`run ${run} of ${runs} at ${boundsText(bounds)}: ${secondsText({ ours, theirs })}`);
  }
  const figure = speed({
    name: 'states per second',
    unit: 'states/s',
    peer: 'xstate/graph',
    value: median(pairs.map(({ ours }) => rate(ours.states, ours.seconds))),
    peerValue: median(pairs.map(({ theirs }) => rate(theirs.states, theirs.seconds))),
  });
  const context = `xstate/graph: ${boundsText(bounds)}, ${countsText(pair.theirs)}; counts equal: yes; ${end}`;
  return { figures: [figure], context: [context] };
}

interface Climbed {
  readonly bounds: Bounds;
  readonly pair: Pair;
  /** Why the ladder was left. */
  readonly end: string;
}

function climb(ladder: readonly Bounds[], limits: GraphLimits, note: (text: string) => void): Climbed {
  let last: Climbed | null = null;
  for (const bounds of ladder) {
    const ours = runChildToEnd<SearchRun>('search-once.js', bounds);
    const outcome = runChild<GraphRun>('graph-once.js', bounds, limits);
    if (outcome.ended !== 'done') {
      const limit =
        outcome.ended === 'time' ? `${limits.timeMaxMs / 1000} s` : `${limits.heapMaxMib} MiB of heap`;
      const end = `${boundsText(bounds)}, ${countsText(ours)}, does not finish in ${limit}`;
      note(`xstate/graph: ${end}`);
      if (last === null) throw new Error(`xstate/graph finishes no model: ${end}`);
      return { ...last, end };
    }
    const pair = { ours, theirs: outcome.result };
    requireEqualCounts(bounds, ours, 'xstate/graph', pair.theirs);
    note(`${boundsText(bounds)}, ${ours.states} states: ${secondsText(pair)}`);
    last = { bounds, pair, end: 'no larger model was tried' };
  }
  if (last === null) throw new Error('the ladder of bounds is empty');
  return last;
}

function secondsText({ ours, theirs }: Pair): string {
  return `this checker ${ours.seconds.toFixed(2)} s, xstate/graph ${theirs.seconds.toFixed(2)} s`;
}
