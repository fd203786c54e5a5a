import type { MutantOutcome } from '../../conformance/index.js';
import { count, counted } from '../terminal/numbers.js';
import { showLine } from '../terminal/progress-line.js';

/** Which mutant is done, in a line that is rewritten on a terminal; a new line every few seconds elsewhere. */
export function showImplProgress(quiet: boolean): {
  readonly show: (outcome: MutantOutcome, done: number, all: number) => void;
  readonly end: () => void;
} {
  const { show, end } = showLine(quiet);
  return {
    show: ({ mutant }, done, all) =>
      show(() => `${count(done)} of ${counted(all, 'mutant')} · ${mutant.name}`),
    end,
  };
}
