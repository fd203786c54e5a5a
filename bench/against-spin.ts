import { runChildToEnd } from './child.js';
import { cost, median, rate, speed, type Comparison, type Figure } from './figures.js';
import { boundsText, countsText, requireEqualCounts, type Bounds } from './literal.js';
import type { SearchRun } from './search-once.js';
import { runSpin, type SpinRun } from './spin.js';

interface Runs {
  readonly ours: readonly SearchRun[];
  /** None where SPIN is left out. */
  readonly theirs: readonly SpinRun[];
  /** Why it is left out. */
  readonly skipped: string | null;
}

/**
 * This checker and SPIN on one model, one after the other, `runs` times; medians. Where SPIN cannot run, the figures are
 * those of this checker alone.
 *
 * @throws Error where they count different states or transitions.
 */
export function compareWithSpin(bounds: Bounds, runs: number, note: (text: string) => void): Comparison {
  const done = alternate(bounds, runs, note);
  return { figures: figuresOf(done), context: contextOf(bounds, done) };
}

function alternate(bounds: Bounds, runs: number, note: (text: string) => void): Runs {
  const ours: SearchRun[] = [];
  const theirs: SpinRun[] = [];
  let skipped: string | null = null;
  for (let run = 1; run <= runs; run++) {
    const search = runChildToEnd<SearchRun>('search-once.js', bounds);
    if (!search.checked.includes('Agreement')) throw new Error('the literal model does not check Agreement');
    ours.push(search);
    note(`${boundsText(bounds)}, run ${run} of ${runs}: this checker ${search.cpuSeconds.toFixed(2)} CPU-s`);
    if (skipped !== null) continue;
    const spin = runSpin(bounds);
    if ('skipped' in spin) {
      skipped = spin.skipped;
      note(`SPIN is left out: ${skipped}`);
    } else {
      requireEqualCounts(bounds, search, 'SPIN', spin);
      theirs.push(spin);
      note(`${boundsText(bounds)}, run ${run} of ${runs}: SPIN ${spin.cpuSeconds.toFixed(2)} CPU-s`);
    }
  }
  return { ours, theirs, skipped };
}

function figuresOf({ ours, theirs }: Runs): readonly Figure[] {
  const medians = (our: (run: SearchRun) => number, their: (run: SpinRun) => number) => ({
    peer: 'SPIN',
    value: median(ours.map(our)),
    peerValue: theirs.length === 0 ? null : median(theirs.map(their)),
  });
  const statesRate = (run: SearchRun | SpinRun): number => rate(run.states, run.cpuSeconds);
  const transitionsRate = (run: SearchRun | SpinRun): number => rate(run.transitions, run.cpuSeconds);
  const transitionsRateOfProcess = (run: SearchRun): number => rate(run.transitions, run.processCpuSeconds);
  const bytesPerState = (run: SpinRun): number => run.peakBytes / run.states;
  return [
    speed({
      name: 'transitions per CPU-second',
      unit: 'transitions/s',
      ...medians(transitionsRate, transitionsRate),
    }),
    speed({
      name: 'transitions per CPU-second of the whole process',
      unit: 'transitions/s',
      ...medians(transitionsRateOfProcess, transitionsRate),
    }),
    speed({ name: 'states per CPU-second', unit: 'states/s', ...medians(statesRate, statesRate) }),
    cost({
      name: 'bytes per state',
      unit: 'bytes',
      ...medians((run) => run.bytesPerState, bytesPerState),
    }),
  ];
}

function contextOf(bounds: Bounds, { ours, theirs, skipped }: Runs): readonly string[] {
  const [search] = ours;
  const [spin] = theirs;
  if (search === undefined) return [];
  const model = `${boundsText(bounds)}, ${countsText(search)}, ${search.checked.join(', ')} checked`;
  const equal = spin === undefined ? `left out: ${skipped}` : `version ${spin.version}, counts equal: yes`;
  return [
    `SPIN: ${model}, ${search.xstateCalls.toLocaleString('en-US')} XState calls; ${equal}`,
    'this checker as exo check runs it: on Node 20, V8 optimises later than by itself',
  ];
}
