import type { MutationOptions, MutationProgress } from '../../checker/index.js';
import { count, counted } from '../terminal/numbers.js';
import { showLine } from '../terminal/progress-line.js';

/** Shows on standard error where a mutation stands. */
export interface MutationProgressShow {
  readonly hooks: Pick<MutationOptions, 'onProgress'>;
  /** Takes the line away again. */
  readonly end: () => void;
}

/** One line that is rewritten on a terminal, a new line every few seconds elsewhere, nothing if `quiet`. */
export function showMutationProgress(quiet: boolean): MutationProgressShow {
  const { show, end } = showLine(quiet);
  // Most mutants are killed at once, and nobody could read all of their names.
  const onProgress = (now: MutationProgress): void => show(() => mutationProgressLine(now));
  return { hooks: quiet ? {} : { onProgress }, end };
}

/** How many mutants are done, and what is being searched. */
export function mutationProgressLine({ mutant, scope, done, total, states }: MutationProgress): string {
  return [
    `${count(done)} of ${counted(total, 'mutant')}`,
    `${mutant ?? 'the machine itself'} in ${scope}`,
    `${count(states)} states`,
  ].join(' · ');
}
