import type { MutationOptions, MutationProgress } from '../../checker/index.js';
import { count, counted } from '../terminal/numbers.js';

/** Shows on standard error where a mutation stands. */
export interface MutationProgressShow {
  readonly hooks: Pick<MutationOptions, 'onProgress'>;
  /** Takes the line away again. */
  readonly end: () => void;
}

const REWRITE_EVERY_MS = 100;
const LINE_EVERY_MS = 5000;
const WIDTH_DEFAULT = 80;

/** One line that is rewritten on a terminal, a new line every few seconds elsewhere, nothing if `quiet`. */
export function showMutationProgress(quiet: boolean): MutationProgressShow {
  if (quiet) return { hooks: {}, end: () => undefined };
  const { stderr } = process;
  const isTerminal = stderr.isTTY === true;
  const every = isTerminal ? REWRITE_EVERY_MS : LINE_EVERY_MS;
  let toldAt = performance.now();
  let isShown = false;
  // Most mutants are killed at once, and nobody could read all of their names.
  const onProgress = (now: MutationProgress): void => {
    if (performance.now() - toldAt < every) return;
    toldAt = performance.now();
    isShown = true;
    const line = [...mutationProgressLine(now)].slice(0, (stderr.columns || WIDTH_DEFAULT) - 1).join('');
    stderr.write(isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
  };
  return {
    hooks: { onProgress },
    end: () => {
      if (isTerminal && isShown) stderr.write('\r\u001b[K');
    },
  };
}

/** How many mutants are done, and what is being searched. */
export function mutationProgressLine({ mutant, scope, done, total, states }: MutationProgress): string {
  return [
    `${count(done)} of ${counted(total, 'mutant')}`,
    `${mutant ?? 'the machine itself'} in ${scope}`,
    `${count(states)} states`,
  ].join(' · ');
}
