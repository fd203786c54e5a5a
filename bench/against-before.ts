import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runChildToEnd } from './child.js';
import { fewSlotsName, type FewSlots } from './few-slots.js';
import type { FewSlotsRun, FewSlotsSearch } from './few-slots-once.js';
import { cost, median, type Comparison, type Figure } from './figures.js';

const PEER = 'before';

/**
 * This checker and an earlier build of it, in the folder `before`, on models of which tables keep little that is used
 * again, `runs` times; medians. Where there is no earlier build, the figures are those of this checker alone.
 *
 * @throws Error where they count different states or transitions, or the folder has no built checker.
 */
export function compareWithBefore(
  models: readonly FewSlots[],
  before: string | null,
  runs: number,
  note: (text: string) => void,
): Comparison {
  const peer = before === null ? null : builtChecker(before);
  const compared = models.map((model) => compare(model, peer, runs, note));
  return {
    figures: compared.flatMap(({ figures }) => figures),
    context: compared.map(({ context }) => context),
  };
}

function builtChecker(folder: string): string {
  const path = join(folder, 'dist', 'checker', 'index.js');
  if (!existsSync(path)) throw new Error(`${path} is not there: build the earlier version first`);
  return path;
}

function compare(
  model: FewSlots,
  peer: string | null,
  runs: number,
  note: (text: string) => void,
): { readonly figures: readonly Figure[]; readonly context: string } {
  const name = fewSlotsName(model);
  const ours: FewSlotsRun[] = [];
  const theirs: FewSlotsRun[] = [];
  for (let run = 1; run <= runs; run++) {
    const search = (checker: string | null): FewSlotsRun => {
      const argument: FewSlotsSearch = { ...model, checker };
      return runChildToEnd<FewSlotsRun>('few-slots-once.js', argument);
    };
    const now = search(null);
    ours.push(now);
    const then = peer === null ? null : search(peer);
    if (then !== null) theirs.push(requireSameCounts(name, now, then));
    const text = then === null ? '' : `, before ${then.cpuSeconds.toFixed(2)} CPU-s`;
    note(`${name}, run ${run} of ${runs}: this checker ${now.cpuSeconds.toFixed(2)} CPU-s${text}`);
  }
  const [first] = ours;
  const counts = `${first?.states.toLocaleString('en-US')} states, ${first?.transitions.toLocaleString('en-US')} transitions`;
  return { figures: figuresOf(name, ours, theirs), context: `${name}: ${counts}` };
}

function requireSameCounts(name: string, now: FewSlotsRun, then: FewSlotsRun): FewSlotsRun {
  if (now.states === then.states && now.transitions === then.transitions) return then;
  throw new Error(`the counts differ on ${name}: ${now.states} states now, ${then.states} before`);
}

function figuresOf(
  name: string,
  ours: readonly FewSlotsRun[],
  theirs: readonly FewSlotsRun[],
): readonly Figure[] {
  const figure = (what: string, unit: string, of: (run: FewSlotsRun) => number): Figure =>
    cost({
      name: `${name}: ${what}`,
      unit,
      peer: PEER,
      value: median(ours.map(of)),
      peerValue: theirs.length === 0 ? null : median(theirs.map(of)),
    });
  return [
    figure('CPU-µs per state', 'µs', ({ cpuSeconds, states }) => (cpuSeconds * 1e6) / states),
    figure('bytes per state', 'bytes', ({ bytesPerState }) => bytesPerState),
  ];
}
